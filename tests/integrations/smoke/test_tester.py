import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

import httpx
import pytest

from bot.document.parse import parse
from bot.domain.smoke_requests import WAITED_FOR, expected_of
from bot.domain.watch import SmokeOutcome
from integrations.smoke.allowed import Allowed
from integrations.smoke.tester import (
    MOST_COOKIES,
    MOST_REDIRECTS,
    SECONDS_OVER,
    HttpTester,
    Outside,
    patience,
)
from sandbox.shop import BYPASS, BYPASSED, Mood, Shop
from tests.bot.document.documents import FILLED
from tests.integrations.smoke.net import (
    COOKIE,
    HERE,
    NAME,
    SECRET,
    SHOP,
    TOKEN,
    Net,
    by_path,
    resolving,
    row,
    to,
)
from tests.integrations.smoke.peers import peer
from tests.serving import free_port, served


@pytest.fixture
async def shop() -> AsyncIterator[tuple[Shop, str]]:
    """The little shop, and its port."""
    made = Shop()
    async with served(made.app, free_port()) as address:
        yield made, address.rpartition(":")[2]


async def play(
    shop: tuple[Shop, str], transport: httpx.AsyncHTTPTransport, headers: Mapping[str, str] | None = None
) -> list[SmokeOutcome]:
    """The five rows of the web shop's plan against the shop, in one session."""
    outside = Outside(
        allowed=Allowed([f"localhost:{shop[1]}@127.0.0.0/8", f"localhost:{shop[1]}@::1/128"]),
        headers=headers or {},
        transport=transport,
    )
    async with HttpTester(outside).open(f"http://localhost:{shop[1]}") as session:
        results = [await session.run(test) for test in parse(FILLED).plan.smoke_tests]
    assert all(result and result.status for result in results)
    return [result.outcome for result in results if result]


async def test_the_web_shops_rows_pass(shop: tuple[Shop, str], transport: httpx.AsyncHTTPTransport) -> None:
    """The login's token serves the rows that write, each of which is sent once; the next session has none."""
    assert [SmokeOutcome.PASSED] * 5 == await play(shop, transport)
    assert (["SMOKE-1"], ["express"], 1) == (shop[0].carts, shop[0].orders, len(shop[0].tokens))
    shop[0].tokens.clear()
    shop[0].asked.clear()
    assert [SmokeOutcome.PASSED] * 5 == await play(shop, transport)
    assert (2, 5) == (len(shop[0].orders), len(shop[0].asked))


async def test_a_shop_that_errs_has_failed(
    shop: tuple[Shop, str], transport: httpx.AsyncHTTPTransport
) -> None:
    """Nothing is tried twice."""
    shop[0].mood = Mood.ERRORING
    assert [SmokeOutcome.FAILED] * 5 == await play(shop, transport)
    assert 5 == len(shop[0].asked)


async def test_the_maintenance_page_is_got_past(
    shop: tuple[Shop, str], transport: httpx.AsyncHTTPTransport
) -> None:
    """With the header of the settings; without it is neither passed nor failed."""
    shop[0].mood = Mood.MAINTENANCE
    assert [SmokeOutcome.MAINTENANCE] * 5 == await play(shop, transport)
    assert [SmokeOutcome.PASSED] * 5 == await play(shop, transport, {BYPASS: BYPASSED})


async def test_what_is_no_request_is_peoples() -> None:
    """Nothing is sent."""
    net = Net()
    async with net.open() as session:
        assert await session.run(row("Open the app")) is None
    assert [] == net.sent


@pytest.mark.parametrize("error", [OSError("no such name"), UnicodeError("label too long")])
async def test_a_name_that_is_not_found_has_failed(error: Exception) -> None:
    """The release cannot be reached."""

    async def look_up(_host: str, _port: int) -> Sequence[str]:
        raise error

    outside = Outside(
        allowed=Allowed([NAME]), headers={}, transport=httpx.MockTransport(by_path({})), resolve=look_up
    )
    async with HttpTester(outside).open(SHOP) as session:
        found = await session.run(row())
    assert found
    assert (SmokeOutcome.FAILED, f"{NAME} is not found (DNS)") == (found.outcome, found.why)


async def test_redirects_are_followed() -> None:
    """Relative, to another host that is allowed; the last answer counts."""
    answers = {
        "/": to("/a"),
        "/a": to("https://login.example.com/b"),
        "/b": httpx.Response(200, text="products"),
    }
    net = Net(by_path(answers), allowed=[NAME, "login.example.com"])
    found = await net.run(row(expected="200, products"))
    assert (SmokeOutcome.PASSED, 200) == (found.outcome, found.status)
    assert [f"GET {NAME}/", f"GET {NAME}/a", "GET login.example.com/b"] == net.named


