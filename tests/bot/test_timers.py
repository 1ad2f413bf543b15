import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, select
from structlog.testing import capture_logs

from bot.domain.state import Lifecycle
from bot.queries import Queries
from bot.scheduler import Scheduler
from bot.storage.clock import keep_origin
from bot.storage.tables import deployment_table, plan_table, timer_table
from bot.storage.unit_of_work import Database
from bot.timers import Timers
from tests.bot import web_shop as w
from tests.waiting import until

if TYPE_CHECKING:
    from datetime import datetime


class Sweeping(w.Play):
    """A play whose timers are swept; the alarm rings when the test says so."""

    def __init__(self, database: Database, scheduler: Scheduler) -> None:
        super().__init__(database)
        self.alarm = scheduler.alarm("timers")
        self.timers = Timers(database, self.service, self.clock, self.alarm)

    async def until(self, state: Lifecycle, deployment: str = w.ID) -> None:
        """Wait until the deployment is in this state."""
        queries = Queries(self.database, self.clock)

        async def is_there() -> bool:
            known = await queries.deployment(deployment)
            return known is not None and known.state.state is state

        await until(is_there)


@pytest.fixture
async def play(database: Database) -> AsyncIterator[Sweeping]:
    """A draft whose window ends at 01:00, and a sweeper at work."""
    scheduler = Scheduler()
    scheduler.start()
    play = Sweeping(database, scheduler)
    await play.people()
    await play.start()
    sweeping = asyncio.create_task(play.timers.run())
    yield play
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)
    scheduler.stop()


async def test_what_is_due_is_fired(play: Sweeping) -> None:
    """When the window has ended without Begin, the draft is missed."""
    w.move(play.clock, "01:00")
    play.alarm.ring()

    await play.until(Lifecycle.MISSED)


async def test_a_skip_of_another_process_is_seen(play: Sweeping) -> None:
    """A clock that somebody else set counts here, too, from the next look on."""
    at = play.clock.origin
    w.move(play.clock, "01:00")
    skipped, play.clock.origin = play.clock.origin, at
    await play.database.write(lambda c: keep_origin(c, skipped))
    play.alarm.ring()

    await play.until(Lifecycle.MISSED)


async def test_one_deployment_that_cannot_be_woken_does_not_stop_the_others(play: Sweeping) -> None:
    """A timer whose deployment is broken is put off, and the next one is fired all the same."""
    await play.start(version="4.13.0")
    broken = f"{w.ID}.2"
    known = await Queries(play.database, play.clock).deployment(broken)
    assert known is not None
    torn = plan_table.c.id == known.state.revision
    await play.database.write(lambda c: c.execute(plan_table.update().where(torn).values(plan="{")))
    play.service._deciding._revisions._known.clear()
    w.move(play.clock, "01:00")
    play.alarm.ring()
    await play.until(Lifecycle.MISSED)

    async def is_put_off() -> bool:
        query = select(timer_table.c.due_at).where(timer_table.c.deployment == broken)
        due: datetime = await play.database.read(lambda c: c.execute(query).scalar_one())
        return due > play.clock.now()

    await until(is_put_off)


async def test_a_locked_file_is_tried_once_for_all(play: Sweeping, database_url: str) -> None:
    """SQLite has one lock: while somebody holds it one timer is tried, not each, and the log has one line."""
    if not play.database.is_sqlite:
        return
    await play.start(version="4.13.0")
    other = Database(database_url)
    held, release = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(_connection: Connection) -> None:
        loop.call_soon_threadsafe(held.set)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()

    holding = asyncio.create_task(other.write(hold, patience=60))
    await held.wait()
    w.move(play.clock, "01:00")
    with capture_logs() as lines:
        play.alarm.ring()

        async def is_told() -> bool:
            return bool(lines)

        await until(is_told)
    release.set()
    await holding
    await other.close()
    play.alarm.ring()
    await play.until(Lifecycle.MISSED)

    assert ["database: writing fails, and is tried again"] == [line["event"] for line in lines]


async def test_a_deployment_that_is_locked_does_not_stop_the_others(play: Sweeping) -> None:
    """While somebody holds the lock of the earliest, the next one is fired; SQLite has one lock for all."""
    if play.database.is_sqlite:
        return
    await play.start(version="4.13.0")
    held, release = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    second = f"{w.ID}.2"

    def hold(connection: Connection) -> None:
        table = deployment_table
        connection.execute(select(table.c.id).where(table.c.id == w.ID).with_for_update())
        loop.call_soon_threadsafe(held.set)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()

    holding = asyncio.create_task(play.database.write(hold))
    await held.wait()
    w.move(play.clock, "01:00")
    play.alarm.ring()
    await play.until(Lifecycle.MISSED, second)
    release.set()
    await holding
    play.alarm.ring()

    await play.until(Lifecycle.MISSED)
