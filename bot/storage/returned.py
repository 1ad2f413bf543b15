"""Alerts that were over and fire again with the same beginning, as after a cut between Prometheus and its
Alertmanager: by their keys they would count as known.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.domain.alerts import Alert, AlertStatus
from bot.ports import Report
from bot.storage.tables import alert_table

BACK_AFTER = timedelta(minutes=1)
"""Real time since its end came in: a report that was on its way before that may be as late."""
MOMENT = timedelta(microseconds=1)
END_OF_TIME = datetime.max.replace(tzinfo=UTC)

_ROW = alert_table.c


def returned(connection: Connection, again: Sequence[Report], now: datetime) -> tuple[Report, ...]:
    """Those of the reports that came before which say that an alert is back, or over once more.

    Each is a delivery of its own, and the last change of its alert. `now` is real time.
    """
    stands = _stands(connection, {report.alert.key for report in again if report.alert})
    return tuple(_changed(again, stands, now))


def _stands(connection: Connection, keys: Collection[str]) -> dict[str, Row[Any]]:
    """The last change of each alert."""
    found = select(_ROW.id, _ROW.alert, _ROW.status, _ROW.changed_at, _ROW.received_at)
    rows = connection.execute(found.where(_ROW.alert.in_(keys)).order_by(_ROW.changed_at, _ROW.id))
    return {row.alert: row for row in rows}


def _changed(again: Sequence[Report], stands: dict[str, Row[Any]], now: datetime) -> Iterator[Report]:
    for report in again:
        last = stands.get(report.alert.key) if report.alert else None
        if report.alert and last and (changed := _since(report.alert, last, now)):
            yield replace(report, delivery=f"{report.delivery}:{last.id}", alert=changed)


def _since(alert: Alert, last: Row[Any], now: datetime) -> Alert | None:
    """The alert as it stands now; `None` where that is what was known."""
    was_over = last.status == AlertStatus.RESOLVED
    if alert.status.is_over:
        return alert if not was_over and last.changed_at < alert.changed_at else None
    if not was_over or now - last.received_at < BACK_AFTER:
        return None
    # Its sender does not say since when: after the end in its own time, and now in ours.
    changed_at = last.changed_at + min(MOMENT, END_OF_TIME - last.changed_at)
    return replace(alert, fired_at=now, changed_at=changed_at)
