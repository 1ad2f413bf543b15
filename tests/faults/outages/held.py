"""A messenger whose posts are in flight until a test lets them go, and deliverers for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.outbox import Outbox
from bot.ports import Place, Rendered
from commands.messenger import SlackMessenger
from tests.bot import web_shop as w
from tests.pretend_slack import Slack


@asynccontextmanager
async def delivering(*deliverers: Outbox) -> AsyncIterator[None]:
    """They are at work."""
    tasks = [asyncio.create_task(deliverer.run()) for deliverer in deliverers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Held(SlackMessenger):
    """Its posts in the channel are on the way there, or with `arrives` on the way back, until let go."""

    def __init__(self, slack: Slack, *, arrives: bool) -> None:
        super().__init__(slack.client, is_by_our_clock=False)
        self._arrives = arrives
        self.is_under_way, self.go_on = asyncio.Event(), asyncio.Event()

    async def post(self, rendered: Rendered, place: Place, mark: str) -> str:
        """Post; in the channel wait before or after."""
        if place.channel != w.CHANNEL:
            return await super().post(rendered, place, mark)
        ts = await super().post(rendered, place, mark) if self._arrives else ""
        self.is_under_way.set()
        await self.go_on.wait()
        return ts or await super().post(rendered, place, mark)
