import logging

import httpx
import pytest
from hypothesis import given, strategies as st

from bot.domain.watch import SmokeOutcome
from integrations.smoke.allowed import Allowed
from integrations.smoke.tester import HttpTester, Outside
from tests.integrations.smoke.net import (
    COOKIE,
    HERE,
    HIDDEN,
    NAME,
    SECRET,
    SECRETS,
    TOKEN,
    Net,
    resolving,
    row,
)
from tests.integrations.smoke.peers import answer, peer

KINDS = ("text/html", "application/json", f"text/{SECRET}; charset={SECRET}")
LOCATIONS = (
    f"/x?t={HIDDEN}",
    f"https://u:{HIDDEN}@e.example/",
    f"https://e.example/{HIDDEN}",
    f"\\\\{HIDDEN}",
)
BODIES = (f'{{"token": "{TOKEN}"}}', f"<h1>Maintenance {TOKEN}</h1>", f"{TOKEN} " * 9)
STATUSES = (200, 201, 301, 302, 307, 404, 500, 503, 599)


@st.composite
def answers(draw: st.DrawFn) -> httpx.Response:
    """What a release may answer that tells all it knows."""
    headers = {
        "Content-Type": draw(st.sampled_from(KINDS)),
        "Location": draw(st.sampled_from(LOCATIONS)),
        "Set-Cookie": f"s={COOKIE}",
        "X-Odd": SECRET,
    }
    return httpx.Response(
        draw(st.sampled_from(STATUSES)), headers=headers, text=draw(st.sampled_from(BODIES))
    )


@given(st.lists(answers(), min_size=1, max_size=4))
async def test_no_secret_reaches_a_result(given_ones: list[httpx.Response]) -> None:
    """Whatever is sent and answered: headers, cookies, tokens, queries, bodies."""
    net = Net(lambda _: given_ones[len(net.sent) % len(given_ones)], headers={"X-Bypass": SECRET})
    async with net.open() as session:
        for test in (row(f"GET /?key={HIDDEN}", "200, token"), row("POST /a", "201, stock", f'["{HIDDEN}"]')):
            found = await session.run(test)
            assert found
            assert [] == [secret for secret in SECRETS if secret in f"{found!r}"]


async def test_no_secret_reaches_the_log(
    transport: httpx.AsyncHTTPTransport, caplog: pytest.LogCaptureFixture
) -> None:
    """At its finest, with httpcore kept to what `tminus.logging` lets it say."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "httpcore")
    given = answer(
        f'{{"token": "{TOKEN}"}}'.encode(), Set_Cookie=f"s={COOKIE}", Content_Type="application/json"
    )
    async with peer(given) as there:
        outside = Outside(
            allowed=Allowed([f"{NAME}:{there.port}@127.0.0.0/8"]),
            headers={"X-Bypass": SECRET},
            transport=transport,
            resolve=resolving([HERE]),
        )
        async with HttpTester(outside).open(f"http://{NAME}:{there.port}") as session:
            for _ in range(2):
                found = await session.run(row(f"POST /?key={HIDDEN}", "200, token", f'["{HIDDEN}"]'))
                assert found
                assert SmokeOutcome.PASSED is found.outcome
    assert [True] * 4 == [secret.encode() in there.heard[-1] for secret in SECRETS]
    assert [] == [secret for secret in SECRETS if secret in caplog.text]
