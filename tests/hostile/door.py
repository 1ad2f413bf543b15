"""The door of the whole house: what came through it, and a way to send anything there, signed or not."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import Connection, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.storage.tables import clock_table, inbox_table, lane_table, metadata
from commands.ingress import PATH, parse_body
from sandbox.model import Json
from tests.commands.signed import FORM, JSON, interaction, signed
from tests.scenario.evening import SECRET
from tests.scenario.night import Night

PASSING = frozenset({inbox_table, lane_table, clock_table})
"""What says that something was asked and answered, and when a lane is looked at: nobody reads it."""
RESPONSE_SECRET = "aBcDeFgHiJkLmNoPqRsTuVwX"
RESPONSE_URL = f"https://hooks.slack.com/actions/T0OCTAL/1/{RESPONSE_SECRET}"
STRICTEST = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""For what is tried on one database alone: PostgreSQL takes less than SQLite does."""
INSIDE = (
    "Traceback",
    'File "',
    ".py",
    "sqlalchemy",
    "psycopg",
    "sqlite",
    "pydantic",
    "KeyError",
    "TypeError",
)
"""Words of the inside that no answer holds."""
WRONG = "That went wrong"
"""What is said where something was not foreseen."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One request of Slack's."""

    body: Json
    kind: str

    @property
    def name(self) -> str:
        """Which of its kind it is."""
        body = self.body
        if "command" in body:
            return f"command {str(body['text']).partition(' ')[0]}".strip()
        if "event" in body:
            return f"event {body['event']['type']}"
        if "actions" in body:
            where = "modal" if "view" in body else "message"
            return f"{where} {body['actions'][0]['action_id']}"
        return f"form {body['view']['callback_id']}"


class Door:
    """Notes what Slack sends; sends what a test makes."""

    def __init__(self, log: StringIO) -> None:
        self.heard: list[Heard] = []
        self.log = log
        self.night: Night
        self._bot: ASGIApp | None = None
        self._count = 0

    def before(self, bot: ASGIApp) -> ASGIApp:
        """The bot, with this door before it."""
        self._bot = bot
        return self

    def opens(self, night: Night) -> "Door":
        """Tonight's house is behind it."""
        self.night = night
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._bot, "no house is behind the door"
        body = bytearray()

        async def noted() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        await self._bot(scope, noted, send)
        if scope["type"] == "http" and scope["path"] == PATH:
            kind = dict(scope["headers"]).get(b"content-type", b"").decode()
            self.heard.append(Heard(parse_body(body.decode()), kind))

    async def sends(self, body: bytes, headers: Mapping[str, str], path: str = PATH) -> httpx.Response:
        """Somebody sends something, to Slack's address unless another is named."""
        assert self._bot, "no house is behind the door"
        transport = httpx.ASGITransport(self._bot, raise_app_exceptions=False)
        # Without the environment's proxies nothing is made that would have to be closed.
        async with httpx.AsyncClient(
            transport=transport, base_url="http://bot.test", trust_env=False
        ) as http:
            return await http.post(path, content=body, headers=dict(headers))

    async def delivers(self, body: Json, kind: str = "") -> httpx.Response:
        """A payload comes rightly signed."""
        raw = raw_of(body)
        return await self.sends(raw, signed(raw, kind or (JSON if "event" in body else FORM), secret=SECRET))

    def fresh(self, body: Json) -> Json:
        """The same done once more: under ids that were not used before."""
        self._count += 1
        copied: Json = json.loads(json.dumps(body))
        for name, value in (("trigger_id", f"9.{self._count}"), ("event_id", f"Ev9{self._count}")):
            if name in copied:
                copied[name] = value
        for action in copied.get("actions", ()):
            action["action_ts"] = f"9.{self._count}"
        if "response_url" in copied:
            copied["response_url"] = RESPONSE_URL
        return copied

    def of(self, name: str) -> Json:
        """The last payload of this name."""
        return next(heard.body for heard in reversed(self.heard) if heard.name == name)

    @asynccontextmanager
    async def nothing_changes(self) -> AsyncIterator[None]:
        """Whatever is done here leaves every table as it was, and nothing new is said to everybody."""
        before = await self._everything()
        yield
        assert before == await self._everything()

    async def _everything(self) -> Mapping[str, list[tuple[Any, ...]]]:
        await self.night.quiet()

        def look(connection: Connection) -> Mapping[str, list[tuple[Any, ...]]]:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in metadata.sorted_tables
                if table not in PASSING
            }

        tables = await self.night.house.database.read(look)
        said = [
            (place.id, message.ts, message.text, len(message.earlier))
            for place in self.night.world.conversations.values()
            for message in place.messages
            if not message.only_for
        ]
        return {**tables, "said": said}

    def errors(self) -> list[str]:
        """The lines of the log about what nobody foresaw."""
        wrong = ('"level": "error"', '"level": "critical"')
        return [line for line in self.log.getvalue().splitlines() if any(word in line for word in wrong)]


def raw_of(body: Json) -> bytes:
    """A payload as Slack writes it."""
    if "event" in body or str(body.get("type")) in {"url_verification", "app_rate_limited"}:
        return json.dumps(body).encode()
    if "command" in body and all(isinstance(value, str) for value in body.values()):
        return urlencode(body, errors="surrogatepass").encode()
    return interaction(body)


def is_plain(answer: httpx.Response) -> bool:
    """Whether an answer tells nothing of the inside."""
    return not [word for word in (*INSIDE, WRONG) if word in answer.text]
