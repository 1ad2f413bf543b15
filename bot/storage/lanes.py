"""Lanes: one destination of one deployment, delivered into by one worker at a time (real time throughout).

A worker claims a lane, not a row. Its token fences: whoever lost the lane to another worker writes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)

from bot.storage.dialect import Inserting, Upsert
from bot.storage.tables import Instant, lane_table, outbox_table

LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A lane in hand. `failures` counts the deliveries in a row that did not work."""

    lane: str
    token: str
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A lane with something to deliver that is in somebody's hands, or waits; as it was seen."""

    lane: str
    due_at: datetime
    lease_until: datetime | None
    token: str


def conversation_lane(deployment: str, conversation: str) -> str:
    """The lane of a deployment into a conversation: a channel's id, or the user's whose direct messages."""
    return f"{deployment}|{conversation}"


def answer_lane(deployment: str, user: str) -> str:
    """The lane of answers to one person's buttons: they wait for no other message."""
    return f"{deployment}|answer:{user}"


def deployment_of(lane: str) -> str:
    """The deployment that a lane belongs to; "" where it is none's."""
    return lane.partition("|")[0]


def conversation_of(lane: str) -> str:
    """The channel or the user whom a lane leads to, by id."""
    return lane.partition("|")[2].removeprefix("answer:")


def all_blocked(connection: Connection) -> Mapping[str, str]:
    """The lanes in which nothing can be said now, with why."""
    table = lane_table.c
    rows = connection.execute(select(table.key, table.blocked).where(table.blocked != "").order_by(table.key))
    return {row.key: row.blocked for row in rows}


def failing_into(connection: Connection, conversation: str) -> Mapping[str, datetime]:
    """The lanes that lead there, are not blocked and whose last delivery failed; since when they wait.

    Also those to one part of it: `PagerDuty:L1`.
    """
    table, row = lane_table.c, outbox_table.c
    leads_there = or_(
        table.key.endswith(conversation_lane("", conversation), autoescape=True),
        table.key.contains(f"{conversation_lane('', conversation)}:", autoescape=True),
    )
    rows = connection.execute(
        select(table.key, func.min(row.written_at).label("since"))
        .join_from(lane_table, outbox_table, row.lane == table.key)
        .where(table.failures > 0, table.blocked == "", row.dead.is_(None))
        .where(leads_there)
        .group_by(table.key)
    )
    return {found.key: found.since for found in rows}


def _waking(inserting: Inserting) -> Inserting:
    table, new = lane_table.c, inserting.excluded
    is_sooner = and_(table.failures == 0, table.due_at > new.due_at)
    is_new = or_(table.blocked != "", table.due_at.is_(None), is_sooner)
    due = case((is_new, new.due_at), else_=table.due_at)
    return inserting.on_conflict_do_update(index_elements=["key"], set_={"due_at": due})


_WAKE = Upsert(lane_table, _waking)


def wake(
    connection: Connection,
    lanes: Iterable[str],
    now: datetime,
    ahead: Mapping[str, timedelta] = MappingProxyType({}),
) -> None:
    """There is something to deliver; a lane that is so much `ahead` is served as if it had waited so long.

    One that is backing off stays so, but a blocked one is tried at once: what is said there may be a
    question, which then finds another way.

    Call it before touching the lanes' rows: whoever delivers locks the lane first, too, so nobody waits in
    a circle, and no row is overlooked.
    """
    idle = {"lease_until": None, "token": "", "failures": 0, "blocked": ""}
    rows = [
        {"key": lane, "due_at": now - ahead.get(lane, timedelta(0)), **idle} for lane in sorted(set(lanes))
    ]
    if rows:
        connection.execute(_WAKE.on(connection), rows)


def pending(connection: Connection, now: datetime, limit: int) -> tuple[Pending, ...]:
    """The lanes that have something to deliver and are not free now, those that are due first."""
    rows = [
        *connection.execute(_IN_HAND, {"most": limit}),
        *connection.execute(_WAITING, {"now": now, "most": limit}),
    ]
    found = [
        Pending(lane=row.key, due_at=row.due_at, lease_until=row.lease_until, token=row.token) for row in rows
    ]
    return tuple(sorted(found, key=lambda each: each.due_at)[:limit])


_IS_LEASED = lane_table.c.lease_until > LONG_AGO
_IS_WAITED_FOR = lane_table.c.due_at > LONG_AGO
"""Most lanes are idle: found by the index. For IS NOT NULL, SQLite would read them all."""
_IS_UNLEASED = and_(lane_table.c.lease_until.is_(None), _IS_WAITED_FOR)
_SEEN = select(lane_table.c.key, lane_table.c.due_at, lane_table.c.lease_until, lane_table.c.token)
_IN_HAND = _SEEN.where(_IS_LEASED, _IS_WAITED_FOR).limit(bindparam("most", type_=Integer))
_WAITING = (
    _SEEN.where(_IS_UNLEASED, lane_table.c.due_at > bindparam("now", type_=Instant))
    .order_by(lane_table.c.due_at)
    .limit(bindparam("most", type_=Integer))
)
_FIRST_DUE = select(func.min(lane_table.c.due_at)).where(_IS_UNLEASED)
_FIRST_LEASE = select(
    func.min(
        case(
            (lane_table.c.lease_until > lane_table.c.due_at, lane_table.c.lease_until),
            else_=lane_table.c.due_at,
        )
    )
).where(_IS_LEASED, _IS_WAITED_FOR)
_FIRSTS = select(_FIRST_DUE.scalar_subquery(), _FIRST_LEASE.scalar_subquery())
"""One look for both: a worker at rest asks twice a second."""
_CLAIMED = _SEEN.add_columns(lane_table.c.failures).with_for_update(skip_locked=True)
_FREE = (
    _CLAIMED.where(_IS_UNLEASED, lane_table.c.due_at <= bindparam("now", type_=Instant))
    .order_by(lane_table.c.due_at)
    .limit(bindparam("most", type_=Integer))
)


