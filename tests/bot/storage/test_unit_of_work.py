import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from bot.errors import Busy, Transient
from bot.storage.tables import clock_table, timer_table
from bot.storage.unit_of_work import POSTGRESQL_WRITERS, Database, is_alive, savepoint

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def put(connection: Connection) -> None:
    connection.execute(insert(clock_table).values(id=1, plan=NOON, real=NOON, speed=1))


def count(connection: Connection) -> int:
    return len(connection.execute(select(clock_table.c.id)).all())


async def test_what_was_written_is_read_by_others(database: Database) -> None:
    """A transaction that ended well is there for every reader."""
    await database.write(put)

    assert await database.read(count) == 1


async def test_an_exception_rolls_everything_back(database: Database) -> None:
    """Nothing of a transaction that failed half-way is kept."""

    def half(connection: Connection) -> None:
        put(connection)
        raise LookupError("half-way")

    with pytest.raises(LookupError):
        await database.write(half)

    assert await database.read(count) == 0


async def test_a_savepoint_undoes_its_own(database: Database) -> None:
    """Also where the database itself refused something in it, what was done before is kept."""

    def again(connection: Connection) -> None:
        with savepoint(connection):
            connection.execute(update(clock_table).values(speed=2))
            put(connection)

    def twice(connection: Connection) -> None:
        put(connection)
        with pytest.raises(IntegrityError):
            again(connection)

    await database.write(twice)
    assert [1] == await database.read(lambda c: [*c.execute(select(clock_table.c.speed)).scalars()])


async def test_an_instant_comes_back_aware(database: Database) -> None:
    """Instants are aware UTC on both sides of either database."""
    await database.write(put)

    stored = await database.read(
        lambda connection: connection.execute(select(clock_table.c.plan)).scalar_one()
    )

    assert stored == NOON
    assert stored.tzinfo is UTC


async def test_a_naive_instant_is_refused(database: Database) -> None:
    """An instant without a zone never reaches the database."""

    def naive(connection: Connection) -> None:
        moment = NOON.replace(tzinfo=None)
        connection.execute(insert(clock_table).values(id=1, plan=moment, real=NOON, speed=1))

    with pytest.raises(Exception, match="must say its zone"):
        await database.write(naive)


@asynccontextmanager
async def holding(database: Database) -> AsyncIterator[None]:
    """Somebody wrote the row, and does not come to an end."""
    held, release = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(connection: Connection) -> None:
        connection.execute(clock_table.update().values(speed=2))
        loop.call_soon_threadsafe(held.set)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()

    writing = asyncio.create_task(database.write(hold))
    await held.wait()
    try:
        yield
    finally:
        release.set()
        await writing


async def test_a_lock_that_is_not_had_in_time_says_busy(database: Database, database_url: str) -> None:
    """While somebody else holds the lock for long, a writer hears that the database is busy."""
    other = Database(database_url)
    await database.write(put)
    async with holding(database):
        with pytest.raises(Busy):
            await other.write(lambda connection: connection.execute(clock_table.update().values(speed=3)))
    await other.close()


async def test_what_cannot_begin_in_time_is_busy_and_not_done(database: Database) -> None:
    """While the threads are taken, a press that queues hears so in time, and is not begun later on."""
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(_connection: Connection) -> None:
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()

    holding = [asyncio.create_task(database.write(hold)) for _ in range(POSTGRESQL_WRITERS)]
    await asyncio.sleep(0)
    with pytest.raises(Busy, match="too much is under way"):
        await database.write(put, patience=0.05)
    release.set()
    await asyncio.gather(*holding)
    await database.write(is_alive)

    assert await database.read(count) == 0


async def test_who_queued_waits_less_for_a_lock(database: Database, database_url: str) -> None:
    """Queue and lock together take no longer than a lock may, and the next has the whole of it again."""
    other = Database(database_url)
    await database.write(put)

    def change(connection: Connection) -> None:
        connection.execute(clock_table.update().values(speed=3))

    async with holding(other):
        with pytest.raises(Busy, match="the database is busy"):
            await database.write(change, patience=0.1)

    def wait(connection: Connection) -> object:
        asked = "PRAGMA busy_timeout" if database.is_sqlite else "SHOW lock_timeout"
        return connection.exec_driver_sql(asked).scalar()

    assert await database.write(wait) in {1500, "1500ms"}
    await other.close()


async def test_who_is_cancelled_while_it_queues_is_cancelled(database: Database) -> None:
    """An end from outside stays one, and is no busy database."""
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(_connection: Connection) -> None:
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()

    holding = [asyncio.create_task(database.write(hold)) for _ in range(POSTGRESQL_WRITERS)]
    queued = asyncio.create_task(database.write(put))
    await asyncio.sleep(0)
    queued.cancel()
    with pytest.raises(asyncio.CancelledError):
        await queued
    release.set()
    await asyncio.gather(*holding)


