import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from structlog.testing import capture_logs

from bot.domain import intents as i
from bot.domain.state import StepStatus
from bot.errors import Permanent, Unauthorized
from commands.app import create_bolt_app
from commands.slack_api import create_client, create_session, identify
from commands.socket import SocketMode, socket_address
from sandbox.model import Json
from sandbox.payloads import event_callback, slash_command
from tests.bot import web_shop as w
from tests.commands.room import Room
from tests.waiting import until

APP_TOKEN = "xapp-test"
OPENED: Json = {"ok": True}


@dataclass
class Link:
    """Slack's end of Socket Mode: hands out addresses, greets, and notes what is answered."""

    answers_to_open: list[Json] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acknowledged: list[Json] = field(default_factory=list)
    base: str = ""

    async def open(self, request: web.Request) -> web.Response:
        """`apps.connections.open`."""
        self.asked.append(request.headers["Authorization"])
        answer = self.answers_to_open.pop(0) if self.answers_to_open else OPENED
        url = f"{self.base.replace('http', 'ws')}/link"
        return web.json_response({"url": url, **answer}, headers={"Retry-After": "1"})

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, until either side closes it."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.sockets.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acknowledged.append(message.json())
        return socket

    async def send(self, kind: str, payload: Json, name: str = "E1", *, on: int = -1) -> None:
        """An envelope over one of the connections."""
        envelope = {
            "type": kind,
            "envelope_id": name,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        await self.sockets[on].send_json(envelope)

    async def connected(self, times: int = 1) -> None:
        """Wait for the connection of this number."""

        async def is_there() -> bool:
            return len(self.sockets) >= times

        await until(is_there)

    async def answered(self, name: str) -> Json:
        """Wait for the acknowledgement of an envelope."""

        async def is_there() -> bool:
            return any(each["envelope_id"] == name for each in self.acknowledged)

        await until(is_there)
        return next(each for each in self.acknowledged if each["envelope_id"] == name)


@pytest.fixture
async def link() -> AsyncIterator[Link]:
    found = Link()
    app = web.Application()
    app.router.add_post("/api/apps.connections.open", found.open)
    app.router.add_get("/link", found.link)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    found.base = f"http://{host}:{port}"
    yield found
    await runner.cleanup()


@asynccontextmanager
async def listening(room: Room, link: Link, app: AsyncApp | None = None) -> AsyncIterator[asyncio.Task[None]]:
    """The room's bot, or another one, hears over the link."""
    identity = await identify(room.parts.client)
    bolt = app or create_bolt_app(room.parts, identity)
    async with create_session() as session:
        client = create_client("xoxb", session, f"{link.base}/api/")
        socket_mode = SocketMode(bolt, client, app_token=APP_TOKEN, team=identity.team, first_pause=0.01)
        task = asyncio.create_task(socket_mode.run())
        try:
            await link.connected()
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def command(room: Room, text: str) -> Json:
    """What Slack sends of a typed command."""
    place = room.slack.world.conversations[w.CHANNEL]
    return dict(
        slash_command(room.slack.world, "U0TESS", place, command="/deploy", text=text, response_url="")
    )


async def test_a_command_is_answered_in_its_acknowledgement(room: Room, link: Link) -> None:
    """The app token opens the connection; a command's answer goes back with its envelope's name."""
    async with listening(room, link):
        await link.send("slash_commands", command(room, "list"))
        answer = await link.answered("E1")
    assert [f"Bearer {APP_TOKEN}"] == link.asked
    assert "ephemeral" == answer["payload"]["response_type"]
    assert "No deployment is open" in answer["payload"]["text"]


async def test_an_event_is_acknowledged_once_it_is_committed(room: Room, link: Link) -> None:
    """What a mention asks for is in the database when Slack hears so; the same event again does nothing."""
    await room.begun()
    bot = room.slack.world.bot.user_id
    said = {"type": "app_mention", "user": "U0DBA", "text": f"<@{bot}> step 1 done", "channel": w.CHANNEL}
    event = event_callback(room.slack.world, said)
    async with listening(room, link):
        await link.send("events_api", event)
        assert {"envelope_id": "E1"} == await link.answered("E1")
        assert StepStatus.DONE is (await room.state()).steps["1"].status
        await link.send("events_api", event, "E2")
        await link.answered("E2")
    assert 1 == len(await room.answers())


@pytest.mark.parametrize(
    "garbage", ["no JSON", "[]", '{"type": "x"}', '{"type": "x", "envelope_id": "E0", "payload": "text"}']
)
async def test_what_is_not_understood_ends_no_connection(room: Room, link: Link, garbage: str) -> None:
    """A frame that is nothing we know is passed over, and what follows is heard over the same connection."""
    async with listening(room, link) as task:
        await link.sockets[-1].send_str(garbage)
        await link.send("slash_commands", command(room, "help"))
        await link.answered("E1")
        assert (False, 1) == (task.done(), len(link.sockets))


async def test_a_payload_that_cannot_be_read_is_not_acknowledged(room: Room, link: Link) -> None:
    """A press without an element is passed over; the log says where it is odd, and what follows is heard."""
    broken = {"type": "block_actions", "team": {"id": "T0OCTAL"}, "actions": []}
    with capture_logs() as logs:
        async with listening(room, link):
            await link.send("interactive", broken, "E1")
            await link.send("slash_commands", command(room, "help"), "E2")
            await link.answered("E2")
    assert ["E2"] == [each["envelope_id"] for each in link.acknowledged]
    assert ["user"] == [line["where"] for line in logs if line.get("kind") == "block_actions"]


class Breaking(AsyncApp):
    """An app that breaks at everything."""

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        raise LookupError(f"nobody foresaw {req.mode}")


async def test_what_nobody_foresaw_is_said_and_ends_no_connection(room: Room, link: Link) -> None:
    """It is not acknowledged, and stands in the log by an id."""
    with capture_logs() as logs:
        async with listening(room, link, Breaking(token="xoxb", request_verification_enabled=False)):
            for name in ("E1", "E2"):
                await link.send("slash_commands", command(room, "help"), name)

            async def both_are_said() -> bool:
                return 2 == sum("error_id" in line for line in logs)

            await until(both_are_said)
    assert [] == link.acknowledged
    assert 1 == len(link.sockets)


async def test_what_failed_is_not_acknowledged(room: Room, link: Link) -> None:
    """An event whose work failed, and one of another workspace, get no acknowledgement; the next one does."""
    await room.slack.fail("views.publish", "server_error")
    opened = {"type": "app_home_opened", "user": "U0NED", "tab": "home", "channel": "D1"}
    elsewhere = {**command(room, "list"), "team_id": "T0OTHER"}
    async with listening(room, link):
        await link.send("events_api", event_callback(room.slack.world, opened), "failed")
        await link.send("slash_commands", elsewhere, "elsewhere")
        await link.sockets[-1].send_str("[]")
        await link.send("slash_commands", command(room, "list"), "last")
        await link.answered("last")
    assert {"last"} == {each["envelope_id"] for each in link.acknowledged}


async def test_a_connection_that_slack_replaces_is_heard_to_its_end(room: Room, link: Link) -> None:
    """After Slack's warning there is a second connection, and what still comes over the first is answered."""
    async with listening(room, link):
        await link.sockets[0].send_json({"type": "disconnect", "reason": "warning"})
        await link.connected(2)
        await link.send("slash_commands", command(room, "list"), "old", on=0)
        await link.send("slash_commands", command(room, "list"), "new", on=1)
        await link.answered("old")
        await link.answered("new")
        await link.sockets[0].close()
        await link.send("slash_commands", command(room, "mine"), "later", on=1)
        await link.answered("later")
    assert 2 == len(link.sockets)


async def test_a_connection_that_breaks_is_made_anew(room: Room, link: Link) -> None:
    """Closed without a word, refused, or limited: it is tried again, each time at a new address."""
    link.answers_to_open = [
        OPENED,
        {"ok": False, "error": "internal_error"},
        {"ok": False, "error": "ratelimited"},
    ]
    async with listening(room, link):
        await link.sockets[0].close()
        await link.connected(2)
        await link.send("slash_commands", command(room, "list"))
        await link.answered("E1")
    assert 4 == len(link.asked)


async def test_too_many_connections_are_tried_again_after_a_pause(room: Room, link: Link) -> None:
    """Slack says goodbye for another reason than to replace it: that is a connection that broke."""
    async with listening(room, link):
        await link.sockets[0].send_json({"type": "disconnect", "reason": "too_many_websockets"})
        await link.connected(2)
        await link.send("slash_commands", command(room, "list"), "new", on=1)
        await link.answered("new")
        assert link.sockets[0].closed


async def test_a_token_that_is_revoked_meanwhile_is_said_loudly(room: Room, link: Link) -> None:
    """Nothing is heard until somebody mends the token; the log says so, and then the bot hears again."""
    link.answers_to_open = [OPENED, {"ok": False, "error": "invalid_auth"}]
    with capture_logs() as logs:
        async with listening(room, link):
            await link.sockets[0].close()
            await link.connected(2)
    errors = [each for each in logs if each["log_level"] == "error"]
    assert ["SLACK_APP_TOKEN: Slack does not accept the token"] == [each["why"] for each in errors]


async def test_a_press_under_way_is_answered_when_the_process_ends(room: Room, link: Link) -> None:
    """What was begun before the process was told to stop is finished and acknowledged."""
    await room.play.start("tess")
    async with listening(room, link) as task:
        await link.send("slash_commands", command(room, "submit"))

        async def is_handled() -> bool:
            return (await room.state()).submitted is not None

        await until(is_handled)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    answer = await link.answered("E1")
    assert "Submitted" in str(answer["payload"])
    await room.play.do("pia", i.GiveSignOff())


@pytest.mark.parametrize(
    ("code", "error"), [("invalid_auth", Unauthorized), ("not_allowed_token_type", Permanent)]
)
async def test_a_wrong_app_token_is_named(link: Link, code: str, error: type[Exception]) -> None:
    """Which of the two tokens is wrong is said, and the token is not."""
    link.answers_to_open = [{"ok": False, "error": code}]
    async with create_session() as session:
        with pytest.raises(error, match=r"^SLACK_APP_TOKEN: ") as caught:
            await socket_address(create_client("xoxb", session, f"{link.base}/api/"), APP_TOKEN)
    words: Any = caught.value
    assert APP_TOKEN not in str(words)
