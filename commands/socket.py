"""Socket Mode: what Slack sends comes over a connection that T-Minus opens, where it has no public address.

The envelope's payload takes the same way as a request's body (`commands.dispatch`), and is acknowledged once
its listener has committed. One that is not acknowledged is sent again where Slack repeats it over HTTP, too.

The connection is kept here and not by slack_sdk's client: that one was seen to retry an address which works
once only, and a session which is closed, until somebody restarted the process (docs/adr, 0015).
"""

import asyncio
import json
from collections.abc import Coroutine, Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Permanent, RateLimited, TMinusError, Transient, Unauthorized
from bot.inbound import read_json
from bot.metrics import Metrics
from commands.dispatch import dispatch
from commands.slack_api import call

HEARTBEAT_SECONDS = 10.0
"""How often the connection is tried; one that does not answer within half of that is given up."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
SECONDS_TO_CLOSE = 1.0
SECONDS_TO_LEAVE = 30.0
"""Slack closes a connection about ten seconds after it said so; then we do."""
LAST_ANSWERS_SECONDS = 2.0
"""What is under way when a connection ends may still be answered for so long."""
REPLACED = frozenset({"refresh_requested", "warning"})
"""Reasons of a `disconnect` after which a new connection is wanted at once; the others mean trouble."""

Envelope = Mapping[str, Any]


async def socket_address(client: AsyncWebClient, app_token: str) -> str:
    """Where to connect to, once (apps.connections.open). Errors as `commands.slack_api.call`."""
    try:
        answer = await call(client.apps_connections_open(app_token=app_token))
    except (Permanent, Unauthorized) as error:
        raise type(error)(f"SLACK_APP_TOKEN: {error}") from error
    return str(answer["url"])


class SocketMode:
    """Keeps one connection, and two while Slack replaces it."""

    def __init__(
        self,
        app: AsyncApp,
        client: AsyncWebClient,
        *,
        app_token: str,
        team: str,
        first_pause: float = FIRST_PAUSE_SECONDS,
        metrics: Metrics | None = None,
    ) -> None:
        self._app = app
        self._client = client
        self._app_token = app_token
        self._team = team
        self._first_pause = first_pause
        self._metrics = metrics or Metrics()
        self._failures = 0
        self._log = structlog.get_logger(__name__)

    async def run(self) -> None:
        """Stay connected until cancelled."""
        async with asyncio.TaskGroup() as connections:
            while True:
                is_leaving = asyncio.Event()
                connections.create_task(self._stay(is_leaving))
                # Slack says before it closes: the next connection is there while this one is still heard.
                await is_leaving.wait()

    async def _stay(self, is_leaving: asyncio.Event) -> None:
        """Keep one connection until Slack closes it or it breaks."""
        wanted = 0.0
        try:
            await self._hear(is_leaving)
        except RateLimited as error:
            wanted = error.retry_after
            self._log.warning("socket: not connected", why=str(error))
        except Unauthorized as error:
            self._log.error("socket: nothing is heard until this is mended", why=str(error))
        except (TMinusError, aiohttp.ClientError, TimeoutError, OSError) as error:
            self._log.warning("socket: not connected", why=str(error) or type(error).__name__)
        if not is_leaving.is_set():
            pause = min(self._first_pause * 2 ** min(self._failures, 10), LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(max(pause, wanted))
            self._failures += 1
            is_leaving.set()

    async def _hear(self, is_leaving: asyncio.Event) -> None:
        address = await socket_address(self._client, self._app_token)
        session = self._client.session
        if session is None:
            raise Transient("there are no connections to share")
        async with session.ws_connect(
            address,
            heartbeat=HEARTBEAT_SECONDS,
            proxy=self._client.proxy,
            timeout=aiohttp.ClientWSTimeout(ws_close=SECONDS_TO_CLOSE),
        ) as socket:
            answers = _Answers()
            try:
                if await self._listen(socket, answers):
                    is_leaving.set()
                    async with asyncio.timeout(SECONDS_TO_LEAVE):
                        await self._listen(socket, answers)
            finally:
                await answers.finish()

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse, answers: "_Answers") -> bool:
        """Take what comes; true once Slack says that it replaces the connection, false where that is over."""
        async for message in socket:
            envelope = _envelope(message)
            if envelope.get("type") == "disconnect":
                self._log.info("socket: Slack leaves", why=envelope.get("reason"))
                return envelope.get("reason") in REPLACED
            if envelope.get("type") == "hello":
                self._log.info("socket: connected")
                self._failures = 0
            elif "envelope_id" in envelope and isinstance(envelope.get("payload"), dict):
                answers.add(self._answer(socket, envelope))
            else:
                self._log.warning("socket: not understood", type=envelope.get("type"))
        return False

    async def _answer(self, socket: aiohttp.ClientWebSocketResponse, envelope: Envelope) -> None:
        """Have one payload handled, and acknowledge it if its listener says so."""
        response = await dispatch(self._app, dict(envelope["payload"]), self._team, self._metrics)
        if response.status != HTTPStatus.OK:
            self._log.warning("socket: not acknowledged", status=response.status)
            return
        answer = {"envelope_id": envelope["envelope_id"], **_payload(envelope, response)}
        try:
            await socket.send_json(answer)
        except ConnectionError as error:
            # As over HTTP: what is done stays done, and comes again under its key where Slack repeats it.
            self._log.warning("socket: an answer was lost", why=str(error))


class _Answers:
    """What is being answered over one connection."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()

    def add(self, answer: Coroutine[Any, Any, None]) -> None:
        """Answer beside the others."""
        task = asyncio.create_task(answer)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self) -> None:
        """Let them finish for a moment; what is late is given up, and was not acknowledged."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=LAST_ANSWERS_SECONDS)
            for task in late:
                task.cancel()


def _envelope(message: aiohttp.WSMessage) -> Envelope:
    """What Slack sent; empty where it is nothing that we know."""
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        return read_json(message.data)
    except ValueError:
        return {}


def _payload(envelope: Envelope, response: BoltResponse) -> Envelope:
    """The listener's answer, as Slack takes it beside the acknowledgement."""
    if not response.body or not envelope.get("accepts_response_payload"):
        return {}
    is_json = response.headers.get("content-type", [""])[0].startswith("application/json")
    return {"payload": json.loads(response.body) if is_json else {"text": response.body}}
