"""Locks: a row for each target, with what holds it locked and the end of its chain of events."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from bot.domain.locks import HoldPlaced, HoldReleased, evolve
from bot.domain.surroundings import Lock, Target
from bot.storage import chain
from bot.storage.codec import decode
from bot.storage.folded import Folded, FoldedRows
from bot.storage.tables import lock_table

STREAM = "lock:"
"""Begins the name of each lock's stream; the target's key follows."""
_ROWS = FoldedRows(lock_table, Lock, STREAM)


def load(connection: Connection, target: Target, *, alone: bool = False) -> Folded[Lock]:
    """The lock of a target; `alone`: nobody else takes a place at the target until the transaction ends."""
    free = Lock(target=target)
    if alone:
        return _ROWS.lock(connection, target.key, free, locked=False)
    return _ROWS.load(connection, target.key) or Folded(free, chain.START)


def stored(connection: Connection, stream: str) -> Folded[Lock] | None:
    """The lock that a stream tells of."""
    return _ROWS.load(connection, stream.removeprefix(STREAM))


def keep(connection: Connection, event: HoldPlaced | HoldReleased) -> None:
    """Append an event to its target's chain, and keep the lock it leads to."""
    before = load(connection, event.target, alone=True)
    after = Folded(evolve(before.value, event), before.end)
    _ROWS.save(connection, event.target.key, after, [event], locked=bool(after.value.holds))


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
