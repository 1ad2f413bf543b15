"""The event log: append-only, a chain for each stream; a row's hash covers its text and the row before."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, String, func, insert, select, type_coerce
from sqlalchemy.exc import DBAPIError

from bot.domain.events import Event
from bot.storage.codec import decode_event, encode, version_of
from bot.storage.dialect import is_no_text
from bot.storage.tables import event_table


@dataclass(frozen=True, slots=True)
class End:
    """Where a chain ends: the last row's hash and how many rows there are."""

    head: str
    count: int


START = End(head="", count=0)
FIRST = 1
"""The number of a stream's first event."""
_APPEND = insert(event_table)
_DIGIT = "[0-9]"
_AS_WRITTEN = f"{_DIGIT * 4}-{_DIGIT * 2}-{_DIGIT * 2} {':'.join([_DIGIT * 2] * 3)}.{_DIGIT * 6}"
"""A time in SQLite."""


@dataclass(frozen=True, slots=True)
class Appended:
    """Events with their numbers (from 1 in a stream), and the chain's new end."""

    events: tuple[tuple[int, Event], ...]
    end: End


def digest(previous: str, *, stream: str, number: int, name: str, version: int, body: str) -> str:
    """The hash of one row: everything that is stored of it, and the hash of the row before."""
    covered = f"{previous}\n{stream}\n{number}\n{name}\n{version}\n{body}"
    return hashlib.sha256(covered.encode()).hexdigest()


def append(connection: Connection, stream: str, end: End, events: Sequence[Event]) -> Appended:
    """Append events to a stream whose end is known and locked."""
    rows = []
    head = end.head
    numbered = []
    for number, event in enumerate(events, start=end.count + 1):
        name = type(event).__name__
        body = encode(event)
        version = version_of(name)
        previous = head
        head = digest(previous, stream=stream, number=number, name=name, version=version, body=body)
        rows.append(
            {
                "stream": stream,
                "number": number,
                "name": name,
                "version": version,
                "at": event.at,
                "body": body,
                "previous": previous,
                "hash": head,
            }
        )
        numbered.append((number, event))
    if rows:
        connection.execute(_APPEND, rows)
    return Appended(tuple(numbered), End(head=head, count=end.count + len(rows)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A stored event, as it lies in the table."""

    number: int
    name: str
    version: int
    at: datetime
    body: str
    previous: str
    hash: str

    @property
    def event(self) -> Event:
        """The event it holds."""
        return decode_event(self.name, self.version, self.body)


def read(connection: Connection, stream: str, numbers: Sequence[int] = ()) -> Iterator[Row]:
    """A stream's rows in order: all, or those with the given numbers."""
    query = select(event_table).where(event_table.c.stream == stream).order_by(event_table.c.number)
    if numbers:
        query = query.where(event_table.c.number.in_(numbers))
    for row in connection.execute(query):
        yield Row(
            number=row.number,
            name=row.name,
            version=row.version,
            at=row.at,
            body=row.body,
            previous=row.previous,
            hash=row.hash,
        )


def streams(connection: Connection) -> tuple[str, ...]:
    """The names of all streams of which there are events."""
    return tuple(connection.execute(select(event_table.c.stream).distinct()).scalars())


def position(connection: Connection, stream: str, head: str) -> tuple[int, int]:
    """The number of the event whose hash begins so, 0 where there is none; and how many events there are."""
    of_stream = event_table.c.stream == stream
    begins = event_table.c.hash.startswith(head, autoescape=True)
    number = connection.execute(select(func.max(event_table.c.number)).where(of_stream, begins)).scalar()
    count = select(func.count()).select_from(event_table).where(of_stream)
    return int(number or 0), connection.execute(count).scalar_one()


def first_unreadable(connection: Connection, stream: str) -> int | None:
    """The number of the first row that is no text or time where one belongs; `None` where all are.

    SQLite takes any bytes into any column, and reads several texts as one time: only one of them is ours.
    """
    numbers = select(event_table.c.number).where(event_table.c.stream == stream)
    found: Sequence[int] = connection.execute(numbers.order_by(event_table.c.number)).scalars().all()
    for number in found:
        try:
            list(read(connection, stream, [number]))
        except ValueError:
            return number
        except DBAPIError as error:
            if not is_no_text(error):
                raise
            return number
    return None


def oddly_timed(connection: Connection, stream: str) -> int | None:
    """The number of the first row whose time is not written as we write it; `None` where all are."""
    if connection.dialect.name != "sqlite":
        return None
    is_odd = type_coerce(event_table.c.at, String).op("NOT GLOB")(_AS_WRITTEN)
    odd = select(func.min(event_table.c.number)).where(event_table.c.stream == stream, is_odd)
    number: int | None = connection.execute(odd).scalar()
    return number


def broken_link(stream: str, rows: Sequence[Row], end: End) -> str:
    """What is wrong with a chain, in words: the first changed, missing or cut row; "" when it is whole."""
    head = ""
    for expected, row in enumerate(rows, start=1):
        if row.number != expected:
            return f"{stream}: event {expected} is missing"
        if row.previous != head:
            return f"{stream}: event {row.number} does not follow the one before it"
        head = digest(
            head, stream=stream, number=row.number, name=row.name, version=row.version, body=row.body
        )
        if row.hash != head:
            return f"{stream}: event {row.number} ({row.name}) was changed"
    if len(rows) > end.count:
        return f"{stream}: event {end.count + 1} was added: {end.count} were written"
    if len(rows) < end.count:
        return f"{stream}: the tail is cut: {len(rows)} events, {end.count} were written"
    anew = f"{stream}: the tail is cut or written anew: event {end.count} has not the hash that is kept"
    return "" if head == end.head else anew
