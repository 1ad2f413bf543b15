"""Socket Mode over real sockets, once through Slack's own client."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import httpx
import pytest
from aiohttp import WSMsgType
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.model import Json
from sandbox.workspace import World
from tests.sandbox.fake_bot import SECRET, TOKEN, FakeBot
from tests.sandbox.helpers import Client, RealTime
from tests.sandbox.serving import served

APP_TOKEN = "xapp-sandbox"
ANA_IN_OPS = {"user": "U0ANA", "channel": "C0OPS"}
Socket = aiohttp.ClientWebSocketResponse
_CLOSED = {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED}


@pytest.fixture
async def address(world: World, bot: FakeBot) -> AsyncIterator[str]:
    """A sandbox on a real socket; the bot can still be reached by HTTP, too."""
    link = BotLink(
        events_url="http://bot/slack/events",
        signing_secret=SECRET,
        bot_token=TOKEN,
        app_token=APP_TOKEN,
        transport=httpx.ASGITransport(app=bot),
        ack_limit=0.2,
    )
    async with served(create_app(world, link)) as address:
        yield address


@pytest.fixture
async def people(address: str) -> AsyncIterator[Client]:
    """The people's side."""
    async with httpx.AsyncClient(base_url=address, trust_env=False) as http:
        yield Client(http)


async def _url(people: Client, token: str = APP_TOKEN) -> Json:
    headers = {"authorization": f"Bearer {token}"}
    answer: Json = (await people.http.post("/api/apps.connections.open", headers=headers)).json()
    return answer


@pytest.fixture
async def connect(people: Client) -> AsyncIterator[Callable[[], Awaitable[Socket]]]:
    """Opens sockets; each has said hello."""
    opened: list[Socket] = []  # a socket that nobody holds closes itself
    async with aiohttp.ClientSession() as session:

        async def connecting() -> Socket:
            socket = await session.ws_connect((await _url(people))["url"])
            hello = await socket.receive_json()
            assert "hello" == hello["type"]
            opened.append(socket)
            return socket

        yield connecting


async def test_hello_counts_the_sockets(people: Client, connect: Callable[[], Awaitable[Socket]]) -> None:
    """Each further socket is told how many there are; closed ones do not count."""
    first = await connect()
    await connect()
    await first.close()
    state = await people.get("socket")

    assert {"connections": 1} == state


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("apps.connections.open", TOKEN, "not_allowed_token_type"),
        ("apps.connections.open", "xapp-other", "invalid_auth"),
        ("auth.test", APP_TOKEN, "not_allowed_token_type"),
    ],
)
async def test_each_token_has_its_own_methods(people: Client, method: str, token: str, error: str) -> None:
    """The app's token opens sockets and nothing else."""
    answer = await people.http.post(f"/api/{method}", headers={"authorization": f"Bearer {token}"})

    assert error == answer.json()["error"]


async def test_an_address_is_good_for_one_socket(people: Client, real_time: RealTime) -> None:
    """Used once, it is used up; an old one is worth nothing either."""
    used, old = (await _url(people))["url"], (await _url(people))["url"]
    real_time.seconds = 31
    late = (await _url(people))["url"]
    async with aiohttp.ClientSession() as session:
        await session.ws_connect(late)
        for url in (late, old):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)
    assert used != old


async def test_a_command_travels_by_socket(
    people: Client, bot: FakeBot, connect: Callable[[], Awaitable[Socket]]
) -> None:
    """The envelope holds the form's fields; the payload of its acknowledgement is shown to the person."""
    socket = await connect()
    typed = asyncio.create_task(people.post("command", **ANA_IN_OPS, text="status"))
    envelope = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "all is well"}})
    outcome = await typed

    assert ("slash_commands", "status", True) == (
        envelope["type"],
        envelope["payload"]["text"],
        envelope["accepts_response_payload"],
    )
    assert [["all is well"]] == [message["lines"] for message in outcome["messages"]]
    assert [] == bot.received


async def test_an_event_that_nobody_acknowledges_comes_once_more(
    people: Client, connect: Callable[[], Awaitable[Socket]]
) -> None:
    """In a new envelope that says so, with the same event id."""
    socket = await connect()
    said = asyncio.create_task(people.post("message", **ANA_IN_OPS, text="@tminus status"))
    first, second = await socket.receive_json(), await socket.receive_json()
    await socket.send_json({"envelope_id": second["envelope_id"]})
    await said

    assert [(0, ""), (1, "http_timeout")] == [
        (e["retry_attempt"], e["retry_reason"]) for e in (first, second)
    ]
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert (True, False) == (
        first["envelope_id"] != second["envelope_id"],
        first["accepts_response_payload"],
    )


