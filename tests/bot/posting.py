"""A play whose outbox is delivered into the pretend Slack."""

import asyncio
from datetime import timedelta

from sqlalchemy import select, update

from bot import outbox as o
from bot.claims import LEASE
from bot.clock import real_now
from bot.queries import Queries
from bot.scheduler import Scheduler
from bot.storage import lanes
from bot.storage.tables import lane_table
from bot.storage.unit_of_work import Database
from commands.messenger import SlackMessenger
from sandbox.model import Message
from tests.bot import web_shop as w
from tests.pretend_slack import Slack
from tests.waiting import until

WORKSPACE = "https://octal.slack.com/"


class Posting(w.Play):
    """A play whose outbox is delivered into the pretend Slack."""

    def __init__(self, database: Database, slack: Slack, scheduler: Scheduler) -> None:
        super().__init__(database)
        self.slack = slack
        self.alarm = scheduler.alarm("outbox")

    def wake(self) -> None:
        """Each commit rings the deliverer's alarm."""
        super().wake()
        self.alarm.ring()

    def outbox(self, lease: timedelta = LEASE) -> o.Outbox:
        """A deliverer, as each process has one."""
        messenger = SlackMessenger(self.slack.client, is_by_our_clock=False)
        return o.Outbox(self.database, messenger, self.alarm, lease=lease, workspace_url=WORKSPACE)

    async def delivered(self) -> None:
        """Wait until no lane has anything left to do now."""

        async def is_idle() -> bool:
            self.alarm.ring()
            return await self.database.read(lanes.next_due) is None

        await until(is_idle)

    async def hurry(self) -> None:
        """Do not wait for the pauses that lanes make."""
        await self.database.write(
            lambda c: c.execute(
                update(lane_table).where(lane_table.c.due_at.is_not(None)).values(due_at=real_now())
            )
        )
        self.alarm.ring()

    def in_channel(self) -> list[Message]:
        """What stands in the channel and its threads."""
        return self.slack.messages(w.CHANNEL)


async def dead(play: Posting, deployment: str = w.ID) -> tuple[str, ...]:
    known = await Queries(play.database, play.clock).deployment(deployment)
    assert known is not None
    return known.undelivered


async def backed_off(play: Posting) -> bool:
    """Whether some lane waits after a failure."""
    failures = select(lane_table.c.failures).where(lane_table.c.failures > 0)
    return bool(await play.database.read(lambda c: c.execute(failures).all()))


async def called(play: Posting, method: str = "chat.postMessage") -> bool:
    """Whether something was posted."""
    return bool(await play.slack.calls(method))


async def delivered_once(play: Posting) -> None:
    """Run a deliverer until nothing is left, then stop it."""
    task = asyncio.create_task(play.outbox().run())
    await play.delivered()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def only_the_channel_waits(play: Posting) -> bool:
    """Whether every lane but the channel's is through."""
    waiting = select(lane_table.c.key).where(lane_table.c.due_at.is_not(None))
    left = await play.database.read(lambda c: c.execute(waiting).scalars().all())
    return left == [lanes.conversation_lane(w.ID, w.CHANNEL)]
