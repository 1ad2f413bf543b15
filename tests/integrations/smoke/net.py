"""A pretend net that smoke tests are run in: whom they may call, how it answers, what was sent."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

import httpx

from bot.domain.plan import SmokeTest
from bot.domain.watch import SmokeResult
from integrations.smoke.allowed import Allowed
from integrations.smoke.tester import HttpSession, HttpTester, Outside

HERE, PUBLIC = "127.0.0.1", "93.184.215.14"
NAME = "shop.example.com"
SHOP = f"https://{NAME}"
SECRET, TOKEN, COOKIE, HIDDEN = "of-the-settings", "of-the-login", "of-the-cookie", "of-the-query"
SECRETS = (SECRET, TOKEN, COOKIE, HIDDEN)
Answering = Callable[[httpx.Request], httpx.Response]


def row(action: str = "GET /", expected: str = "200 OK", request: str = "") -> SmokeTest:
    """A row of 7.1."""
    return SmokeTest(number=1, name="Home", action=action, expected=expected, request=request, line=1)


def resolving(*answers: Sequence[str]) -> Callable[[str, int], "asyncio.Future[Sequence[str]]"]:
    """A resolver that says this, one after the other, the last again and again."""
    left = list(answers)

    def look_up(_host: str, _port: int) -> "asyncio.Future[Sequence[str]]":
        found: asyncio.Future[Sequence[str]] = asyncio.get_running_loop().create_future()
        found.set_result(left.pop(0) if len(left) > 1 else left[0])
        return found

    return look_up


class Net:
    """A pretend net: whom it may call, how it answers, and what was sent there."""

    def __init__(
        self,
        answering: Answering | None = None,
        *,
        allowed: Sequence[str] = (NAME,),
        headers: Mapping[str, str] | None = None,
        resolved: Sequence[Sequence[str]] = ((PUBLIC,),),
    ) -> None:
        self.sent: list[httpx.Request] = []
        self._answering = answering or (lambda _: httpx.Response(200))
        self.outside = Outside(
            allowed=Allowed(allowed),
            headers=headers or {},
            transport=httpx.MockTransport(self._answer),
            resolve=resolving(*resolved),
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        given = self._answering(request)
        return httpx.Response(
            given.status_code, headers=given.headers, stream=httpx.ByteStream(given.content)
        )

    def open(self, base_url: str = SHOP) -> AbstractAsyncContextManager[HttpSession]:
        """A session."""
        return HttpTester(self.outside).open(base_url)

    async def run(self, test: SmokeTest, base_url: str = SHOP) -> SmokeResult:
        """What comes of one row, which is no person's."""
        async with self.open(base_url) as session:
            found = await session.run(test)
        assert found
        return found

    @property
    def named(self) -> list[str]:
        """Method, host and path of what was sent."""
        return [f"{each.method} {each.headers['Host']}{each.url.path}" for each in self.sent]


def by_path(answers: Mapping[str, httpx.Response]) -> Answering:
    """Each path has its answer."""
    return lambda request: answers[request.url.path]


def to(location: str, status: int = 302) -> httpx.Response:
    """A redirect."""
    return httpx.Response(status, headers={"Location": location})
