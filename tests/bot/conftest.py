"""Who delivers what the plays of these tests write."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.domain import intents as i
from bot.ports import DirectoryEntry
from bot.scheduler import Scheduler
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.posting import Posting
from tests.pretend_slack import Slack

CHANNELS = {w.CHANNEL: "web-shop", "C0GENERAL": "general"}


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


@pytest.fixture
async def begun(running: Posting) -> Posting:
    """Approved and begun: step 1 is called in the thread."""
    channels = [DirectoryEntry(id=id_, kind="channel", handle=n, name=n) for id_, n in CHANNELS.items()]
    await running.service.note_directory(channels)
    await running.start()
    await running.do("tess", i.Submit())
    for signer in w.SIGNERS:
        await running.do(signer, i.GiveSignOff())
    await running.do("ana", i.Begin(override="rehearsed"))
    await running.delivered()
    return running
