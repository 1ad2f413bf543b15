"""Locks: a row for each target, with what holds it locked and the end of its chain of events."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from bot.domain.locks import HoldPlaced, HoldReleased, evolve
from bot.domain.surroundings import Lock, Target
from bot.storage import chain
from bot.storage.codec import decode, encode
from bot.storage.dialect import upserting
from bot.storage.tables import lock_table

STREAM = "lock:"
"""Begins the name of each lock's stream; the target's key follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLock:
    """A target's lock as it was loaded."""

    lock: Lock
    end: chain.End


def load(connection: Connection, target: Target, *, alone: bool = False) -> StoredLock:
    """The lock of a target; `alone`: nobody else takes a place at the target until the transaction ends."""
    if alone:
        free = {"target": target.key, "locked": False, "body": encode(Lock(target=target))}
        row = upserting(connection, lock_table).values(**free, event_head="", event_count=0)
        connection.execute(row.on_conflict_do_nothing())
        connection.execute(
            select(lock_table.c.target).where(lock_table.c.target == target.key).with_for_update()
        )
    found = stored(connection, f"{STREAM}{target.key}")
    return found or StoredLock(lock=Lock(target=target), end=chain.START)


def stored(connection: Connection, stream: str) -> StoredLock | None:
    """The lock that a stream tells of."""
    key = stream.removeprefix(STREAM)
    row = connection.execute(select(lock_table).where(lock_table.c.target == key)).one_or_none()
    if row is None:
        return None
    return StoredLock(lock=decode(Lock, row.body), end=chain.End(head=row.event_head, count=row.event_count))


def keep(connection: Connection, event: HoldPlaced | HoldReleased) -> None:
    """Append an event to its target's chain, and keep the lock it leads to."""
    before = load(connection, event.target, alone=True)
    lock = evolve(before.lock, event)
    appended = chain.append(connection, f"{STREAM}{event.target.key}", before.end, [event])
    connection.execute(
        update(lock_table)
        .where(lock_table.c.target == event.target.key)
        .values(
            locked=bool(lock.holds),
            body=encode(lock),
            event_head=appended.end.head,
            event_count=appended.end.count,
        )
    )


def locked(connection: Connection) -> tuple[Lock, ...]:
    """Every lock that holds something."""
    rows = connection.execute(
        select(lock_table.c.body).where(lock_table.c.locked).order_by(lock_table.c.target)
    )
    return tuple(decode(Lock, row.body) for row in rows)


def streams(connection: Connection) -> Sequence[str]:
    """The streams of all locks there ever were."""
    rows = connection.execute(
        select(lock_table.c.target).where(lock_table.c.event_count > 0).order_by(lock_table.c.target)
    )
    return [f"{STREAM}{row.target}" for row in rows]