async def test_an_outage_is_told_once() -> None:
    """However many transactions fail, the log has a line for writing and one for reading."""
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with capture_logs() as lines:
        for _ in range(20):
            for attempt in (nowhere.read, nowhere.write):
                with pytest.raises(Transient):
                    await attempt(is_alive)
    await nowhere.close()

    assert ["database: reading fails, and is tried again", "database: writing fails, and is tried again"] == [
        line["event"] for line in lines
    ]
    assert "refused" in lines[0]["said"]


async def test_a_row_that_somebody_holds_is_no_outage(database: Database, database_url: str) -> None:
    """PostgreSQL's lock of one row is no news; SQLite's one lock stops everybody, so the log has it."""
    other = Database(database_url)
    await database.write(put)
    async with holding(other):
        with capture_logs() as lines, pytest.raises(Busy):
            await database.write(lambda c: c.execute(clock_table.update().values(speed=3)), patience=0.1)
    await other.close()

    assert database.is_sqlite is bool(lines)


async def test_a_file_that_is_missing_is_not_made(tmp_path: Path) -> None:
    """An empty database in the place of one that is gone would say that there never was anything."""
    path = tmp_path / "gone.db"
    gone = Database(f"sqlite:///{path}")
    for attempt in (gone.read, gone.write):
        with pytest.raises(Transient, match="its file is not there"):
            await attempt(is_alive)
    await gone.close()

    assert path.exists() is False


async def test_a_database_that_is_away_is_transient() -> None:
    """A server that does not answer is an error that may pass."""
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")

    with pytest.raises(Transient):
        await nowhere.read(is_alive)

    await nowhere.close()


async def test_sqlite_writes_through_to_the_disk(database: Database) -> None:
    """`synchronous=FULL` (2) and foreign keys are on for every SQLite writer."""
    if not database.is_sqlite:
        return

    def settings(connection: Connection) -> tuple[object, object]:
        level = connection.exec_driver_sql("PRAGMA synchronous").scalar()
        return level, connection.exec_driver_sql("PRAGMA foreign_keys").scalar()

    assert await database.write(settings) == (2, 1)


async def test_postgresql_confirms_what_is_on_the_disk(database: Database) -> None:
    """Whatever the server was set to, a commit of ours is written through before it is confirmed."""
    if database.is_sqlite:
        return

    def level(connection: Connection) -> object:
        return connection.exec_driver_sql("SHOW synchronous_commit").scalar()

    assert await database.write(level) == "on"


async def test_a_row_needs_its_parent(database: Database) -> None:
    """Foreign keys hold on both databases."""

    def orphan(connection: Connection) -> None:
        connection.execute(insert(timer_table).values(deployment="X-1", name="go", due_at=NOON))

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await database.write(orphan)


async def test_it_answers(database: Database) -> None:
    """The health check's question has an answer."""
    assert await database.read(is_alive) is True


async def test_a_broken_statement_stays_a_bug(database: Database) -> None:
    """What is wrong with our own statement is not taken for a database that is away."""
    with pytest.raises(Exception, match="nothing_of_that_name") as raised:
        await database.write(lambda connection: connection.execute(text("SELECT nothing_of_that_name")))

    assert isinstance(raised.value, Transient) is False


async def test_a_reader_sees_one_state_all_through(database: Database) -> None:
    """What is committed between two looks of one reader is seen by neither, or an audit would cry wolf."""
    loop = asyncio.get_running_loop()

    def look(connection: Connection) -> tuple[int, int]:
        before = count(connection)
        asyncio.run_coroutine_threadsafe(database.write(put), loop).result()
        return before, count(connection)

    assert await database.read(look) == (0, 0)
    assert await database.read(count) == 1


async def test_it_recovers_when_the_server_cut_every_connection(database: Database) -> None:
    """A transaction that was cut off is an error that may pass and leaves nothing; the next one works."""
    if database.is_sqlite:
        return

    def cut(connection: Connection) -> None:
        put(connection)
        others = (
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute(text(others))
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    await database.read(is_alive)
    with pytest.raises(Transient):
        await database.write(cut)

    assert await database.read(count) == 0
    await database.write(put)
    assert await database.read(count) == 1


async def test_a_server_that_vanished_is_given_up(database: Database) -> None:
    """No connection to PostgreSQL waits for minutes for a machine that is gone."""
    if database.is_sqlite:
        return

    def settings(connection: Connection) -> dict[str, str]:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        return driver.info.get_parameters()

    assert "10000" == (await database.write(settings))["tcp_user_timeout"]


async def test_a_full_disk_is_transient(database: Database) -> None:
    """What SQLite cannot write for want of room is an error that may pass, and nothing is half written."""
    if not database.is_sqlite:
        return

    def fill(connection: Connection) -> None:
        put(connection)
        connection.exec_driver_sql("CREATE TABLE big (text)")
        connection.exec_driver_sql("INSERT INTO big VALUES (zeroblob(1000000))")

    await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=1"))
    with pytest.raises(Transient, match="its disk is full"):
        await database.write(fill)

    assert await database.read(count) == 0
