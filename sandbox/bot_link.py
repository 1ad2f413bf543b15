"""Reaches the bot as Slack does: signed, or through its socket, and with three seconds to answer."""

import asyncio
import hashlib
import hmac
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode

import httpx

from sandbox import clock
from sandbox.ack import HTTP_OK, Ack
from sandbox.errors import ImpossibleError
from sandbox.model import Json
from sandbox.socket_mode import Sockets

ACK_LIMIT = 3.0
"""Seconds, real time."""
GIVE_UP_AFTER = 30.0
"""Seconds, real time, after which also the connection is given up."""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotLink:
    """Where the bot is and what both sides know.

    `app_token` is for Socket Mode, "" without it. `scopes` are what the bot token was granted: each answer
    of the Web API names them, where there are any. `transport` lets tests reach a bot in their own process.
    `ack_limit` is in seconds, real time.
    """

    events_url: str
    signing_secret: str = field(repr=False)
    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    command: str = "/deploy"
    scopes: tuple[str, ...] = ()
    transport: httpx.AsyncBaseTransport | None = None
    ack_limit: float = ACK_LIMIT


@dataclass(frozen=True, slots=True)
class _Parcel:
    """One request: its kind and payload in Socket Mode's words, its body and type in those of HTTP."""

    kind: str
    payload: Mapping[str, object]
    body: str
    content_type: str
    attempt: int = 0
    reason: str = ""


@cache
def _certificates() -> ssl.SSLContext:
    """Whom an address with https is believed; read once, since it takes longer than all else here."""
    return httpx.create_ssl_context(trust_env=False)


def caller(transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """A client that nobody has to close: it keeps nothing open between requests."""
    return httpx.AsyncClient(
        transport=transport,
        verify=_certificates(),
        timeout=GIVE_UP_AFTER,
        limits=httpx.Limits(max_keepalive_connections=0),
        trust_env=False,
    )


class BotCaller:
    """Sends requests to one bot: through its socket where it has one open, else signed to its address.

    A request that ran out of time goes on at the bot's end.
    """

    def __init__(self, link: BotLink, sockets: Sockets) -> None:
        self.link = link
        self._sockets = sockets
        self._client = caller(link.transport)
        self._late: set[asyncio.Task[httpx.Response]] = set()
        self._last: _Parcel | None = None

    async def send_command(self, fields: Mapping[str, str]) -> Ack:
        """A slash command."""
        return await self._send(_Parcel("slash_commands", fields, urlencode(fields), FORM))

    async def send_interaction(self, payload: Json) -> Ack:
        """A press, a choice, a modal that is sent off or closed."""
        body = urlencode({"payload": json.dumps(payload)})
        return await self._send(_Parcel("interactive", payload, body, FORM))

    async def send_event(self, event: Json, attempt: int = 0, reason: str = "") -> Ack:
        """An event; `attempt` and `reason` where it is sent again."""
        body = json.dumps(event)
        return await self._send(_Parcel("events_api", event, body, "application/json", attempt, reason))

    async def repeat(self) -> Ack:
        """Send the last request once more, signed anew. Errors: `ImpossibleError`."""
        if not self._last:
            raise ImpossibleError("Nothing was sent yet.")
        return await self._send(self._last)

    async def _send(self, parcel: _Parcel) -> Ack:
        self._last = parcel
        if len(self._sockets):
            retry = {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
            return await self._sockets.deliver(parcel.kind, parcel.payload, self.link.ack_limit, retry)
        return await self._post(parcel)

    async def _post(self, parcel: _Parcel) -> Ack:
        retry = {"x-slack-retry-num": str(parcel.attempt), "x-slack-retry-reason": parcel.reason}
        headers = retry if parcel.attempt else {}
        stamp = str(int(clock.real_now().timestamp()))
        signed = {
            **headers,
            "content-type": parcel.content_type,
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(self.link.signing_secret, stamp, parcel.body),
        }
        request = self._client.post(self.link.events_url, content=parcel.body.encode(), headers=signed)
        task = asyncio.create_task(request)
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        done, _ = await asyncio.wait({task}, timeout=self.link.ack_limit)
        return _ack(task) if done else Ack(error="operation_timeout")


def _ack(task: asyncio.Task[httpx.Response]) -> Ack:
    """Read the answer. What the bot raises inside this process (tests) comes through, it is a bug."""
    try:
        response = task.result()
    except httpx.TransportError:
        return Ack(error="dispatch_failed")
    if response.status_code != HTTP_OK:
        return Ack(error="dispatch_failed", status=response.status_code, text=response.text)
    try:
        body = json.loads(response.text) if response.text else None
    except ValueError:
        body = None
    return Ack(status=HTTP_OK, text=response.text, body=body if isinstance(body, dict) else None)


def signature(secret: str, stamp: str, body: str) -> str:
    """Slack's v0 signature of a request's body; `stamp` is in epoch seconds."""
    base = f"v0:{stamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
