"""Publishes the Home tab to whoever opens it.

Slack tells of each opening, so the tab is as new as its opening, and says of when it is.
"""

import asyncio

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Transient
from bot.ports import Clock
from bot.queries import Queries
from commands.blocks.home import JsonView, home_view
from commands.payloads import Payload
from commands.slack_api import call

HOME_EVENT = "app_home_opened"
HOME = "home"
SECONDS_TO_PUBLISH = 2.0
"""Real time; Slack waits three seconds, and then sends the event again."""


class HomeListener:
    """Lists and links: nothing can be changed on the tab."""

    def __init__(self, queries: Queries, client: AsyncWebClient, clock: Clock, workspace_url: str) -> None:
        self._queries = queries
        self._client = client
        self._clock = clock
        self._workspace_url = workspace_url

    async def on_opened(self, ack: AsyncAck, event: Payload) -> None:
        """Acknowledged once it is published. Errors: `Transient`: Slack sends the event again."""
        if event.get("tab") == HOME:
            now = self._clock.now()
            home = await self._queries.home(event["user"], now)
            view = home_view(home, now, self._workspace_url)
            await publish(self._client, event["user"], view)
        await ack()


async def publish(client: AsyncWebClient, user: str, view: JsonView) -> None:
    """Show a view on somebody's Home tab (views.publish). Errors: `Transient`, `Permanent`."""
    try:
        async with asyncio.timeout(SECONDS_TO_PUBLISH):
            await call(client.views_publish(user_id=user, view=view))
    except TimeoutError as error:
        raise Transient("Slack took too long to take the Home tab") from error
