"""People who type, press and fill in forms in the pretend Slack, and the bot that hears them."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import select

from bot.domain import intents as i
from bot.domain.state import Deployment
from bot.outbox import Outbox
from bot.scheduler import Scheduler
from bot.storage import lanes
from bot.storage.tables import outbox_table
from commands.app import Parts
from commands.blocks.kit import Content
from commands.blocks.status import status_of
from commands.ingress import PATH
from sandbox.model import Json
from tests.bot import web_shop as w
from tests.commands.signed import FORM, signed
from tests.pretend_slack import Slack
from tests.waiting import until


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The bot and its Slack. People go by their handles."""

    slack: Slack
    play: w.Play
    parts: Parts
    plans: Path
    bot: httpx.AsyncClient
    file: Path

    async def approved(self) -> None:
        """The plan is started, submitted and signed by everybody."""
        await self.play.start("tess")
        await self.play.do("tess", i.Submit())
        for signer in w.SIGNERS:
            await self.play.do(signer, i.GiveSignOff())

    async def begun(self) -> None:
        """Pre-deployment has begun."""
        await self.approved()
        await self.play.do("ana", i.Begin(override="rehearsed"))

    async def deploying(self) -> None:
        """The first step after Go runs."""
        await self.begun()
        for number in ("1", "2", "3", "4"):
            await self.play.do("ana", i.FinishStep(step=number))
        await self.play.do("ana", i.Go(at_once=True))
        await self.play.do("ana", i.StartStep(step="5"))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another process writes all the while."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield

    async def delivers(self, body: bytes, kind: str = FORM) -> httpx.Response:
        """Slack delivers a signed request to the bot."""
        return await self.bot.post(PATH, content=body, headers=signed(body, kind))

    async def types(self, who: str, text: str, channel: str = w.CHANNEL) -> Json:
        """Somebody types `/deploy …`."""
        return await self.slack.deed("command", user=user(who), channel=channel, text=text)

    async def presses(self, who: str, action: str, message: str, **more: object) -> Json:
        """Somebody presses an element of a message of the web shop's channel."""
        return await self.slack.deed(
            "press", user=user(who), channel=w.CHANNEL, ts=message, action_id=action, **more
        )

    async def chooses(self, who: str, view: Json, action: str, value: str) -> Json:
        """Somebody chooses something in a modal."""
        return await self.slack.deed(
            "view/action", user=user(who), view_id=view["id"], action_id=action, value=value
        )

    async def submits(self, who: str, view: Json, values: Json) -> Json:
        """Somebody sends a modal off."""
        return await self.slack.deed("view/submit", user=user(who), view_id=view["id"], values=values)

    async def posted(self) -> None:
        """Deliver what waits in the outbox, once."""
        scheduler = Scheduler()
        alarm = scheduler.alarm("outbox")
        task = asyncio.create_task(Outbox(self.play.database, self.parts.messenger, alarm).run())
        await until(self._nothing_waits)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _nothing_waits(self) -> bool:
        return await self.play.database.read(lanes.next_due) is None

    def shows(self, content: Content, thread: str = "") -> str:
        """A message of the bot in the web shop's channel; its ts."""
        place = self.slack.world.conversations[w.CHANNEL]
        bot = self.slack.world.bot.user_id
        return self.slack.world.say(place, bot, content.text, blocks=content.json, thread_ts=thread).ts

    async def shows_status(self, deployment: str = w.ID) -> str:
        """The status message as it is now."""
        known = await self.parts.queries.deployment(deployment)
        assert known
        return self.shows(status_of(known.state, known.plan))

    async def state(self, deployment: str = w.ID) -> Deployment:
        """A deployment as it is."""
        known = await self.parts.queries.deployment(deployment)
        assert known
        return known.state

    async def answers(self) -> list[str]:
        """What the outbox has to tell people alone."""
        statement = select(outbox_table.c.answer).where(outbox_table.c.message.is_(None))
        rows = await self.play.database.read(lambda connection: connection.execute(statement).scalars().all())
        return [str(row) for row in rows]


def user(handle: str) -> str:
    """The id of somebody of the cast."""
    return f"U0{handle.upper()}"


def read(outcome: Json) -> str:
    """What somebody got back at once, as they read it."""
    return "\n".join(line for message in outcome["messages"] for line in message["lines"])
