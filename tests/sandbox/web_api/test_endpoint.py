import json

import httpx
import pytest
from fastapi import FastAPI

from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.workspace import World
from tests.sandbox.fake_bot import SECRET, TOKEN
from tests.sandbox.helpers import Client


@pytest.mark.parametrize(
    ("headers", "error"), [({}, "not_authed"), ({"authorization": "Bearer xoxb-other"}, "invalid_auth")]
)
async def test_a_token_is_needed(client: Client, headers: dict[str, str], error: str) -> None:
    """Without a token, or with another one, nothing is answered."""
    answer = await client.http.post("/api/auth.test", headers=headers)

    assert error == answer.json()["error"]


async def test_an_unknown_method_is_named(client: Client) -> None:
    """Slack's word for it, not a 404."""
    assert "unknown_method" == (await client.api("chat.shout"))["error"]


async def test_forms_and_queries_are_read_as_well_as_json(client: Client, world: World) -> None:
    """slack_sdk sends some methods as a form and reads with GET; blocks are JSON in a text there."""
    blocks = json.dumps([{"type": "divider"}])
    form = {"token": TOKEN, "channel": "C0OPS", "text": "hi", "blocks": blocks}
    posted = await client.http.post("/api/chat.postMessage", data=form)
    headers = {"authorization": f"Bearer {TOKEN}"}
    read = await client.http.get("/api/conversations.history?channel=C0OPS&limit=1", headers=headers)

    assert posted.json()["ok"]
    assert "divider" == world.conversations["C0OPS"].messages[0].blocks[0]["type"]
    assert "hi" == read.json()["messages"][0]["text"]


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[]", "json_not_object")])
async def test_a_broken_body_is_refused(client: Client, body: str, error: str) -> None:
    """JSON that is none, or no object."""
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}

    assert error == (await client.http.post("/api/auth.test", content=body, headers=headers)).json()["error"]


async def test_calls_are_logged_without_the_token(client: Client) -> None:
    """The log tells method, arguments and outcome, of refused calls too, and holds no secret."""
    await client.http.post("/api/auth.test", data={"token": TOKEN})
    await client.api("chat.postMessage", channel="C9", text="x")
    log = (await client.http.get("/sandbox/calls")).json()
    posts = (await client.http.get("/sandbox/calls?method=chat.postMessage")).json()
    new = (await client.http.get("/sandbox/calls?since=1")).json()

    assert ["ok", "channel_not_found"] == [call["outcome"] for call in log]
    assert log[1:] == new
    assert {"channel": "C9", "text": "x"} == posts[0]["arguments"]
    assert TOKEN not in str(log)


async def test_a_mounted_sandbox_knows_its_address(world: World) -> None:
    """Below another path, the addresses it hands out hold that path."""
    outer = FastAPI()
    link = BotLink(events_url="http://bot/", signing_secret=SECRET, bot_token=TOKEN)
    outer.mount("/pretend", create_app(world, link))
    transport = httpx.ASGITransport(app=outer)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
        answer = await http.post("/pretend/api/auth.test", data={"token": TOKEN})

    assert "http://here/pretend/" == answer.json()["url"]
