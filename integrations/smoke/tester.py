"""Runs the rows of 7.1 that are requests (`bot.ports.SmokeTester`).

Only hosts of the settings are called, each at the address that was checked; redirects are followed within
them alone. Nothing is sent twice. What is sent and answered stands in no result and no line of the log.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

import httpx

from bot.domain.plan import SmokeTest
from bot.domain.smoke_requests import WAITED_FOR, Expected, Request, expected_of, hindrance, request_of
from bot.domain.watch import SmokeOutcome, SmokeResult
from bot.errors import Permanent, Transient
from integrations.smoke.allowed import Allowed
from integrations.smoke.exchange import PLAIN, Answer, Resolve, exchange, resolve
from integrations.smoke.hops import Hop, first_hop, next_hop
from integrations.smoke.judging import judge, leads_to_maintenance
from integrations.smoke.plainly import check_plain
from integrations.smoke.urls import Target, read_target

SECONDS_OVER = 5.0
"""How much longer than its own limit it may take: people read then how long it took."""
MOST_REDIRECTS = 5
MOST_COOKIES = 50
"""Of one answer, as browsers keep for one host."""

ALWAYS = {"User-Agent": "T-Minus", "Accept": "*/*", "Accept-Encoding": PLAIN, "Connection": "close"}


def patience(expected: Expected) -> float:
    """For how many seconds a row's answer is waited for."""
    if expected.limit is None:
        return WAITED_FOR
    return min(expected.limit.value / 1000 + SECONDS_OVER, WAITED_FOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What rows are run with: whom they may call, the headers of the settings, the way there.

    `patience` is for how many seconds a row is waited for.
    """

    allowed: Allowed
    headers: Mapping[str, str]
    transport: httpx.AsyncBaseTransport
    resolve: Resolve = resolve
    patience: Callable[[Expected], float] = patience

    async def addresses(self, target: Target) -> Sequence[str]:
        """Where a target is called, looked up once. Errors: `Permanent` where it may not be, `Transient`."""
        self.allowed.check(target)
        try:
            resolved = await self.resolve(target.host, target.port)
        except (OSError, UnicodeError) as error:
            raise Transient(f"{target.host} is not found (DNS)") from error
        return self.allowed.addresses(target, resolved)


class HttpTester:
    """Runs requests; whoever made the transport closes it."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    @asynccontextmanager
    async def open(self, base_url: str) -> AsyncIterator["HttpSession"]:
        """A session (`bot.ports.SmokeTester`)."""
        yield HttpSession(self._outside, base_url)


class HttpSession:
    """Rows against one release, with their cookies and tokens (`bot.ports.SmokeSession`)."""

    def __init__(self, outside: Outside, base_url: str) -> None:
        self._outside = outside
        self._base_url = base_url
        self._cookies = httpx.Cookies()
        self._tokens: dict[tuple[str, str, int], str] = {}

    async def run(self, test: SmokeTest) -> SmokeResult | None:
        """What came of one row (`bot.ports.SmokeSession`)."""
        request = request_of(test)
        if request is None:
            return None
        if why := hindrance(test):
            return SmokeResult(outcome=SmokeOutcome.NOT_RUN, why=why)
        return await self._run(request, expected_of(test))

    async def _run(self, request: Request, expected: Expected) -> SmokeResult:
        began, seconds = perf_counter(), self._outside.patience(expected)
        try:
            hop = first_hop(request.method, read_target(self._base_url, request.target), request.body)
            async with asyncio.timeout(seconds):
                reached = await self._follow(hop, expected)
        except Permanent as error:
            return SmokeResult(outcome=SmokeOutcome.NOT_RUN, why=f"{error}")
        except TimeoutError:
            return _failed(f"no whole answer within {seconds:g} s", began)
        except Transient as error:
            return _failed(f"{error}", began)
        judged = judge(expected, reached.answer, _since(began), reached.cookies)
        if judged.token:
            self._tokens[reached.target.origin] = judged.token
        return judged.result

    async def _follow(self, hop: Hop, expected: Expected) -> "_Reached":
        """The answer at which a row arrives. Errors: `Permanent` where it may not go on, `Transient`."""
        cookies: frozenset[str] = frozenset()
        while hop.number <= MOST_REDIRECTS:
            answer = await self._send(hop)
            cookies |= _cookies_of(answer)
            is_there = answer.status in expected.statuses or leads_to_maintenance(answer)
            following = None if is_there else next_hop(hop, answer)
            if following is None:
                return _Reached(answer=answer, target=hop.target, cookies=cookies)
            hop = following
        raise Transient(f"it leads on more than {MOST_REDIRECTS} times")

    async def _send(self, hop: Hop) -> Answer:
        """Errors: as `_follow`."""
        headers = self._outside.headers if hop.is_at_start else {}
        token = self._tokens.get(hop.target.origin, "")
        try:
            addresses = await self._outside.addresses(hop.target)
            check_plain(hop, addresses, headers, token)
        except Permanent as error:
            raise Permanent(f"its answer leads on, and {error}" if hop.number else f"{error}") from error
        request = self._request(hop, headers, token)
        answer = await exchange(self._outside.transport, request, hop.target, addresses)
        cookies = [("Set-Cookie", each) for each in _set_by(answer)]
        self._cookies.extract_cookies(httpx.Response(answer.status, headers=cookies, request=request))
        return answer

    def _request(self, hop: Hop, given: Mapping[str, str], token: str) -> httpx.Request:
        """What is sent: the headers of the settings that are `given` to it, a token to whoever gave it."""
        headers = httpx.Headers({"Host": hop.target.authority, **ALWAYS})
        headers.update(given)
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if hop.body:
            headers["Content-Type"] = "application/json"
        bare = httpx.Request(hop.method, hop.target.url, headers={"Host": hop.target.authority})
        self._cookies.set_cookie_header(bare)
        if cookies := [each["Cookie"] for each in (headers, bare.headers) if "Cookie" in each]:
            headers["Cookie"] = "; ".join(cookies)
        return httpx.Request(hop.method, hop.target.url, headers=headers, content=hop.body.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reached:
    """Where a row arrived, and the names of the cookies that were set on the way."""

    answer: Answer
    target: Target
    cookies: frozenset[str]


def _set_by(answer: Answer) -> Sequence[str]:
    """Its cookies, but for those that could not be sent back."""
    cookies = answer.headers.get_list("Set-Cookie")[:MOST_COOKIES]
    return [each for each in cookies if each.isascii() and each.isprintable()]


def _cookies_of(answer: Answer) -> frozenset[str]:
    """The names of those that an answer sets."""
    pairs = (each.partition(";")[0].partition("=") for each in _set_by(answer))
    return frozenset(name.strip() for name, _, value in pairs if value.strip())


def _since(began: float) -> float:
    """Milliseconds."""
    return (perf_counter() - began) * 1000


def _failed(why: str, began: float) -> SmokeResult:
    return SmokeResult(outcome=SmokeOutcome.FAILED, why=why, milliseconds=round(_since(began)))
