"""Alerts that were over and fire again with the same beginning, as after a cut between Prometheus and its
Alertmanager: by their keys they would count as known.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from bot.domain.alerts import Alert, AlertStatus
from bot.ports import Report
from bot.storage.tables import alert_table

BACK_AFTER = timedelta(minutes=1)
"""Real time since its end came in: a report that was on its way before that may be as late."""
MOMENT = timedelta(microseconds=1)
END_OF_TIME = datetime.max.replace(tzinfo=UTC)

_ROW = alert_table.c


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stand:
    """How an alert stands by its last change: the row that says so, and when that came in."""

    row: int
    is_over: bool
    changed_at: datetime
    received_at: datetime


def returned(connection: Connection, again: Sequence[Report], now: datetime) -> tuple[Report, ...]:
    """Those of the reports that came before which say that an alert is back, or over once more.

    Each is a delivery of its own, and the last change of its alert. `now` is real time.
    """
    stands = _stands(connection, {report.alert.key for report in again if report.alert})
    return tuple(_changed(again, stands, now))


def _stands(connection: Connection, keys: Collection[str]) -> Mapping[str, _Stand]:
    """How each of these alerts stands, by its key."""
    found = select(_ROW.id, _ROW.alert, _ROW.status, _ROW.changed_at, _ROW.received_at)
    rows = connection.execute(found.where(_ROW.alert.in_(keys)).order_by(_ROW.changed_at, _ROW.id))
    return {
        row.alert: _Stand(
            row=row.id,
            is_over=row.status == AlertStatus.RESOLVED,
            changed_at=row.changed_at,
            received_at=row.received_at,
        )
        for row in rows
    }


def _changed(again: Sequence[Report], stands: Mapping[str, _Stand], now: datetime) -> Iterator[Report]:
    for report in again:
        last = stands.get(report.alert.key) if report.alert else None
        if report.alert and last and (changed := _since(report.alert, last, now)):
            yield replace(report, delivery=f"{report.delivery}:{last.row}", alert=changed)


def _since(alert: Alert, last: _Stand, now: datetime) -> Alert | None:
    """The alert as it stands now; `None` where that is what was known."""
    if alert.status.is_over:
        return alert if not last.is_over and last.changed_at < alert.changed_at else None
    if not last.is_over or now - last.received_at < BACK_AFTER:
        return None
    # Its sender does not say since when: after the end in its own time, and now in ours.
    changed_at = last.changed_at + min(MOMENT, END_OF_TIME - last.changed_at)
    return replace(alert, fired_at=now, changed_at=changed_at)
