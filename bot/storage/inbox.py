"""The inbox: which intents were handled, and what became of each, so that one is handled at most once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from bot.domain.refusals import Refusal
from bot.storage.codec import decode, encode
from bot.storage.tables import inbox_table

_SEEN = select(inbox_table.c.outcome).where(inbox_table.c.key == bindparam("wanted"))
_KEEP = insert(inbox_table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What became of an intent: refused, or the numbers of its events in the stream (none: no change)."""

    stream: str
    refusal: Refusal | None
    events: tuple[int, ...]


def seen(connection: Connection, key: str) -> Handled | None:
    """What became of the intent with this key; `None` when it is new. Ask with the stream locked."""
    stored = connection.execute(_SEEN, {"wanted": key}).scalar()
    return None if stored is None else decode(Handled, stored)


def keep(connection: Connection, key: str, handled: Handled, at: datetime) -> None:
    """Note it. Errors: SQLAlchemy's `IntegrityError` when the key came in twice at the same moment."""
    row = {"key": key, "stream": handled.stream, "at": at, "outcome": encode(handled)}
    connection.execute(_KEEP, row)
