"""Takes in what monitors' webhooks bring: kept, committed, and only then answered (design: a webhook)."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from bot.clock import real_now, steady
from bot.errors import Transient
from bot.metrics import Became, Metrics
from bot.ports import Report
from bot.storage import alerts
from bot.storage.returned import returned
from bot.storage.unit_of_work import Database

PATIENCE = 3.0
"""Seconds in which the rows must be on their way: PagerDuty waits for its answer for five."""
LEAST_PATIENCE = 0.5
"""For those who had to wait for the transaction before."""
KEPT_FOR = timedelta(days=30)
"""After that a report is removed: what a deployment heard of it stands in its record."""


MOST_AT_ONCE = 500
"""Reports of one transaction, unless one request alone brings more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brought:
    """What one request brought, when, and who waits until it is kept."""

    reports: Sequence[Report]
    at: float
    kept: asyncio.Future[None]


class Intake:
    """Keeps reports. `wake` is called once some are committed that somebody has to look at.

    What comes in while a transaction is under way goes into the next one, together: in a storm the disk is
    waited for by all at once.
    """

    def __init__(self, database: Database, *, wake: Callable[[], None], metrics: Metrics) -> None:
        self._database = database
        self._wake = wake
        self._metrics = metrics
        self._queue: deque[_Brought] = deque()
        self._working: asyncio.Task[None] | None = None
        self._log = structlog.get_logger(__name__)

    async def receive(self, reports: Sequence[Report]) -> None:
        """Keep reports, all or none; once this returns none of them is lost.

        Errors: `Busy`, `Transient`: none was kept, whoever brought them should bring them again.
        """
        brought = _Brought(reports=reports, at=steady(), kept=asyncio.get_running_loop().create_future())
        self._queue.append(brought)
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        await brought.kept

    async def _work(self) -> None:
        try:
            while self._queue:
                await self._keep(self._next())
        finally:
            self._working = None

    def _next(self) -> list[_Brought]:
        """Those who came first, as many as are kept at once."""
        batch = [self._queue.popleft()]
        count = len(batch[0].reports)
        while self._queue and (count := count + len(self._queue[0].reports)) <= MOST_AT_ONCE:
            batch.append(self._queue.popleft())
        return batch

    async def _keep(self, batch: Sequence[_Brought]) -> None:
        """Keep what they brought, and let them know; after an error that nobody expected, each for itself."""
        reports = [report for brought in batch for report in brought.reports]
        patience = max(PATIENCE - (steady() - batch[0].at), LEAST_PATIENCE)
        try:
            new = await self._database.write(lambda c: _kept(c, reports), patience=patience)
        except Exception as error:  # noqa: BLE001 - whoever brought it is told
            if isinstance(error, Transient) or len(batch) == 1:
                _tell(batch, error)
                return
            for brought in batch:
                await self._keep([brought])
            return
        self._count(reports, new)
        _tell(batch, None)
        if any(report.alert for report in new):
            self._wake()

    def _count(self, reports: Sequence[Report], new: Sequence[Report]) -> None:
        for report in new:
            self._metrics.alerts.labels(report.source, _became(report)).inc()
        if odd := [report for report in new if report.why]:
            first = odd[0]
            self._log.warning(
                "intake: not understood", source=first.source.value, why=first.why, count=len(odd)
            )
        brought, fresh = (Counter(report.source for report in each) for each in (reports, new))
        for source, count in (brought - fresh).items():
            self._metrics.alerts.labels(source, Became.KNOWN).inc(count)


def _tell(batch: Sequence[_Brought], error: Exception | None) -> None:
    for brought in batch:
        if brought.kept.done():
            continue
        if error:
            brought.kept.set_exception(error)
        else:
            brought.kept.set_result(None)


def _became(report: Report) -> Became:
    if report.alert:
        return Became.ALERT
    return Became.ODD if report.why else Became.NOTHING


def _kept(connection: Connection, reports: Sequence[Report]) -> tuple[Report, ...]:
    """Keep them, and make room: what comes in removes twice as much of what is old."""
    now = real_now()
    new = alerts.keep(connection, reports, now)
    fresh = {report.delivery for report in new}
    again = [report for report in reports if report.is_standing and report.delivery not in fresh]
    if again and (changed := returned(connection, again, now)):
        new += alerts.keep(connection, changed, now)
    alerts.forget(connection, now - KEPT_FOR, 2 * len(reports))
    return new