async def test_a_redirect_to_the_maintenance_page_is_not_followed() -> None:
    """It may be a host that may not be called, and say nothing of maintenance."""
    net = Net(by_path({"/": to("https://status.example.com/maintenance")}))
    found = await net.run(row())
    assert (SmokeOutcome.MAINTENANCE, 302, 1) == (found.outcome, found.status, len(net.sent))


async def test_a_redirect_that_is_expected_is_not_followed() -> None:
    """It is the answer."""
    net = Net(by_path({"/": to("https://elsewhere.example/")}))
    assert SmokeOutcome.PASSED is (await net.run(row(expected="302 Found"))).outcome
    assert 1 == len(net.sent)


@pytest.mark.parametrize(("more", "outcome"), [(0, SmokeOutcome.PASSED), (1, SmokeOutcome.FAILED)])
async def test_redirects_have_an_end(more: int, outcome: SmokeOutcome) -> None:
    """Five of them, both sides."""
    last = MOST_REDIRECTS + more
    net = Net(lambda r: httpx.Response(200) if r.url.path == f"/{last}" else to(f"/{len(net.sent)}"))
    found = await net.run(row("GET /0"))
    assert (outcome, MOST_REDIRECTS + 1) == (found.outcome, len(net.sent))
    assert more == (found.why == f"it leads on more than {MOST_REDIRECTS} times")


@pytest.mark.parametrize(
    ("status", "sent"), [(303, ["POST", "GET"]), (302, ["POST", "GET"]), (307, ["POST"]), (308, ["POST"])]
)
async def test_what_writes_is_sent_once(status: int, sent: list[str]) -> None:
    """What it leads to is read, and without the body; else the redirect is the answer."""
    net = Net(by_path({"/x": to("/y", status), "/y": httpx.Response(201)}))
    found = await net.run(row("POST /x", "201 Created", '{"a": 1}'))
    assert sent == [each.method for each in net.sent]
    assert (b'{"a": 1}', "application/json") == (net.sent[0].content, net.sent[0].headers["Content-Type"])
    assert ["Content-Type" in each.headers for each in net.sent[1:]] == [False] * (len(sent) - 1)
    assert (SmokeOutcome.PASSED if len(sent) > 1 else SmokeOutcome.FAILED) is found.outcome


async def test_headers_of_the_settings_stay_where_the_row_began() -> None:
    """They do not go on to another origin, be it allowed; nor does a token, nor a cookie."""
    login = httpx.Response(200, json={"token": TOKEN}, headers={"Set-Cookie": f"session={COOKIE}; Path=/"})
    elsewhere = "https://other.example.com/b"
    answers = {
        "/login": login,
        "/": to("/a"),
        "/a": to(elsewhere),
        "/b": to(f"{SHOP}/c"),
        "/c": httpx.Response(200),
    }
    net = Net(by_path(answers), allowed=[NAME, "other.example.com"], headers={"X-Bypass": SECRET})
    async with net.open() as session:
        await session.run(row("POST /login", "200, token", "{}"))
        await session.run(row())
    told = {
        each.url.path: tuple(each.headers.get(name) for name in ("X-Bypass", "Authorization", "Cookie"))
        for each in net.sent
    }
    known = (SECRET, f"Bearer {TOKEN}", f"session={COOKIE}")
    assert (SECRET, None, None) == told["/login"]
    assert (known, known, (None, None, None), known) == (told["/"], told["/a"], told["/b"], told["/c"])


async def test_headers_of_the_settings_do_not_go_over_plain_http() -> None:
    """Nothing is sent, the result says why, and people have the row; without such headers it is run."""
    for headers, sent in (({"X-Bypass": SECRET}, 0), ({}, 1)):
        net = Net(headers=headers)
        found = await net.run(row(), f"http://{NAME}")
        assert sent == len(net.sent)
        why = "not sent: it would carry X-Bypass of SMOKE_HEADERS over http; write https:// in the plan"
        expected = (SmokeOutcome.PASSED, "") if sent else (SmokeOutcome.NOT_RUN, why)
        assert expected == (found.outcome, found.why)


async def test_a_cookie_of_the_settings_goes_beside_those_that_are_set() -> None:
    """What leads past maintenance may be one."""
    net = Net(lambda _: httpx.Response(200, headers={"Set-Cookie": "cart=5"}), headers={"cookie": "bypass=1"})
    async with net.open() as session:
        await session.run(row())
        await session.run(row())
    assert ["bypass=1", "bypass=1; cart=5"] == [each.headers["Cookie"] for each in net.sent]