async def test_a_command_is_lost_with_its_socket(
    people: Client, connect: Callable[[], Awaitable[Socket]]
) -> None:
    """A socket that closes before it acknowledged is a failure, told at once."""
    socket = await connect()
    typed = asyncio.create_task(people.post("command", **ANA_IN_OPS, text="status"))
    await socket.receive_json()
    await socket.close()

    assert "dispatch_failed" == (await typed)["error"]


async def test_an_unacknowledged_command_times_out(
    people: Client, connect: Callable[[], Awaitable[Socket]]
) -> None:
    """An acknowledgement of something else does not count."""
    socket = await connect()
    typed = asyncio.create_task(people.post("command", **ANA_IN_OPS, text="status"))
    await socket.receive_json()
    await socket.send_json({"envelope_id": "another"})

    assert "operation_timeout" == (await typed)["error"]


async def test_a_warned_socket_stays_in_use(people: Client, connect: Callable[[], Awaitable[Socket]]) -> None:
    """Until the bot closes it, what people do still comes through it."""
    socket = await connect()
    state = await people.post("socket/disconnect", reason="warning")
    told = await socket.receive_json()
    typed = asyncio.create_task(people.post("command", **ANA_IN_OPS, text="status"))
    envelope = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"]})

    assert ("disconnect", "warning", {"connections": 1}) == (told["type"], told["reason"], state)
    assert (await typed)["ok"]


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
async def test_slack_says_goodbye(
    people: Client, connect: Callable[[], Awaitable[Socket]], reason: str
) -> None:
    """With its reason; then the socket closes."""
    socket = await connect()
    state = await people.post("socket/disconnect", reason=reason)
    told = await socket.receive_json()

    assert ("disconnect", reason, {"connections": 0}) == (told["type"], told["reason"], state)
    assert (await socket.receive()).type in _CLOSED


async def test_a_dropped_socket_says_nothing(
    people: Client, connect: Callable[[], Awaitable[Socket]]
) -> None:
    """It closes, and that is all."""
    socket = await connect()
    await people.post("socket/disconnect", reason="dropped")

    assert (await socket.receive()).type in _CLOSED


async def test_ten_sockets_at_most(people: Client, connect: Callable[[], Awaitable[Socket]]) -> None:
    """The eleventh is turned away."""
    for _ in range(10):
        await connect()
    async with aiohttp.ClientSession() as session:
        eleventh = await session.ws_connect((await _url(people))["url"])
        told = await eleventh.receive_json()

    assert ("disconnect", "too_many_websockets") == (told["type"], told["reason"])


async def test_without_a_socket_everything_goes_by_http(people: Client, bot: FakeBot) -> None:
    """A bot that never dialled in is reached at its address."""
    await people.post("command", **ANA_IN_OPS, text="status")

    assert ["status"] == [payload["text"] for payload in bot.received]


async def test_slacks_own_client_works(people: Client, address: str) -> None:
    """It connects, answers, and connects anew when it is told to."""
    web = AsyncWebClient(base_url=f"{address}/api/")
    client = SocketModeClient(app_token=APP_TOKEN, web_client=web, auto_reconnect_enabled=False)

    async def answer(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        response = SocketModeResponse(request.envelope_id, {"text": request.payload["text"]})
        await client.send_socket_mode_response(response)

    client.socket_mode_request_listeners.append(answer)
    await client.connect()  # type: ignore[no-untyped-call] # slack_sdk leaves it untyped
    first = await people.post("command", **ANA_IN_OPS, text="one")
    await client.connect_to_new_endpoint()
    second = await people.post("command", **ANA_IN_OPS, text="two")
    await client.close()  # type: ignore[no-untyped-call] # slack_sdk leaves it untyped

    assert [["one"], ["two"]] == [one["messages"][0]["lines"] for one in (first, second)]


async def test_garbage_in_a_socket_ends_nothing(
    people: Client, connect: Callable[[], Awaitable[Socket]]
) -> None:
    """What is no acknowledgement is passed over."""
    socket = await connect()
    for garbage in ("not json", json.dumps([1]), json.dumps({"envelope_id": 7})):
        await socket.send_str(garbage)
    typed = asyncio.create_task(people.post("command", **ANA_IN_OPS, text="status"))
    envelope = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"]})

    assert (await typed)["ok"]
