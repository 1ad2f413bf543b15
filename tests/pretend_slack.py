"""What tests know of the pretend Slack, and do to it."""

from dataclasses import dataclass

import httpx
from slack_sdk.web.async_client import AsyncWebClient
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.model import Json, Message
from sandbox.workspace import World

TOKEN = "xoxb-test"
SECRET = "test-signing-secret"
BOT_URL = "http://bot.test/slack/events"
SHORT = 6.0
"""Seconds a call may take here: also on a busy machine all but those that hang are far below."""
PATIENT = 30.0
"""Seconds the pretend Slack waits for the bot here: a busy machine is no bot that is late."""


class LaterApp:
    """An address that is known before the app that answers there."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app, "no bot is running"
        await self.app(scope, receive, send)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """The workspace, a way to its control API, and a client as the bot has one."""

    world: World
    http: httpx.AsyncClient
    client: AsyncWebClient

    async def fail(self, method: str, kind: str, **more: object) -> None:
        """Let the next call of a method go wrong."""
        await self.deed("faults", method=method, kind=kind, **more)

    async def drops(self, user: str, name: str, content: bytes) -> str:
        """Somebody uploads a file; its id."""
        response = await self.http.post("/sandbox/file", params={"user": user, "name": name}, content=content)
        assert response.is_success, response.text
        file: str = response.json()["id"]
        return file

    async def calls(self, method: str = "") -> list[Json]:
        """What was called so far."""
        found: list[Json] = (await self.http.get("/sandbox/calls", params={"method": method})).json()
        return found

    def messages(self, channel: str) -> list[Message]:
        """The messages of a conversation, oldest first."""
        return self.world.conversations[channel].messages

    async def deed(self, name: str, /, **what: object) -> Json:
        """Something that the control API does for a person; what they get back."""
        response = await self.http.post(f"/sandbox/{name}", json=what)
        assert response.is_success, response.text
        found: Json = response.json()
        return found