async def test_sessions_know_nothing_of_each_other() -> None:
    """Neither cookies nor tokens."""
    given = httpx.Response(200, json={"token": TOKEN}, headers={"Set-Cookie": "cart=5"})
    net = Net(lambda _: given)
    for _ in range(2):
        await net.run(row(expected="200, token"))
    assert [(False, False)] * 2 == [
        ("Cookie" in each.headers, "Authorization" in each.headers) for each in net.sent
    ]


async def test_a_cookie_set_on_the_way_is_a_way_in() -> None:
    """As where a login answers with a redirect; one that is taken back is none."""
    for value, outcome in (("1", SmokeOutcome.PASSED), ("", SmokeOutcome.FAILED)):
        login = httpx.Response(303, headers={"Location": "/", "Set-Cookie": f"session={value}"})
        net = Net(by_path({"/login": login, "/": httpx.Response(200)}))
        assert outcome is (await net.run(row("POST /login", "200, session"))).outcome


@pytest.mark.parametrize("cookie", ["a=ü", "ü=1", "a=1; Path=/ü", "a=\x01"])
async def test_a_cookie_that_cannot_be_sent_back_is_none(cookie: str) -> None:
    """The row is judged as if there were none."""
    net = Net(lambda _: httpx.Response(200, headers=[(b"Set-Cookie", cookie.encode())]))
    async with net.open() as session:
        found = [await session.run(row()) for _ in range(2)]
    assert [SmokeOutcome.PASSED] * 2 == [each.outcome for each in found if each]
    assert "Cookie" not in net.sent[1].headers


async def test_a_name_that_only_resolvers_know_is_called() -> None:
    """One of signs that are no letters is written in ASCII, too."""
    net = Net(allowed=["xn--ls8h.example"])
    assert SmokeOutcome.PASSED is (await net.run(row(), "https://xn--ls8h.example")).outcome
    assert ["GET xn--ls8h.example/"] == net.named


async def test_cookies_have_an_end() -> None:
    """So many of one answer are kept, and no more."""
    flood = [("Set-Cookie", f"c{number}=1") for number in range(MOST_COOKIES + 1)]
    net = Net(lambda _: httpx.Response(200, headers=flood))
    async with net.open() as session:
        await session.run(row())
        await session.run(row())
    assert MOST_COOKIES == len(net.sent[1].headers["Cookie"].split("; "))


async def test_what_is_sent_is_plain() -> None:
    """Nothing packed is asked for, no connection kept; a setting may name another agent."""
    net = Net(headers={"user-agent": "smoke"})
    await net.run(row("HEAD /a?b=1"))
    (sent,) = net.sent
    asked = [sent.headers[name] for name in ("Accept-Encoding", "Connection", "User-Agent")]
    assert ["identity", "close", "smoke"] == asked
    assert (b"HEAD", b"/a?b=1") == (sent.method.encode(), sent.url.raw_path)


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("200", WAITED_FOR),
        ("200, < 2s", 2 + SECONDS_OVER),
        ("200, <= 500 ms", 0.5 + SECONDS_OVER),
        ("200, < 9s", WAITED_FOR),
    ],
)
def test_a_row_is_waited_for_so_long(cell: str, seconds: float) -> None:
    """A little longer than its own limit, so that people read how long it took."""
    assert seconds == patience(expected_of(row(expected=cell)))


async def test_an_answer_that_never_ends_has_failed(transport: httpx.AsyncHTTPTransport) -> None:
    """Though something comes all the time."""

    async def drip() -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            await asyncio.sleep(0.01)
            yield b"a"

    async with peer(drip) as there:
        outside = Outside(
            allowed=Allowed([f"{NAME}:{there.port}@127.0.0.0/8"]),
            headers={},
            transport=transport,
            resolve=resolving([HERE]),
            patience=lambda _: 0.2,
        )
        async with HttpTester(outside).open(f"http://{NAME}:{there.port}") as session:
            found = await session.run(row())
    assert found
    assert (SmokeOutcome.FAILED, "no whole answer within 0.2 s") == (found.outcome, found.why)
    assert found.milliseconds is not None
    assert 200 <= found.milliseconds < 2000


async def test_a_release_that_is_down_has_failed(transport: httpx.AsyncHTTPTransport) -> None:
    """It says how, and nothing of where."""
    with free_port() as nobody:
        port = nobody.getsockname()[1]
    allowed = Allowed([f"localhost:{port}@127.0.0.0/8", f"localhost:{port}@::1/128"])
    outside = Outside(allowed=allowed, headers={}, transport=transport)
    async with HttpTester(outside).open(f"http://localhost:{port}") as session:
        found = await session.run(row())
    assert found
    assert (SmokeOutcome.FAILED, "the connection is refused") == (found.outcome, found.why)
