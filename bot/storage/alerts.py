"""Alerts as monitors' webhooks brought them: kept before anybody looks at them, and looked at once.

A webhook writes rows (`keep`); the matcher reads those that nobody has looked at (`untaken`), has the
deployments that they concern hear of them, and marks them (`take`). Reports come in any order and more than
once: of those with the same `Alert.key` the one `changed_at` last holds.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    bindparam,
    delete,
    func,
    or_,
    select,
    true,
    update,
)

from bot.domain.alerts import BEFORE_ALL, Alert, AlertSource, AlertStatus, Loose
from bot.ports import Report
from bot.storage.codec import decode, encode
from bot.storage.dialect import Upsert
from bot.storage.tables import alert_table

LOOSE_FOR = timedelta(days=1)
MOST_LOOSE = 50
"""How long, and how many of, the alerts of no deployment are listed."""
MOST_RAW = 8_000
"""Characters of what was sent that are kept: enough to see what is odd in it."""

_ROW = alert_table.c
_KEEP = Upsert(alert_table, lambda bare: bare.on_conflict_do_nothing(index_elements=["delivery"]))
_UNTAKEN = (
    select(alert_table)
    .where(_ROW.taken.is_(False), _ROW.id > bindparam("after", type_=Integer))
    .order_by(_ROW.id)
    .limit(bindparam("most", type_=Integer))
)
_STILL_UNTAKEN = select(_ROW.id).where(_ROW.id.in_(bindparam("of", expanding=True)), _ROW.taken.is_(False))
_TAKE = (
    update(alert_table)
    .where(_ROW.id.in_(bindparam("of", expanding=True)), _ROW.deployment == "")
    .values(
        taken=True, deployment=bindparam("concerns"), reason=bindparam("because"), others=bindparam("besides")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One report as it lies there: which deployment it concerns ("" for none) and why that one.

    `received_at` is real time.
    """

    id: int
    alert: Alert
    received_at: datetime
    deployment: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUnderstood:
    """A report that was rightly signed and could not be read."""

    source: AlertSource
    received_at: datetime
    why: str


def keep(connection: Connection, reports: Sequence[Report], now: datetime) -> tuple[Report, ...]:
    """Keep reports; those that are new. What was brought before is left alone. `now` is real time."""
    # In one order everywhere: two deliveries of the same reports would wait for each other for ever.
    ordered = sorted(reports, key=lambda report: report.delivery)
    statement = _KEEP.on(connection).returning(_ROW.id)
    return tuple(each for each in ordered if connection.execute(statement, _written(each, now)).first())


def _written(report: Report, now: datetime) -> dict[str, object]:
    alert = report.alert
    return {
        "source": report.source.value,
        "delivery": report.delivery,
        "alert": alert.key if alert else "",
        "status": alert.status.value if alert else "",
        "changed_at": alert.changed_at if alert else None,
        "received_at": now,
        "body": encode(alert) if alert else "",
        "why": report.why,
        "raw": report.raw[:MOST_RAW],
        "taken": alert is None,
        "deployment": "",
        "reason": "",
    }


def untaken(connection: Connection, limit: int, after: int = 0) -> tuple[Kept, ...]:
    """What nobody has looked at yet, in the order in which it came, behind the row with the number `after`.

    What cannot be read is gone past, however many there are.
    """
    found: tuple[Kept, ...] = ()
    while len(found) < limit:
        rows = connection.execute(_UNTAKEN, {"most": limit, "after": after}).all()
        found += _kept(rows)
        if len(rows) < limit:
            break
        after = rows[-1].id
    return found[:limit]


def take(
    connection: Connection,
    ids: Collection[int],
    deployment: str = "",
    reason: str = "",
    others: Iterable[str] = (),
) -> int:
    """Note that reports were looked at: which deployment they concern ("" for none) and why, and `others`.

    What concerns a deployment already is left alone. How many were noted: what was taken as concerning none
    can be given to a deployment later.
    """
    noted = {"of": list(ids), "concerns": deployment, "because": reason, "besides": "\n".join(others)}
    return connection.execute(_TAKE, noted).rowcount


def still_untaken(connection: Connection, ids: Collection[int]) -> frozenset[int]:
    """Those of them that nobody has looked at."""
    return frozenset(connection.execute(_STILL_UNTAKEN, {"of": list(ids)}).scalars())


def spoil(connection: Connection, ids: Collection[int], why: str, others: Iterable[str] = ()) -> None:
    """Note that what came could not be made anything of here; it is shown with what was not understood.

    `others` are the deployments that it concerns: how it goes on they hear all the same.
    """
    laid_aside = {"taken": True, "why": why, "others": "\n".join(others)}
    connection.execute(update(alert_table).where(_ROW.id.in_(ids)).values(laid_aside))


def tie(connection: Connection, key: str, deployment: str, reason: str) -> None:
    """Note that all that came of an alert until now, and concerned nothing, concerns a deployment."""
    of_it = (_ROW.alert == key, _ROW.taken.is_(True), _ROW.deployment == "")
    connection.execute(update(alert_table).where(*of_it).values(deployment=deployment, reason=reason))


def of_deployment(connection: Connection, deployment: str, limit: int) -> tuple[Kept, ...]:
    """How each alert of a deployment stands, by the last change that was reported; the newest first."""
    return _newest(connection, deployment, None, limit)


def unmatched(connection: Connection, since: datetime, limit: int) -> tuple[Kept, ...]:
    """How each alert stands that was received since then and concerns no deployment; the newest first.

    `since` is real time.
    """
    return _newest(connection, "", since, limit)


