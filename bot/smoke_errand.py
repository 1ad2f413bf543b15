"""Has smoke tests run, row after row in one session, and a deployment hear of each.

What writes is sent once for each press: that it is sent is committed before it is, and what is known to be
sent is never sent again, whatever became of the answer.
"""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.clock import steady
from bot.domain.errands import TrySmokeTests
from bot.domain.events import SmokeTestSent
from bot.domain.intents import ReportSmokeTests, SendTest
from bot.domain.plan import Plan, SmokeTest
from bot.domain.smoke_requests import expected_of
from bot.domain.smoke_rows import is_reading, is_writing, writing
from bot.domain.smoke_tests import is_sent
from bot.domain.state import Deployment
from bot.domain.watch import SmokeOutcome, SmokeResult
from bot.errors import RateLimited, Transient
from bot.metrics import Metrics, Where
from bot.ports import SmokeSession, SmokeTester
from bot.queries import Queries
from bot.service import Service

SECONDS = 30.0
"""How long one row may take, whatever runs it."""
BEGUN_WITHIN, ENDED_WITHIN = 25.0, 38.0
"""Seconds in which rows are begun with, and in which they end, of the forty that an errand has at a time."""
GOES_ON_AFTER = 1.0
"""Seconds until the rows follow for which there was no time left."""
TRIES = 3
"""How often it is tried to keep what came of a row: it is not run again for that."""
BROKEN_OFF = "not sent: the run was broken off"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One carrying out: the rows that are `left`, and those that write and would be offered after it."""

    question: TrySmokeTests
    key: str
    session: SmokeSession
    left: tuple[int, ...]
    offered: frozenset[int]
    began: float


class SmokeErrand:
    """Carries out the errands that run smoke tests. What nobody but people can run is left to them."""

    def __init__(
        self,
        service: Service,
        queries: Queries,
        tester: SmokeTester,
        metrics: Metrics | None = None,
        *,
        seconds: float = SECONDS,
        begun_within: float = BEGUN_WITHIN,
        ended_within: float = ENDED_WITHIN,
    ) -> None:
        self._service = service
        self._queries = queries
        self._tester = tester
        self._metrics = metrics or Metrics()
        self._seconds = seconds
        self._begun_within = begun_within
        self._ended_within = ended_within
        self._log = structlog.get_logger(__name__)

    async def run(self, question: TrySmokeTests, key: str) -> None:
        """Run what is left, until it is asked for anew.

        Errors: `Transient`, where a report could not be kept; `RateLimited`, where time is up for the rest.
        """
        known = await self._queries.deployment(question.deployment)
        if known is None or known.state.watch.asked != question.asked:
            return
        state, plan = known.state, known.plan
        settled = _settled(state, plan)
        if settled and not await self._report(question, key, settled):
            return
        tests = [test for test in _to_run(state, plan) if test.number not in settled]
        offered = frozenset(writing(state, plan)) - {test.number for test in tests}
        async with self._tester.open(plan.release.base_url) as session:
            run = _Run(
                question=question,
                key=key,
                session=session,
                left=state.watch.left,
                offered=offered,
                began=steady(),
            )
            await self._run(run, tests)

    async def _run(self, run: "_Run", tests: Sequence[SmokeTest]) -> None:
        """Where nothing may be run, so may nothing of what is offered: that is people's, too."""
        outcomes = set[SmokeOutcome]()
        for test in tests:
            if steady() - run.began >= self._begun_within:
                # Not once more a while later, as what failed: forty rows that hang were given up so.
                raise RateLimited("smoke tests are left", GOES_ON_AFTER)
            result = await self._result(run, test)
            if result is None:
                unset = SmokeResult(outcome=SmokeOutcome.NOT_RUN)
                await self._report(run.question, run.key, dict.fromkeys((*run.left, *run.offered), unset))
                return
            outcomes.add(result.outcome)
            found = {test.number: result} if test.number in run.left else {}
            if test is tests[-1] and outcomes == {SmokeOutcome.NOT_RUN}:
                found |= dict.fromkeys(run.offered, result)
            if found and not await self._report(run.question, run.key, found):
                return

    async def _result(self, run: "_Run", test: SmokeTest) -> SmokeResult | None:
        """What came of a row; `None` where nothing is set up that could run any."""
        if is_writing(test) and not await self._may_send(run.question, run.key, test.number):
            return SmokeResult(outcome=SmokeOutcome.LOCKED, why=BROKEN_OFF)
        return await self._try(test, run.session, self._ended_within - (steady() - run.began))

    async def _may_send(self, question: TrySmokeTests, key: str, number: int) -> bool:
        """Have it committed that a row is sent; false where it may not be, or somebody else sends it."""
        outcome = await self._service.handle(
            SendTest(number=number, asked=question.asked),
            deployment=question.deployment,
            actor="",
            key=f"{key}:{number}:{uuid.uuid4().hex}",
        )
        return any(isinstance(event, SmokeTestSent) for event in outcome.events)

    async def _report(self, question: TrySmokeTests, key: str, results: Mapping[int, SmokeResult]) -> bool:
        """Have the deployment hear of it; false where it was asked anew since. Errors: `Transient`."""
        report = ReportSmokeTests(results=results, asked=question.asked)
        numbers = ",".join(map(str, results))
        for left in reversed(range(TRIES)):
            try:
                outcome = await self._service.handle(
                    report, deployment=question.deployment, actor="", key=f"{key}:{numbers}"
                )
            except Transient:
                if not left:
                    raise
            else:
                return outcome.state is not None and outcome.state.watch.asked == question.asked
        raise AssertionError("it was tried")

    async def _try(self, test: SmokeTest, session: SmokeSession, left: float) -> SmokeResult | None:
        """What came of a row. Errors: `Transient`, where one that reads had less time than it may take."""
        seconds = min(self._seconds, left)
        try:
            async with asyncio.timeout(seconds):
                return await session.run(test)
        except TimeoutError:
            if seconds < self._seconds and not is_writing(test):
                raise Transient("a smoke test is tried once more") from None
            look = "; look whether it was done" if is_writing(test) else ""
            why = f"no answer within {seconds:g} s{look}"
            return SmokeResult(outcome=SmokeOutcome.FAILED, why=why)
        except Exception:  # noqa: BLE001 - that we broke says nothing of the release, nor of the other rows
            error_id = self._metrics.unexpected(Where.ERRANDS)
            self._log.exception("smoke tests: unexpected error", error_id=error_id)
            why = f"something went wrong here, the log has it as {error_id}"
            outcome = SmokeOutcome.UNANSWERED if is_writing(test) else SmokeOutcome.NOT_RUN
            return SmokeResult(outcome=outcome, why=why)

    def failed(self, question: TrySmokeTests, why: str) -> None:
        """Nothing more is known of them, and nothing is said: after a while they can be run anew."""
        self._log.warning("smoke tests: not reported", deployment=question.deployment, why=why)


