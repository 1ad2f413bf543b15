"""Has a deployment hear what fires as it begins (design: an answer from outside). Nobody asks for it."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.clock import PlanClock
from bot.domain.alerts import Alert, AlertSource, Matched
from bot.domain.errands import ReadFiring
from bot.domain.intents import NoteBaseline
from bot.domain.matching import Candidate, Matching, named_in
from bot.errors import Permanent, Transient
from bot.ports import AlertReader
from bot.queries import Queries
from bot.service import Service


class FiringErrand:
    """Carries out the errands that read what fires. Who cannot be asked is said in the log alone."""

    def __init__(
        self, service: Service, queries: Queries, clock: PlanClock, readers: Sequence[AlertReader]
    ) -> None:
        self._service = service
        self._queries = queries
        self._clock = clock
        self._readers = readers
        self._log = structlog.get_logger(__name__)

    async def run(self, question: ReadFiring, key: str) -> None:
        """Read it, and have noted what concerns the deployment, with who could be asked.

        Where one of several does not answer the others' answers are noted, and all are asked again.
        Errors: `Transient`, `RateLimited`.
        """
        found: list[Alert] = []
        asked: list[AlertSource] = []
        late: Transient | None = None
        for reader in self._readers:
            try:
                found += await reader.firing(question.services)
                asked.append(reader.source)
            except Transient as error:
                late = error
            except Permanent as error:
                self._log.error("firing: not read", source=reader.source.value, why=str(error))
        if asked:
            names = "+".join(source.value for source in asked)
            await self._note(question.deployment, found, tuple(asked), f"{key}:{names}")
        if late:
            raise late

    async def _note(
        self, deployment: str, found: Sequence[Alert], asked: tuple[AlertSource, ...], key: str
    ) -> None:
        known = await self._queries.deployment(deployment)
        if known is None:
            return
        state = known.state
        itself = Candidate(
            deployment=state.id,
            service=state.service,
            environment=state.environment,
            is_running=state.state.is_running,
            named=named_in(known.plan),
        )
        matching = Matching([itself])
        matched = tuple(
            Matched(alert=self._by_plan(alert), why=match.why)
            for alert in found
            for match in matching.find(alert).matches
        )
        note = NoteBaseline(alerts=matched, asked=asked)
        await self._service.handle(note, deployment=deployment, actor="", key=key)

    def _by_plan(self, alert: Alert) -> Alert:
        """With the minute by the plan's clock at which it fired: monitors tell real time."""
        return replace(alert, fired_at=self._clock.origin.at(alert.fired_at))

    def failed(self, question: ReadFiring, why: str) -> None:
        """It is not known: what is reported counts by when it began to fire."""
        self._log.warning("firing: not read", deployment=question.deployment, why=why)
