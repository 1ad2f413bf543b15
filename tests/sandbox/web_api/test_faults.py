from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.workspace import World
from tests.sandbox.fake_bot import SECRET, TOKEN
from tests.sandbox.helpers import Client
from tests.sandbox.serving import served

POST = {"channel": "C0OPS", "text": "hello"}
HEADERS = {"authorization": f"Bearer {TOKEN}"}


async def test_a_rate_limit_says_how_long_to_wait(client: Client) -> None:
    """429 with Retry-After, as often as asked for, then all is well."""
    await client.post("faults", method="chat.postMessage", kind="rate_limited", times=2, retry_after=7)

    answers = [await client.http.post("/api/chat.postMessage", json=POST, headers=HEADERS) for _ in range(3)]

    assert [429, 429, 200] == [answer.status_code for answer in answers]
    assert "7" == answers[0].headers["retry-after"]
    assert [] == (await client.http.get("/sandbox/faults")).json()


async def test_a_fault_strikes_its_own_method(client: Client) -> None:
    """Other methods go on; `*` means all."""
    await client.post("faults", method="chat.update", kind="error", code="fatal_error")
    other = await client.api("auth.test")
    await client.post("faults", method="*", kind="error", code="service_unavailable")

    assert other["ok"]
    assert "service_unavailable" == (await client.api("auth.test"))["error"]
    assert "fatal_error" == (await client.api("chat.update"))["error"]


@pytest.mark.parametrize(("kind", "status"), [("server_error", 500), ("garbage", 200)])
async def test_an_answer_may_be_no_json(client: Client, world: World, kind: str, status: int) -> None:
    """Nothing was done, and what comes back cannot be read."""
    await client.post("faults", method="chat.postMessage", kind=kind)

    answer = await client.http.post("/api/chat.postMessage", json=POST, headers=HEADERS)

    assert status == answer.status_code
    assert "json" not in answer.headers["content-type"]
    assert [] == world.conversations["C0OPS"].messages


@pytest.fixture
async def socket_client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The sandbox on a real socket: only there can a connection break."""
    link = BotLink(events_url="http://bot/", signing_secret=SECRET, bot_token=TOKEN)
    async with served(create_app(world, link)) as address, httpx.AsyncClient(base_url=address) as http:
        yield http


@pytest.mark.parametrize(
    ("kind", "error", "posts"),
    [
        ("drop_before", httpx.RemoteProtocolError, 0),
        ("drop_after", httpx.RemoteProtocolError, 1),
        ("hang_before", httpx.ReadTimeout, 0),
        ("hang_after", httpx.ReadTimeout, 1),
    ],
)
async def test_an_answer_may_get_lost(
    socket_client: httpx.AsyncClient, world: World, kind: str, error: type[Exception], posts: int
) -> None:
    """The connection breaks or stays silent, before the post was made or after."""
    await socket_client.post("/sandbox/faults", json={"method": "chat.postMessage", "kind": kind})

    with pytest.raises(error):
        await socket_client.post("/api/chat.postMessage", json=POST, headers=HEADERS, timeout=0.3)

    assert posts == len(world.conversations["C0OPS"].messages)