def loose(
    connection: Connection, now: datetime, shown_at: Callable[[datetime], datetime]
) -> tuple[Loose, ...]:
    """The alerts of the last day that concern no deployment, the newest first, under their numbers.

    `now` is real time; `shown_at` says what the plan's clock shows at a real instant.
    """
    found = unmatched(connection, now - LOOSE_FOR, MOST_LOOSE)
    return tuple(
        Loose(
            number=each.id,
            alert=replace(each.alert, fired_at=shown_at(each.alert.fired_at)),
            why=each.reason,
        )
        for each in found
    )


def _newest(connection: Connection, deployment: str, since: datetime | None, limit: int) -> tuple[Kept, ...]:
    is_recent = _ROW.received_at >= since if since else true()
    place = func.row_number().over(partition_by=_ROW.alert, order_by=(_ROW.changed_at.desc(), _ROW.id.desc()))
    ranked = (
        select(_ROW.id, place.label("place"))
        .where(_ROW.deployment == deployment, _ROW.taken.is_(True), _ROW.body != "", is_recent)
        .subquery()
    )
    rows = connection.execute(
        select(alert_table)
        .join(ranked, ranked.c.id == _ROW.id)
        .where(ranked.c.place == 1)
        .order_by(_ROW.changed_at.desc(), _ROW.id.desc())
        .limit(limit)
    )
    return _kept(rows.all())


def merges(connection: Connection, keys: Collection[str]) -> tuple[Alert, ...]:
    """What was merged into the alerts with these keys, as it goes on (`Alert.is_merge`)."""
    return _of_keys(connection, keys, _ROW.changed_at == BEFORE_ALL)


def merged(connection: Connection, keys: Collection[str]) -> tuple[Alert, ...]:
    """Those of the alerts with these keys that were merged into others (`Alert.merged_into`)."""
    found = _of_keys(connection, keys, _ROW.status == AlertStatus.RESOLVED.value)
    return tuple(each for each in found if each.merged_into)


def answers(connection: Connection, keys: Collection[str]) -> tuple[Alert, ...]:
    """Who said of the alerts with these keys that they have them."""
    found = _of_keys(connection, keys, _ROW.status != AlertStatus.FIRING.value)
    return tuple(each for each in found if each.is_answer)


def _of_keys(
    connection: Connection, keys: Collection[str], condition: ColumnElement[bool]
) -> tuple[Alert, ...]:
    if not keys:
        return ()
    rows = connection.execute(select(_ROW.body).where(_ROW.alert.in_(keys), condition).order_by(_ROW.id))
    return tuple(alert for row in rows if (alert := _read(row.body)))


def deployments_of(
    connection: Connection, keys: Collection[str], but: str = ""
) -> Mapping[str, frozenset[str]]:
    """The deployments that reports of the alerts with these keys were found to concern, or were given to.

    By key; what concerns none is not in it, nor what was taken for the reason `but`, where that is any.
    """
    is_heard = or_(_ROW.deployment != "", _ROW.others != "")
    counts = _ROW.reason != but if but else true()
    concerns = (_ROW.alert.in_(keys), is_heard, counts)
    found = select(_ROW.alert, _ROW.deployment, _ROW.others).where(*concerns).distinct()
    by_key: dict[str, frozenset[str]] = {}
    for row in connection.execute(found):
        concerned = frozenset(filter(None, (row.deployment, *row.others.split("\n"))))
        by_key[row.alert] = by_key.get(row.alert, frozenset()) | concerned
    return by_key


def _kept(rows: Sequence[Row[Any]]) -> tuple[Kept, ...]:
    """The rows that can be read: what a newer program wrote in a way of its own waits for that one."""
    alerts = ((row, _read(row.body)) for row in rows)
    return tuple(
        Kept(
            id=row.id,
            alert=alert,
            received_at=row.received_at,
            deployment=row.deployment,
            reason=row.reason,
        )
        for row, alert in alerts
        if alert is not None
    )


def _read(body: str) -> Alert | None:
    try:
        return decode(Alert, body)
    except ValueError:
        return None


def last_received(connection: Connection) -> dict[AlertSource, datetime]:
    """When each source was last heard, of those that were; real time."""
    found = select(_ROW.source, func.max(_ROW.received_at).label("last")).group_by(_ROW.source)
    return {AlertSource(row.source): row.last for row in connection.execute(found)}


def not_understood(connection: Connection) -> tuple[int, NotUnderstood | None]:
    """How many reports could not be read, and the last of them."""
    # Spelled so that the index is of use.
    is_odd = _ROW.why > ""
    count, newest = connection.execute(select(func.count(), func.max(_ROW.id)).where(is_odd)).one()
    if not count:
        return 0, None
    last = connection.execute(select(alert_table).where(_ROW.id == newest)).one()
    return count, NotUnderstood(source=AlertSource(last.source), received_at=last.received_at, why=last.why)


def waiting(connection: Connection) -> tuple[int, datetime | None]:
    """How many reports nobody has looked at, and since when the oldest of them lies there (real time)."""
    found = connection.execute(
        select(func.count().label("rows"), func.min(_ROW.received_at).label("oldest")).where(
            _ROW.taken.is_(False)
        )
    ).one()
    return found.rows, found.oldest


def forget(connection: Connection, before: datetime, limit: int) -> int:
    """Remove what was received before then and looked at, the oldest first; how many there were.

    What a deployment heard of it stands in its own record.
    """
    old = (
        select(_ROW.id)
        .where(_ROW.received_at < before, _ROW.taken.is_(True))
        .order_by(_ROW.received_at)
        .limit(limit)
    )
    return connection.execute(delete(alert_table).where(_ROW.id.in_(old))).rowcount