def _settled(state: Deployment, plan: Plan) -> dict[int, SmokeResult]:
    """What became of rows when whoever ran them died: what was sent stays so, the rest lost its way in.

    A session cannot be taken up again, and what writes is not sent twice: what is left waits for a press.
    """
    left = state.watch.left
    if not any(is_writing(test) and _is_begun(state, test) for test in plan.smoke_tests):
        return {}
    lost = SmokeResult(outcome=SmokeOutcome.LOCKED, why=BROKEN_OFF)
    unanswered = SmokeResult(outcome=SmokeOutcome.UNANSWERED)
    return {number: unanswered if is_sent(state, number) else lost for number in left}


def _is_begun(state: Deployment, test: SmokeTest) -> bool:
    """Whether a row that writes was sent since the last press."""
    known = state.watch.test(test.number)
    return (
        known is not None
        and known.by is None
        and known.result.outcome not in {SmokeOutcome.NOT_RUN, SmokeOutcome.LOCKED}
    )


def _to_run(state: Deployment, plan: Plan) -> list[SmokeTest]:
    """What is left, behind what only reads and gets it a way in: a run that was broken off lost that."""
    left = state.watch.left
    return [
        test
        for test in plan.smoke_tests
        if test.number in left
        or (is_reading(test) and state.watch.test(test.number) and expected_of(test).gives_token)
    ]
