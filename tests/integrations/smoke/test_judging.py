from time import perf_counter

import httpx
import pytest

from bot.domain.plan import SmokeTest
from bot.domain.smoke_requests import Expected, expected_of
from bot.domain.watch import BUSY, SmokeOutcome
from integrations.smoke.exchange import MOST_BYTES, Answer
from integrations.smoke.judging import BEGINNING, Judged, judge, named

HTML, JSON = "text/html; charset=utf-8", "application/json"


def expected(cell: str) -> Expected:
    """What a cell says."""
    return expected_of(SmokeTest(number=1, name="x", action="GET /", expected=cell, request="", line=1))


def answer(
    status: int = 200, body: str = "{}", kind: str = JSON, *, is_whole: bool = True, **more: str
) -> Answer:
    """What was answered."""
    headers = httpx.Headers(
        {"Content-Type": kind, **{name.replace("_", "-"): text for name, text in more.items()}}
    )
    return Answer(status=status, headers=headers, body=body.encode(), is_whole=is_whole)


def judged(cell: str, given: Answer, milliseconds: float = 100, *cookies: str) -> Judged:
    """What comes of it."""
    return judge(expected(cell), given, milliseconds, frozenset(cookies))


@pytest.mark.parametrize(
    ("cell", "given"),
    [
        ("200 OK", answer()),
        ("2xx", answer(204, "")),
        ("423 Locked", answer(423)),
        ("503", answer(503, "<h1>Maintenance</h1>", HTML, Retry_After="60")),
        ("200, products", answer(body='{"Products": []}')),
        ("200, größe", answer(body='{"a": "Gr\\u00f6\\u00dfe"}')),
        ('200, "Welcome back"', answer(body="<p>Welcome back</p>", kind=HTML)),
        ("200 OK, < 2s", answer()),
        ("301", answer(301, Location="/x")),
    ],
)
def test_an_answer_that_is_as_expected_passes(cell: str, given: Answer) -> None:
    """With its status and how long it took."""
    result = judged(cell, given, 123.4).result
    assert (SmokeOutcome.PASSED, "", given.status, 123) == (
        result.outcome,
        result.why,
        result.status,
        result.milliseconds,
    )


@pytest.mark.parametrize(
    ("cell", "given", "why"),
    [
        ("200 OK", answer(500), "500 Internal Server Error, expected 200"),
        ("200 or 204", answer(599), "599, expected 200 or 204"),
        ("2xx", answer(301, Location="/x"), "301 Moved Permanently, expected 2xx"),
        ("200, products, stock", answer(), "the answer holds no “products” and no “stock”"),
        ('200, "Welcome"', answer(body="welcome"), "the answer holds no “Welcome”"),
        ("200, products", answer(is_whole=False), "what is read of the answer holds no “products”"),
        ("200, token", answer(body='{"message": "no token"}'), "the answer holds no “token”"),
        ("200, token", answer(body="<p>your token</p>", kind=HTML), "the answer holds no “token”"),
        ("500, products", answer(404), "404 Not Found, expected 500"),
    ],
)
def test_what_is_not_as_expected_says_what(cell: str, given: Answer, why: str) -> None:
    """By the status first; nothing of the answer stands in it."""
    result = judged(cell, given).result
    assert (SmokeOutcome.FAILED, why) == (result.outcome, result.why)


@pytest.mark.parametrize(
    ("cell", "milliseconds", "why"),
    [
        ("200, < 2s", 1999.9, ""),
        ("200, < 2s", 2000, "it took 2000 ms, expected < 2s"),
        ("200, <= 500 ms", 500, ""),
        ("200, <= 500 ms", 500.6, "it took 501 ms, expected <= 500 ms"),
        ("204, < 1s", 1500, "200 OK, expected 204; it took 1500 ms, expected < 1s"),
    ],
)
def test_an_answer_may_be_too_late(cell: str, milliseconds: float, why: str) -> None:
    """Both sides of the limit."""
    assert why == judged(cell, answer(), milliseconds).result.why


