"""The freezes' row: those that were not ended, and the end of their chain of events."""

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from bot.domain.freezes import FreezeEvent, Freezes, evolve
from bot.storage import chain
from bot.storage.codec import decode, encode
from bot.storage.dialect import upserting
from bot.storage.tables import freeze_table

STREAM = "freeze"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFreezes:
    """The freezes as they were loaded."""

    freezes: Freezes
    end: chain.End


def load(connection: Connection) -> StoredFreezes:
    """The freezes as they are."""
    row = connection.execute(select(freeze_table)).one_or_none()
    if row is None:
        return StoredFreezes(freezes=Freezes(), end=chain.START)
    return StoredFreezes(
        freezes=decode(Freezes, row.body), end=chain.End(head=row.event_head, count=row.event_count)
    )


def load_locked(connection: Connection) -> StoredFreezes:
    """The freezes, which nobody else changes until the transaction ends."""
    empty = {"id": STREAM, "body": encode(Freezes()), "event_head": "", "event_count": 0}
    connection.execute(upserting(connection, freeze_table).values(**empty).on_conflict_do_nothing())
    connection.execute(select(freeze_table.c.id).with_for_update())
    return load(connection)


def save(connection: Connection, before: StoredFreezes, event: FreezeEvent) -> Freezes:
    """Append an event to the freezes' chain, and keep what it leads to."""
    freezes = evolve(before.freezes, event)
    appended = chain.append(connection, STREAM, before.end, [event])
    connection.execute(
        update(freeze_table).values(
            body=encode(freezes), event_head=appended.end.head, event_count=appended.end.count
        )
    )
    return freezes
