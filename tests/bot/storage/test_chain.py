from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, delete, update

from bot.domain.events import Event, Held, Resumed
from bot.domain.people import Person
from bot.storage import chain
from bot.storage.tables import event_table
from bot.storage.unit_of_work import Database

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
ANA = Person(id="U0ANA", name="Ana “⬜” Castillo")
EVENTS: tuple[Event, ...] = (
    Held(at=NOON, by=ANA, reason="rain\nand <snow>"),
    Resumed(at=NOON, by=ANA),
    Held(at=NOON, by=None, reason=""),
)


async def write(database: Database) -> chain.End:
    def work(connection: Connection) -> chain.End:
        first = chain.append(connection, "WEB-1", chain.START, EVENTS[:1])
        return chain.append(connection, "WEB-1", first.end, EVENTS[1:]).end

    return await database.write(work)


async def rows(database: Database) -> tuple[chain.Row, ...]:
    return await database.read(lambda c: tuple(chain.read(c, "WEB-1")))


async def test_events_come_back_as_they_were(database: Database) -> None:
    """What was appended is read again in order, to the letter, numbered from 1."""
    await write(database)

    found = await rows(database)

    assert [(1, EVENTS[0]), (2, EVENTS[1]), (3, EVENTS[2])] == [(row.number, row.event) for row in found]


async def test_only_some_events_are_read(database: Database) -> None:
    """A log entry reads the events it tells, by their numbers."""
    await write(database)

    found = await database.read(lambda c: tuple(chain.read(c, "WEB-1", [3, 1])))

    assert [1, 3] == [row.number for row in found]


async def test_a_whole_chain_has_no_broken_link(database: Database) -> None:
    """An untouched chain ends where its stream says."""
    end = await write(database)

    assert chain.broken_link("WEB-1", await rows(database), end) == ""


async def test_streams_do_not_mix(database: Database) -> None:
    """Each stream is a chain of its own."""
    await write(database)
    await database.write(lambda c: chain.append(c, "WEB-2", chain.START, EVENTS[:1]))

    assert len(await rows(database)) == 3


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"body": '{"at":"2026-12-01T12:00:00Z","by":null,"reason":"sun"}'}, "event 1 (Held) was changed"),
        ({"version": 2}, "event 1 (Held) was changed"),
        ({"name": "Resumed"}, "event 1 (Resumed) was changed"),
        ({"hash": "0"}, "event 1 (Held) was changed"),
        ({"previous": "0"}, "event 1 does not follow the one before it"),
    ],
)
async def test_a_changed_row_is_found(database: Database, changed: dict[str, object], problem: str) -> None:
    """Whatever is changed in a row, the audit names it."""
    end = await write(database)
    first = (event_table.c.stream == "WEB-1", event_table.c.number == 1)
    await database.write(lambda c: c.execute(update(event_table).where(*first).values(**changed)))

    assert f"WEB-1: {problem}" == chain.broken_link("WEB-1", await rows(database), end)


@pytest.mark.parametrize(
    ("number", "problem"),
    [(2, "event 2 is missing"), (3, "the tail is cut: 2 events, 3 were written")],
)
async def test_a_missing_row_is_found(database: Database, number: int, problem: str) -> None:
    """A row taken from the middle or the end of a chain is missed."""
    end = await write(database)
    gone = (event_table.c.stream == "WEB-1", event_table.c.number == number)
    await database.write(lambda c: c.execute(delete(event_table).where(*gone)))

    assert f"WEB-1: {problem}" == chain.broken_link("WEB-1", await rows(database), end)


async def test_a_forged_end_is_found(database: Database) -> None:
    """A chain that was written again from the start does not end in the stream's head."""
    end = await write(database)

    forged = replace(end, head="0" * 64)

    assert chain.broken_link("WEB-1", await rows(database), forged).startswith("WEB-1: the tail is cut")
