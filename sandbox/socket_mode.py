"""Socket Mode: the bot dials in, and what people do travels through its sockets instead of to its address."""

import asyncio
import json
from collections.abc import Mapping
from enum import StrEnum
from itertools import count
from uuid import uuid4

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketState

from sandbox.ack import HTTP_OK, Ack
from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.workspace import World

MOST = 10
"""Sockets that one app may have open; each envelope goes to one of them."""
CONNECTION_TIME = 18_060
"""Seconds after which the real one says goodbye; told in `hello` only, see `Goodbye`."""
GOING_AWAY = 1001


class Goodbye(StrEnum):
    """Why a socket is given up: the reason in Slack's `disconnect`.

    After `warning` it stays in use until the bot closes it, else it is closed at once; `dropped` is silent.
    """

    WARNING = "warning"
    REFRESH_REQUESTED = "refresh_requested"
    LINK_DISABLED = "link_disabled"
    DROPPED = "dropped"


class _Socket:
    """One socket, and the envelopes that it has not acknowledged."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}

    async def send(self, content: Json) -> None:
        """Send JSON, if somebody is still there."""
        if self._socket.application_state is WebSocketState.CONNECTED:
            await self._socket.send_text(json.dumps(content))

    async def deliver(self, envelope: Json, limit: float) -> Ack:
        """Send an envelope and wait for its acknowledgement, `limit` seconds at most."""
        answer = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = answer
        await self.send(envelope)
        try:
            payload = await asyncio.wait_for(answer, limit)
        except TimeoutError:
            return Ack(error="operation_timeout")
        except ConnectionError:
            return Ack(error="dispatch_failed")
        finally:
            self._waiting.pop(envelope["envelope_id"], None)
        return Ack(status=HTTP_OK, body=payload)

    async def listen(self) -> None:
        """Take acknowledgements until the socket closes."""
        async for text in self._socket.iter_text():
            self._take(text)

    def _take(self, text: str) -> None:
        """An acknowledgement; anything else is passed over."""
        try:
            said = json.loads(text)
        except ValueError:
            return
        if not isinstance(said, dict):
            return
        waiting, payload = self._waiting.get(str(said.get("envelope_id"))), said.get("payload")
        if waiting and not waiting.done():
            waiting.set_result(payload if isinstance(payload, dict) else None)

    def lost(self) -> None:
        """Nobody will acknowledge what is still waiting."""
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the socket closed"))

    async def close(self) -> None:
        """Close it from this side."""
        if self._socket.application_state is WebSocketState.CONNECTED:
            await self._socket.close(GOING_AWAY)


class Sockets:
    """The sockets that the bot has open."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: list[_Socket] = []
        self._turns = count()

    def __len__(self) -> int:
        return len(self._open)

    def router(self) -> APIRouter:
        """Where the address from `apps.connections.open` leads."""
        router = APIRouter()
        router.add_api_websocket_route("/link", self._serve)
        return router

    async def _serve(self, asked: WebSocket) -> None:
        try:
            self._world.tickets.spend(asked.query_params.get("ticket", ""))
        except SlackError:
            await asked.close()
            return
        await asked.accept()
        socket = _Socket(asked)
        if len(self._open) >= MOST:
            await socket.send({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await socket.close()
            return
        self._open.append(socket)
        await socket.send(self._hello())
        try:
            await socket.listen()
        finally:
            self._forget(socket)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {
                "host": "sandbox",
                "approximate_connection_time": CONNECTION_TIME,
            },
            "connection_info": {"app_id": self._world.bot.app_id},
        }

    def _forget(self, socket: _Socket) -> None:
        if socket in self._open:
            self._open.remove(socket)
        socket.lost()

    async def deliver(self, kind: str, payload: Mapping[str, object], limit: float, retry: Json) -> Ack:
        """Send an envelope through one of the sockets, each in turn. There must be one.

        `retry` is `retry_attempt` and `retry_reason` for an event that is sent again.
        """
        envelope: Json = {
            "envelope_id": str(uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": 0, "retry_reason": ""} | retry
        socket = self._open[next(self._turns) % len(self._open)]
        return await socket.deliver(envelope, limit)

    async def say_goodbye(self, reason: Goodbye) -> None:
        """Give every open socket up."""
        leaving = [*self._open]
        if reason is not Goodbye.WARNING:
            self._open.clear()
        for socket in leaving:
            if reason is not Goodbye.DROPPED:
                await socket.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            if reason is not Goodbye.WARNING:
                await socket.close()
