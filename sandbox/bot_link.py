"""Reaches the bot as Slack does: signed, and with three seconds to answer."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

from sandbox import clock
from sandbox.model import Json

ACK_LIMIT = 3.0
"""Seconds, real time."""
GIVE_UP_AFTER = 30.0
"""Seconds, real time, after which also the connection is given up."""
HTTP_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BotLink:
    """Where the bot is and what both sides know.

    `transport` lets tests reach a bot in their own process. `ack_limit` is in seconds, real time.
    """

    events_url: str
    signing_secret: str = field(repr=False)
    bot_token: str = field(repr=False)
    command: str = "/deploy"
    transport: httpx.AsyncBaseTransport | None = None
    ack_limit: float = ACK_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """What came back. `error` is Slack's word where the bot did not answer well, else ""."""

    error: str = ""
    status: int = 0
    text: str = ""
    body: Json | None = None


class BotCaller:
    """Sends signed requests to one bot. A request that ran out of time goes on at the bot's end."""

    def __init__(self, link: BotLink) -> None:
        self.link = link
        # Nothing is kept open between requests, so that nobody has to close this.
        self._client = httpx.AsyncClient(
            transport=link.transport,
            timeout=GIVE_UP_AFTER,
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
        )
        self._late: set[asyncio.Task[httpx.Response]] = set()
        self._last: tuple[str, str, Mapping[str, str]] = ("", "", {})

    async def send_form(self, fields: Mapping[str, str]) -> Ack:
        """A slash command, or an interaction's `payload`."""
        return await self._send(urlencode(fields), "application/x-www-form-urlencoded", {})

    async def send_json(self, event: Json, headers: Mapping[str, str]) -> Ack:
        """An event. `headers` say that it is sent again."""
        return await self._send(json.dumps(event), "application/json", headers)

    async def repeat(self) -> Ack:
        """Send the last request once more, signed anew."""
        return await self._send(*self._last)

    async def _send(self, body: str, kind: str, headers: Mapping[str, str]) -> Ack:
        self._last = (body, kind, headers)
        stamp = str(int(clock.real_now().timestamp()))
        signed = {
            **headers,
            "content-type": kind,
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(self.link.signing_secret, stamp, body),
        }
        request = self._client.post(self.link.events_url, content=body.encode(), headers=signed)
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
