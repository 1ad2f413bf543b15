"""The freezes' row: those that were not ended, folded from their chain of events."""

from sqlalchemy import Connection

from bot.domain.events import Event
from bot.domain.freezes import FreezeEvent, Freezes
from bot.storage import chain
from bot.storage.folded import Folded, FoldedRows
from bot.storage.tables import freeze_table

STREAM = "freeze"
_ROWS = FoldedRows(freeze_table, Freezes)


def load(connection: Connection) -> Folded[Freezes]:
    """The freezes as they are."""
    return _ROWS.load(connection, STREAM) or Folded(Freezes(), chain.START)


def load_locked(connection: Connection) -> Folded[Freezes]:
    """The freezes, which nobody else changes until the transaction ends."""
    return _ROWS.lock(connection, STREAM, Freezes())


def save(connection: Connection, after: Folded[Freezes], event: FreezeEvent) -> tuple[tuple[int, Event], ...]:
    """Append an event to the chain that ended at `after.end`, and keep what it leads to."""
    return _ROWS.save(connection, STREAM, after, [event])
