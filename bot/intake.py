"""Takes in what monitors' webhooks bring: kept, committed, and only then answered (design: a webhook)."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from bot.clock import real_now
from bot.metrics import Became, Metrics
from bot.ports import Report
from bot.storage import alerts
from bot.storage.unit_of_work import Database

PATIENCE = 3.0
"""Seconds in which the rows must be on their way: PagerDuty waits for its answer for five."""
KEPT_FOR = timedelta(days=30)
"""After that a report is removed: what a deployment heard of it stands in its record."""


class Intake:
    """Keeps reports. `wake` is called once some are committed that somebody has to look at."""

    def __init__(self, database: Database, *, wake: Callable[[], None], metrics: Metrics) -> None:
        self._database = database
        self._wake = wake
        self._metrics = metrics
        self._log = structlog.get_logger(__name__)

    async def receive(self, reports: Sequence[Report]) -> None:
        """Keep reports in one transaction; once this returns none of them is lost.

        Errors: `Busy`, `Transient`: none was kept, whoever brought them should bring them again.
        """
        new = await self._database.write(lambda connection: _kept(connection, reports), patience=PATIENCE)
        self._count(reports, new)
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


def _became(report: Report) -> Became:
    if report.alert:
        return Became.ALERT
    return Became.ODD if report.why else Became.NOTHING


def _kept(connection: Connection, reports: Sequence[Report]) -> tuple[Report, ...]:
    """Keep them, and make room: what comes in removes twice as much of what is old."""
    now = real_now()
    new = alerts.keep(connection, reports, now)
    alerts.forget(connection, now - KEPT_FOR, 2 * len(reports))
    return new
