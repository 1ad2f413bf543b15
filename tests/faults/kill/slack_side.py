"""The pretend Slack as a victim reaches it, PagerDuty and the shop: before and after each call is a point."""

import ssl
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import cast

import httpx
from starlette.types import Message, Receive, Scope, Send

from commands.ingress import PATH
from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.model import Json
from sandbox.shop import Shop
from sandbox.workspace import World
from tests.faults.kill.points import Points
from tests.faults.kill.victim import PAGED, SECRET, SHOP, TOKEN
from tests.pretend_pagerduty import PretendPagerDuty
from tests.pretend_slack import PATIENT

LAST_READ = "conversations.list"
"""The last that a process asks for at its start, when it reads the workspace."""
BESIDE = "/beside"
"""What the path of a call begins with that somebody makes who stands by, and is not to be killed."""
UPLOADS, BYTES = "/upload/", "file's bytes"
"""What the path of a call begins with that brings the bytes of a file, and how its points call it."""
UNSHARED = httpx.Limits(max_keepalive_connections=0)
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here is encrypted; httpx would read every authority's certificate for each client."""


class SlackSide:
    """A workspace, what its people do, and whom it calls. It can be set back to where a scene left it.

    `address` is where victims find it, PagerDuty and the shop; `stands_by` is whether somebody does. Nobody
    hears the answer to a call that killed whoever made it.
    """

    def __init__(self, world: World, address: str, pagerduty: PretendPagerDuty | None = None) -> None:
        self.world = deepcopy(world)
        self.pagerduty = pagerduty
        self.shop = Shop()
        self._points: Points | None = None
        self._called: set[str] = set()
        self.stands_by = False
        self._bot = _Bot()
        link = BotLink(
            events_url=f"http://bot{PATH}",
            signing_secret=SECRET,
            bot_token=TOKEN,
            transport=self._bot,
            ack_limit=PATIENT,
        )
        self._app = create_app(self.world, link)
        self._people = httpx.AsyncClient(
            transport=httpx.ASGITransport(self._app), base_url=address, timeout=PATIENT
        )

    def set_back(self, world: World, pagerduty: PretendPagerDuty | None) -> None:
        """Everything is as in this workspace, for everybody who knows the other one; so is PagerDuty.

        Nobody has been in the shop.
        """
        vars(self.world).update(vars(deepcopy(world)))
        self.pagerduty = deepcopy(pagerduty)
        self.shop = Shop()
        self.stands_by = False

    def open(self, bot: Path, points: Points) -> None:
        """A new process answers at this socket; what it calls is counted there."""
        self._bot.at = httpx.AsyncHTTPTransport(uds=str(bot), limits=UNSHARED, verify=NO_TLS)
        self._points = points
        self._called.clear()

    def called(self, method: str) -> bool:
        """Whether this process has called a method."""
        return method in self._called

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call, unless it kills; the calls of whoever stands by are only answered."""
        if str(scope["path"]).startswith(BESIDE):
            self.stands_by = self.stands_by or str(scope["path"]).endswith(LAST_READ)
            await self._answer(_behind(BESIDE, scope), receive, send)
            return
        method = _named(scope)
        if self._reach(f"before the call {method}"):
            return
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._answer(scope, receive, keep)
        self._called.add(method)
        if self._reach(f"after the call {method}"):
            return
        for message in answer:
            await send(message)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whoever is called."""
        if self.pagerduty and str(scope["path"]).startswith(PAGED):
            await self.pagerduty.app(_behind(PAGED, scope), receive, send)
        elif str(scope["path"]).startswith(SHOP):
            await self.shop.app(_behind(SHOP, scope), receive, send)
        else:
            await self._app(scope, receive, send)

    def _reach(self, name: str) -> bool:
        return bool(self._points and self._points.reach(name))

    @property
    def written(self) -> tuple[str, ...]:
        """What smoke tests that write have asked of the shop, in order."""
        return tuple(asked for asked in self.shop.asked if asked.startswith("POST "))

    @property
    def is_acknowledged(self) -> bool:
        """Whether what Slack sent last was."""
        return self._bot.is_acknowledged

    async def deed(self, name: str, what: Json) -> Json:
        """Something that the control API does for a person; what they get back."""
        response = await self._people.post(f"/sandbox/{name}", json=what)
        assert response.is_success, response.text
        return cast("Json", response.json())

    async def monitor(self, path: str, body: bytes, headers: Mapping[str, str]) -> bool:
        """A monitor sends something to the bot; whether that was acknowledged."""
        try:
            async with httpx.AsyncClient(transport=self._bot, base_url="http://bot", timeout=PATIENT) as http:
                return (await http.post(path, content=body, headers=dict(headers))).is_success
        except httpx.TransportError:
            return False

    async def drops(self, user: str, name: str, content: bytes) -> str:
        """Somebody uploads a file; its id."""
        query = {"user": user, "name": name}
        response = await self._people.post("/sandbox/file", params=query, content=content)
        return str(response.json()["id"])

    async def close(self) -> None:
        """Nobody does anything any more."""
        await self._people.aclose()


def _named(scope: Scope) -> str:
    """How a point calls a call: by its method; bytes by what they are, for each file has its own address."""
    path = str(scope["path"])
    if path.startswith(SHOP):
        return f"{scope['method']} {path.removeprefix(SHOP)}"
    return BYTES if path.startswith(UPLOADS) else path.rpartition("/")[2]


def _behind(beginning: str, scope: Scope) -> Scope:
    """A call as whoever answers behind the beginning of a path reads it."""
    path = str(scope["path"]).removeprefix(beginning)
    return {**scope, "path": path, "raw_path": path.encode()}


class _Bot(httpx.AsyncBaseTransport):
    """Wherever the bot answers now."""

    at: httpx.AsyncHTTPTransport
    is_acknowledged = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.is_acknowledged = False
        response = await self.at.handle_async_request(request)
        self.is_acknowledged = response.is_success
        return response
