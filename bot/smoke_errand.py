"""Has a deployment hear what came of its smoke tests (design: an answer from outside). Nobody asks for it."""

import asyncio

import structlog

from bot.domain.errands import TrySmokeTests
from bot.domain.intents import ReportSmokeTests
from bot.domain.plan import Plan, SmokeTest
from bot.domain.smoke_requests import request_of
from bot.domain.watch import SmokeOutcome, SmokeResult
from bot.metrics import Metrics, Where
from bot.ports import SmokeSession, SmokeTester
from bot.queries import Queries
from bot.service import Service

SECONDS = 30.0
"""How long one row may take, whatever runs it."""


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
    ) -> None:
        self._service = service
        self._queries = queries
        self._tester = tester
        self._metrics = metrics or Metrics()
        self._seconds = seconds
        self._log = structlog.get_logger(__name__)

    async def run(self, question: TrySmokeTests, key: str) -> None:
        """Run the rows that only read one after the other, and have reported what came of them.

        Errors: `Transient`, where the report could not be kept.
        """
        known = await self._queries.deployment(question.deployment)
        if known is None:
            return
        async with self._tester.open(known.plan.release.base_url) as session:
            results = [(test.number, await self._try(test, session)) for test in _reading(known.plan)]
        ran = {number: found for number, found in results if found}
        if not ran:
            return
        report = ReportSmokeTests(results=ran, asked_at=question.asked_at)
        await self._service.handle(report, deployment=question.deployment, actor="", key=key)

    async def _try(self, test: SmokeTest, session: SmokeSession) -> SmokeResult | None:
        try:
            async with asyncio.timeout(self._seconds):
                return await session.run(test)
        except TimeoutError:
            return SmokeResult(outcome=SmokeOutcome.FAILED, why=f"no answer within {self._seconds:g} s")
        except Exception:  # noqa: BLE001 - that we broke says nothing of the release, nor of the other rows
            error_id = self._metrics.unexpected(Where.ERRANDS)
            self._log.exception("smoke tests: unexpected error", error_id=error_id)
            return None

    def failed(self, question: TrySmokeTests, why: str) -> None:
        """Nothing is known of them, and nothing is said: the step's owner reports how it goes."""
        self._log.warning("smoke tests: not reported", deployment=question.deployment, why=why)


def _reading(plan: Plan) -> list[SmokeTest]:
    return [test for test in plan.smoke_tests if (request := request_of(test)) and not request.is_writing]
