"""The bell between two processes on one PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from bot.bell import Bell, listen, why_deaf
from bot.storage.unit_of_work import Database
from tests.pretend_pooler import pooler
from tests.waiting import until

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
LISTENERS = "FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN tminus'"


class Ear:
    """Counts what it hears."""

    def __init__(self) -> None:
        self.heard = 0

    def hear(self) -> None:
        self.heard += 1

    async def hears_more(self) -> None:
        """Wait until it heard something more."""
        before = self.heard

        async def is_more() -> bool:
            return self.heard > before

        await until(is_more)


@asynccontextmanager
async def running(*works: asyncio.Task[None]) -> AsyncIterator[None]:
    yield
    for work in works:
        work.cancel()
    await asyncio.gather(*works, return_exceptions=True)


async def listening(database: Database) -> int:
    """How many listen now."""
    return int(await database.read(lambda c: c.execute(text(f"SELECT count(*) {LISTENERS}")).scalar()) or 0)


@ON_POSTGRESQL
async def test_a_ring_is_heard_by_all_who_listen(database: Database) -> None:
    """Each of two ears hears that it listens, and then each ring; many at once are one or a few."""
    bell, ears = Bell(database), (Ear(), Ear())
    tasks = [asyncio.create_task(listen(database, ear.hear)) for ear in ears]
    async with running(asyncio.create_task(bell.run()), *tasks):
        await asyncio.gather(*(ear.hears_more() for ear in ears))
        assert [1, 1] == [ear.heard for ear in ears]
        for _ in range(100):
            bell.ring()
        await asyncio.gather(*(ear.hears_more() for ear in ears))
        bell.ring()
        await asyncio.gather(*(ear.hears_more() for ear in ears))
        assert all(3 <= ear.heard < 10 for ear in ears)


@ON_POSTGRESQL
async def test_a_lost_connection_is_had_again(database: Database) -> None:
    """Whoever listened hears when it listens anew, as a ring may have been missed, and then each ring."""
    bell, ear = Bell(database), Ear()
    async with running(asyncio.create_task(bell.run()), asyncio.create_task(listen(database, ear.hear))):
        await ear.hears_more()
        await database.write(lambda c: c.execute(text(f"SELECT pg_terminate_backend(pid) {LISTENERS}")))
        await ear.hears_more()
        bell.ring()
        await ear.hears_more()


@ON_POSTGRESQL
async def test_it_ends_at_once(database: Database) -> None:
    """Nobody listens any more, and the connection is given back."""
    ear = Ear()
    async with running(asyncio.create_task(listen(database, ear.hear))):
        await ear.hears_more()
        assert 1 == await listening(database)

    async def is_gone() -> bool:
        return await listening(database) == 0

    await until(is_gone)


async def test_a_database_that_is_away_stops_nobody() -> None:
    """A ring that cannot be carried is left to those who look; both go on until they are ended."""
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    bell, ear = Bell(away), Ear()
    works = asyncio.create_task(bell.run()), asyncio.create_task(listen(away, ear.hear))
    async with running(*works):
        bell.ring()
        done, _ = await asyncio.wait(works, timeout=0.2)
        assert (0, set()) == (ear.heard, done)
    await away.close()


@ON_POSTGRESQL
async def test_a_ring_of_ones_own_tells_whether_rings_are_heard(database: Database) -> None:
    """Nothing is wrong where it comes back."""
    assert "" == await why_deaf(database)


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("takes_listen", "why"),
    [(True, "what NOTIFY says does not come through"), (False, "LISTEN is not to be had (syntax error")],
)
async def test_a_pooler_that_keeps_the_rings_is_told(
    database_url: str, why: str, *, takes_listen: bool
) -> None:
    """Whether it takes LISTEN and keeps the rest to itself, or not even that; a listener goes on."""
    async with pooler(database_url, takes_listen=takes_listen) as address:
        database, ear = Database(address), Ear()
        async with running(asyncio.create_task(listen(database, ear.hear))):
            assert (await why_deaf(database)).startswith(why)
            assert int(takes_listen) == ear.heard
        await database.close()
