"""Who delivers what the plays of these tests write."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.scheduler import Scheduler
from bot.storage.unit_of_work import Database
from tests.bot.posting import Posting
from tests.pretend_slack import Slack


@pytest.fixture
async def play(database: Database, slack: Slack) -> AsyncIterator[Posting]:
    """The web shop's people, and a deliverer that is not running yet."""
    scheduler = Scheduler()
    scheduler.start()
    play = Posting(database, slack, scheduler)
    await play.people()
    yield play
    scheduler.stop()


@pytest.fixture
async def running(play: Posting) -> AsyncIterator[Posting]:
    """The same with the deliverer at work."""
    task = asyncio.create_task(play.outbox().run())
    yield play
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
