"""A fold kept in one row beside its chain of events: the value, and where the chain ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, select, update

from bot.domain.events import Event
from bot.storage import chain
from bot.storage.codec import decode, encode
from bot.storage.dialect import upserting

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Folded(Generic[Value]):
    """What a chain of events led to, as it was loaded."""

    value: Value
    end: chain.End


@dataclass(frozen=True, slots=True)
class FoldedRows(Generic[Value]):
    """The rows of a table with one fold each; `stream` is the chain's name but for the row's key.

    A stream of which there is one alone has its name as its key, and `stream` is "".
    """

    table: Table
    kind: type[Value]
    stream: str = ""

    def load(self, connection: Connection, key: str) -> Folded[Value] | None:
        """The fold under a key; `None` where nothing was ever kept there."""
        row = connection.execute(select(self.table).where(self._is(key))).one_or_none()
        return self._folded(row) if row else None

    def lock(self, connection: Connection, key: str, empty: Value, **columns: object) -> Folded[Value]:
        """The fold under a key, which nobody else changes until the transaction ends.

        `empty` is what it starts from, `columns` what the table keeps of that beside.
        """
        start = {self._key.name: key, "body": encode(empty), "event_head": "", "event_count": 0, **columns}
        connection.execute(upserting(connection, self.table).values(**start).on_conflict_do_nothing())
        query = select(self.table).where(self._is(key)).with_for_update()
        return self._folded(connection.execute(query).one())

    def save(
        self,
        connection: Connection,
        key: str,
        after: Folded[Value],
        events: Sequence[Event],
        **columns: object,
    ) -> tuple[tuple[int, Event], ...]:
        """Append events to the chain that ended at `after.end`, and keep what they lead to.

        Returns the events with their numbers.
        """
        appended = chain.append(connection, f"{self.stream}{key}", after.end, events)
        connection.execute(
            update(self.table)
            .where(self._is(key))
            .values(
                body=encode(after.value),
                event_head=appended.end.head,
                event_count=appended.end.count,
                **columns,
            )
        )
        return appended.events

    @property
    def _key(self) -> ColumnElement[str]:
        (key,) = self.table.primary_key.columns
        return key

    def _is(self, key: str) -> ColumnElement[bool]:
        return self._key == key

    def _folded(self, row: Row[tuple[object, ...]]) -> Folded[Value]:
        return Folded(decode(self.kind, row.body), chain.End(head=row.event_head, count=row.event_count))
