"""Slack's own client understands the sandbox, over a real socket."""

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.workspace import World
from tests.sandbox.fake_bot import SECRET, TOKEN, FakeBot
from tests.sandbox.helpers import modal, section
from tests.sandbox.serving import served


async def test_slacks_own_client_is_served(world: World, bot: FakeBot) -> None:
    """Posting, editing, reading, opening and listing work as against Slack; refusals raise Slack's error."""
    transport = httpx.ASGITransport(app=bot)
    link = BotLink(events_url="http://bot/", signing_secret=SECRET, bot_token=TOKEN, transport=transport)
    mark = {"event_type": "mark", "event_payload": {"mark": "7"}}
    async with served(create_app(world, link)) as address, aiohttp.ClientSession() as session:
        slack = AsyncWebClient(TOKEN, base_url=f"{address}/api/", session=session, retry_handlers=[])
        posted = await slack.chat_postMessage(
            channel="C0OPS", text="x", blocks=[section("one")], metadata=mark
        )
        await slack.chat_update(channel="C0OPS", ts=posted["ts"], text="y", blocks=[section("two")])
        read = await slack.conversations_replies(channel="C0OPS", ts=posted["ts"], include_all_metadata=True)
        im = await slack.conversations_open(users=["U0ANA"])
        users = await slack.users_list(limit=4)
        groups = await slack.usergroups_list(include_users=True)
        view = await slack.views_open(trigger_id=world.triggers.issue("U0ANA"), view=modal())
        await slack.views_update(view_id=view["view"]["id"], hash=view["view"]["hash"], view=modal())
        with pytest.raises(SlackApiError, match="not_in_channel"):
            await slack.chat_postMessage(channel="C0GENERAL", text="x")

    assert (mark, "two") == (
        read["messages"][0]["metadata"],
        read["messages"][0]["blocks"][0]["text"]["text"],
    )
    assert ("D0ANA", 4, ["U0CARLA", "U0OMAR"]) == (
        im["channel"]["id"],
        len(users["members"]),
        groups["usergroups"][0]["users"],
    )
