"""Has a deployment hear what its metrics measure (design: an answer from outside). Nobody asks for it."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import structlog

from bot.clock import PlanClock, real_now, steady
from bot.domain.comparing import REACH, of_before
from bot.domain.errands import ReadMetrics
from bot.domain.intents import ReportMetrics
from bot.domain.metric_rows import Row, watched
from bot.domain.watch import MetricRead, Sample
from bot.domain.watching import is_told
from bot.errors import Permanent, Transient
from bot.metrics import Metrics, Where
from bot.ports import MetricsReader
from bot.queries import Known, Queries
from bot.service import Service

SECONDS = 25.0
"""How long a look may take: the next is a minute away, and others wait for their turn."""

BROKEN = "something went wrong here, the log has it"


class MetricsErrand:
    """Carries out the errands that read metrics. What cannot be read is an answer: the next look is near."""

    def __init__(
        self,
        service: Service,
        queries: Queries,
        clock: PlanClock,
        reader: MetricsReader,
        metrics: Metrics | None = None,
        *,
        seconds: float = SECONDS,
    ) -> None:
        self._service = service
        self._queries = queries
        self._clock = clock
        self._reader = reader
        self._metrics = metrics or Metrics()
        self._seconds = seconds
        self._log = structlog.get_logger(__name__)

    async def run(self, question: ReadMetrics, key: str) -> None:
        """Read every watched row, side by side, and have it reported where it may change anything.

        Errors: `Transient`, where the report could not be kept.
        """
        known = await self._queries.deployment(question.deployment)
        if known is None:
            return
        end, until = real_now(), steady() + self._seconds
        start = min(self._clock.real_of(question.since) or end, end)
        reads = await asyncio.gather(*(self._read(each, start, end, until) for each in watched(known.plan)))
        before = await self._before(known, question.before, until)
        report = ReportMetrics(reads=tuple(reads), before=before)
        if not is_told(known.state, known.plan, report, self._clock.now()):
            return
        await self._service.handle(report, deployment=question.deployment, actor="", key=key)

    async def _before(self, known: Known, at: datetime | None, until: float) -> Mapping[str, float | None]:
        """What was measured in the hour before that is not known yet; what cannot be read is asked again, and
        so is all where no time is left.
        """
        if at is None or steady() >= until:
            return {}
        end = min(self._clock.real_of(at) or real_now(), real_now())
        start = min(self._clock.real_of(at - REACH) or end - REACH, end)
        rows = [row for row in watched(known.plan) if row.key not in known.state.watch.before]
        found = await asyncio.gather(*(self._read(row, start, end, until, goes_on=False) for row in rows))
        return {
            read.metric: of_before(read.samples) for read in found if not (read.unavailable or read.is_unset)
        }

    async def _read(
        self, row: Row, start: datetime, end: datetime, until: float, *, goes_on: bool = True
    ) -> MetricRead:
        """The answer about a row, if it comes `until` then (`steady`). `goes_on`: what has no value at
        the end has no data.
        """
        try:
            async with asyncio.timeout(until - steady()):
                found = await self._reader.read(row.metric.query, start, end)
        except (Transient, Permanent, TimeoutError) as error:
            return MetricRead(metric=row.key, unavailable=f"{error}" or "it took too long")
        except Exception:  # noqa: BLE001 - one row that breaks must not keep the others from being read
            error_id = self._metrics.unexpected(Where.ERRANDS)
            self._log.exception("metrics: unexpected error", error_id=error_id)
            # Without the id: with another one each minute it would be news each minute.
            return MetricRead(metric=row.key, unavailable=BROKEN)
        if found is None:
            return MetricRead(metric=row.key, is_unset=True)
        # What is gone since is no data: nobody knows how it stands now.
        goes_on = bool(found) and found[-1].at == end
        samples = tuple(
            Sample(at=self._clock.shown_at(each.at), value=each.value) for each in found if goes_on
        )
        return MetricRead(metric=row.key, samples=samples)

    def failed(self, question: ReadMetrics, why: str) -> None:
        """It could not be kept; the next look brings it."""
        self._log.warning("metrics: not reported", deployment=question.deployment, why=why)