def claim(
    connection: Connection,
    now: datetime,
    lease_until: datetime,
    tokens: Sequence[str],
    waited: Iterable[Pending] = (),
) -> tuple[Claim, ...]:
    """Claim lanes that are due by `now` and free, and those that have `waited` unless they changed meanwhile;
    at most one for each token.
    """
    table = lane_table.c
    seen = {each.lane: each for each in waited}
    known = connection.execute(_CLAIMED.where(table.key.in_(seen))).all() if seen else []
    rows = [row for row in known if _is_still(row, seen[row.key]) or _is_free(row, now)][: len(tokens)]
    if free := len(tokens) - len(rows):
        taken = {row.key for row in rows}
        due = connection.execute(_FREE, {"now": now, "most": len(tokens)}).all()
        rows += [row for row in due if row.key not in taken][:free]
    for row, token in zip(rows, tokens, strict=False):
        connection.execute(_THIS, {"lane": row.key, "lease_until": lease_until, "token": token})
    return tuple(
        Claim(lane=row.key, token=token, failures=row.failures)
        for row, token in zip(rows, tokens, strict=False)
    )


def _is_still(row: Row[*tuple[Any, ...]], seen: Pending) -> bool:
    now_is = Pending(lane=row.key, due_at=row.due_at, lease_until=row.lease_until, token=row.token)
    return now_is == seen


def _is_free(row: Row[*tuple[Any, ...]], now: datetime) -> bool:
    return row.lease_until is None and row.due_at is not None and row.due_at <= now


_MINE = update(lane_table).where(
    lane_table.c.key == bindparam("lane"), lane_table.c.token == bindparam("held_by")
)
_THIS = update(lane_table).where(lane_table.c.key == bindparam("lane"))


def _write_mine(connection: Connection, claimed: Claim, **columns: object) -> bool:
    """Write into the lane's row; false where it is somebody else's now."""
    mine = {"lane": claimed.lane, "held_by": claimed.token}
    return connection.execute(_MINE, mine | columns).rowcount == 1


def is_held(connection: Connection, claimed: Claim, lease_until: datetime) -> bool:
    """Whether the lane is still ours; if so it is ours until `lease_until` from now on."""
    return _write_mine(connection, claimed, lease_until=lease_until)


def succeed(connection: Connection, claimed: Claim) -> None:
    """A delivery worked: what failed before is forgotten."""
    if claimed.failures:
        _write_mine(connection, claimed, failures=0, blocked="")


def block(connection: Connection, lane: str, why: str) -> bool:
    """Note why nothing can be said there; true where something could be until now, or the reason is new."""
    table = lane_table.c
    noted = update(lane_table).where(table.key == lane, table.blocked != why).values(blocked=why)
    return connection.execute(noted).rowcount == 1


def blocked(connection: Connection, lane: str) -> str:
    """Why nothing can be said there; "" where it can."""
    return str(
        connection.execute(select(lane_table.c.blocked).where(lane_table.c.key == lane)).scalar() or ""
    )


def hurry(connection: Connection, lanes: Iterable[str], now: datetime) -> None:
    """Try these lanes at once, however long they would have waited."""
    connection.execute(update(lane_table).where(lane_table.c.key.in_(sorted(set(lanes)))).values(due_at=now))


def release(connection: Connection, claimed: Claim, due: datetime | None) -> None:
    """Give the lane back, due then; `None`, idle, where it was found empty since `is_held` locked its row."""
    _write_mine(connection, claimed, lease_until=None, token="", due_at=due)


def back_off(connection: Connection, claimed: Claim, until: datetime) -> None:
    """Give the lane back until later: the service asked to wait, or is away."""
    _write_mine(connection, claimed, lease_until=None, token="", due_at=until, failures=claimed.failures + 1)


def take_over(connection: Connection) -> int:
    """Free every lane, where whoever had them is dead; how many there were."""
    held = update(lane_table).where(lane_table.c.lease_until.is_not(None))
    return connection.execute(held.values(lease_until=None, token="")).rowcount


def is_any_due(connection: Connection, before: datetime) -> bool:
    """Whether a lane that nobody has was due before then."""
    first = connection.execute(_FIRST_DUE).scalar()
    return first is not None and first < before


def next_due(connection: Connection) -> datetime | None:
    """When the next lane is due or its lease ends, by the clocks of those who wrote it; `None` when nothing
    waits.
    """
    return min((at for at in connection.execute(_FIRSTS).one() if at), default=None)
