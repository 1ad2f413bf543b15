import httpx
import pytest

from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.cast import octal
from tests.sandbox.fake_bot import TOKEN
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


async def test_an_answer_says_what_the_token_may() -> None:
    """As Slack does in a header, where the workspace knows what the app was granted."""
    link = BotLink(
        events_url="http://bot/", signing_secret="x", bot_token=TOKEN, scopes=("chat:write", "commands")
    )
    transport = httpx.ASGITransport(app=create_app(octal(), link))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        answer = await http.post("/api/auth.test", headers={"authorization": f"Bearer {TOKEN}"})

    assert "chat:write,commands" == answer.headers["x-oauth-scopes"]