@pytest.mark.parametrize(
    ("cell", "given"),
    [
        ("200 OK", answer(503, "Maintenance", Retry_After="600")),
        ("201", answer(503, "<p>Down for maintenance.</p>", HTML)),
        ("200", answer(503, "<p>Wartungsarbeiten</p>", HTML)),
        ("201", answer(503, '{"error": "under maintenance"}')),
        ("200, < 2s", answer(200, "<title>Maintenance</title>", HTML)),
        ("200", answer(200, "<h1 class=x>We are <b>down for maintenance</b></h1>", HTML)),
        ("200", answer(200, "<h2>Wir sind in Wartung</h2>", HTML)),
        ("200, products", answer(200, "<h1>Maintenance until 00:30</h1>", HTML)),
        ("200", answer(302, Location="/maintenance")),
        ("200", answer(307, Location="https://shop.example.com/de/Wartung.html?from=/")),
        ("200", answer(301, Location="https://maintenance.example.com/")),
    ],
)
def test_the_maintenance_page_is_known(cell: str, given: Answer) -> None:
    """Whatever its status; it is neither passed nor failed."""
    result = judged(cell, given, 99_999).result
    assert (SmokeOutcome.MAINTENANCE, "", given.status) == (result.outcome, result.why, result.status)


def test_a_503_that_only_asks_for_patience_is_known_as_one() -> None:
    """It may be the maintenance page; whoever knows whether that is up says."""
    result = judged("200 OK", answer(503, "", Retry_After="600")).result
    assert (SmokeOutcome.MAINTENANCE, BUSY) == (result.outcome, result.why)


@pytest.mark.parametrize(
    ("cell", "given", "outcome"),
    [
        ("200", answer(503, "{}"), SmokeOutcome.FAILED),
        ("200", answer(503, "<p>no backend</p>", HTML), SmokeOutcome.FAILED),
        ("200", answer(500, "<h1>Maintenance</h1>", HTML), SmokeOutcome.FAILED),
        ("200, products", answer(200, '{"about": "maintenance"}'), SmokeOutcome.FAILED),
        ("200, products", answer(200, "<p>maintenance kits</p>", HTML), SmokeOutcome.FAILED),
        ("200", answer(200, "<title>Maintenance kits for bikes</title>", HTML), SmokeOutcome.PASSED),
        ('200, "Maintenance"', answer(200, "<title>Maintenance</title>", HTML), SmokeOutcome.PASSED),
        ("302", answer(302, Location="/maintenance"), SmokeOutcome.PASSED),
        ("200", answer(302, Location="/maintenance-kits"), SmokeOutcome.FAILED),
        ("200", answer(302, Location="/?next=maintenance"), SmokeOutcome.FAILED),
        ("200", answer(404, Location="/maintenance"), SmokeOutcome.FAILED),
        ("200, maintenance, x", answer(200, "<title>Maintenance</title>", HTML), SmokeOutcome.FAILED),
    ],
)
def test_what_only_looks_like_it_is_none(cell: str, given: Answer, outcome: SmokeOutcome) -> None:
    """A shop may sell maintenance; a row may ask for the page."""
    assert outcome is judged(cell, given).result.outcome


@pytest.mark.parametrize(
    "piece", ["<h1>", "<h1 ", "<title", "<h1></h2>", "maintenance <h1>", "under ", "{", '"a":']
)
def test_a_page_that_is_made_to_be_slow_is_judged_soon(piece: str) -> None:
    """What is looked at grows with its length, and no faster."""
    given = answer(body=piece * (MOST_BYTES // len(piece)), kind=HTML)
    began = perf_counter()
    judged("200, products", given)
    assert perf_counter() - began < 5


@pytest.mark.parametrize(
    ("before", "outcome"), [(0, SmokeOutcome.MAINTENANCE), (BEGINNING, SmokeOutcome.PASSED)]
)
def test_a_title_stands_at_the_beginning(before: int, outcome: SmokeOutcome) -> None:
    """What comes far below is none."""
    page = f"{' ' * before}<h1>Maintenance</h1>"
    assert outcome is judged("200", answer(body=page, kind=HTML)).result.outcome


def test_a_token_is_handed_on_also_by_what_was_too_late() -> None:
    """Else every row after it would fail as well."""
    given = answer(body='{"token": "t1"}')
    assert ["t1", "t1", ""] == [
        judged(cell, given, 3000).token for cell in ("200, token", "200, token, < 1s", "200")
    ]


def test_a_cookie_is_a_way_in() -> None:
    """Where its name holds the word."""
    assert SmokeOutcome.PASSED is judged("200, session", answer(), 1, "shop_SESSION_id").result.outcome
    assert SmokeOutcome.FAILED is judged("200, session", answer(), 1, "cart").result.outcome
    assert (
        SmokeOutcome.PASSED is judged("200, token", answer(body="token=1", kind="text/plain")).result.outcome
    )


def test_a_status_has_its_name() -> None:
    """Where there is one."""
    assert ["404 Not Found", "999"] == [named(status) for status in (404, 999)]
