import pytest
from hypothesis import given, strategies as st

from bot.domain.plan import SmokeTest
from bot.domain.smoke_requests import (
    LONGEST,
    SHOWN,
    SUCCESS,
    Expected,
    Request,
    expected_of,
    hindrance,
    request_of,
)


def row(action: str = "GET /", expected: str = "200 OK", request: str = "") -> SmokeTest:
    """A row of 7.1."""
    return SmokeTest(number=1, name="Home", action=action, expected=expected, request=request, line=1)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("GET /", Request(method="GET", target="/")),
        ("`get /a?x=1`", Request(method="GET", target="/a?x=1")),
        ("Post: /auth/login", Request(method="POST", target="/auth/login")),
        ("GET https://other.example.com/x", Request(method="GET", target="https://other.example.com/x")),
        ("HTTPS://other.example.com/x", Request(method="GET", target="HTTPS://other.example.com/x")),
        ("/health", Request(method="GET", target="/health")),
        ("DELETE /carts/1", Request(method="DELETE", target="/carts/1")),
        ("Open the app and log in", None),
        ("get lucky", None),
        ("PURGE /cache", None),
        ("GET / and look", None),
        ("ftp://files.example.com/x", None),
        ("", None),
    ],
)
def test_a_request_is_a_method_and_an_address(action: str, expected: Request | None) -> None:
    """In either case, in backticks or not; an address alone is read; the rest is people's."""
    assert expected == request_of(row(action))


@pytest.mark.parametrize("nothing", ["", "-", "none", "n/a"])
def test_a_request_may_have_a_body(nothing: str) -> None:
    """As it is written, without the backticks."""
    assert Request(method="POST", target="/x", body='{"a": 1}') == request_of(
        row("POST /x", request='`{"a": 1}`')
    )
    assert Request(method="POST", target="/x") == request_of(row("POST /x", request=nothing))


@pytest.mark.parametrize(
    ("method", "is_writing"),
    [("GET", False), ("HEAD", False), ("OPTIONS", False), ("POST", True), ("PUT", True), ("DELETE", True)],
)
def test_what_may_change_something_writes(method: str, is_writing: bool) -> None:
    """Everything but GET, HEAD and OPTIONS."""
    assert is_writing == Request(method=method, target="/").is_writing


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("200 OK", "200"),
        ("`201 Created`", "201"),
        ("200 or 204", "200 or 204"),
        ("200 OK oder 204 No Content", "200 or 204"),
        ("200,204", "200 or 204"),
        ("200, 204", "200 or 204"),
        ("HTTP 200", "200"),
        ("HTTP/1.1 200 (OK)", "200"),
        ("Status code: 423 Locked", "423"),
        ("2xx", "2xx"),
        ("301 or 2XX", "301 or 2xx"),
        ("ok", "200"),
        ("no content", "204"),
        ("< 2s", "2xx"),
        ("", "2xx"),
    ],
)
def test_a_status_is_read(cell: str, status: str) -> None:
    """Where none is named, any success will do."""
    found = expected_of(row(expected=cell))
    assert (status, ()) == (found.status, found.unread)


@pytest.mark.parametrize(
    ("cell", "operator", "value"),
    [
        ("200 OK, < 2s", "<", 2000),
        ("200 OK (<2 s)", "<", 2000),
        ("200 OK < 2s", "<", 2000),
        ("<= 500 ms", "<=", 500),
        ("≤ 0.5 seconds", "<=", 500),
        ("200, unter 1,5 Sek.", "<", 1500),
        ("within 1 minute", "<=", 60_000),
        ("max. 300 ms", "<=", 300),
    ],
)
def test_a_time_limit_is_read(cell: str, operator: str, value: float) -> None:
    """In milliseconds; `<` leaves the limit itself out."""
    found = expected_of(row(expected=cell))
    assert found.limit
    assert (operator, value, ()) == (found.limit.operator, found.limit.value, found.unread)
    assert [True, operator == "<=", False] == [found.is_in_time(value + more) for more in (-1, 0, 1)]


def test_without_a_limit_every_answer_is_in_time() -> None:
    """The bot's own limit is another matter."""
    assert Expected().is_in_time(1e9)


@pytest.mark.parametrize(
    ("cell", "words", "literals"),
    [
        ("200 OK, token", ("token",), ()),
        ("200 OK, products and stock", ("products", "stock"), ()),
        ("200 OK with the products", ("products",), ()),
        ("200; enthält total.sum", ("total.sum",), ()),
        ('2xx, "Welcome, you"', (), ("Welcome, you",)),
        ("200, contains „Größe 3“", (), ("Größe 3",)),
        ("200, 'a' and «b», x", ("x",), ("a", "b")),
    ],
)
def test_what_the_answer_must_hold_is_read(
    cell: str, words: tuple[str, ...], literals: tuple[str, ...]
) -> None:
    """One word as it is; several in quotes, literally."""
    found = expected_of(row(expected=cell))
    assert (words, literals, ()) == (found.words, found.literals, found.unread)


@pytest.mark.parametrize(
    "cell",
    [
        "a list of products",
        "200 items",
        "201 OK",
        "not 500",
        "no errors",
        "JSON",
        "> 2s",
        "Bild erscheint",
        'says "a" or "b"',
        "\ufffc",
    ],
)
def test_what_is_not_understood_is_named(cell: str) -> None:
    """As it is written, quotes and all; nothing of it is judged."""
    found = expected_of(row(expected=f"200 OK, {cell}, < 1s"))
    assert ((cell,) if cell != "\ufffc" else ()) == found.unread
    assert frozenset({200}) == found.statuses


def test_a_cell_may_be_too_long() -> None:
    """Then none of it is read, and its beginning is named."""
    assert () == expected_of(row(expected="x" * LONGEST)).unread
    assert (f"{'x' * SHOWN}…",) == expected_of(row(expected="x" * (LONGEST + 1))).unread


def test_a_second_limit_is_not_understood() -> None:
    """Which of them would count?"""
    assert ("< 3s",) == expected_of(row(expected="< 2s, < 3s")).unread


@pytest.mark.parametrize(("word", "gives"), [("token", True), ("JWT", True), ("products", False)])
def test_a_word_may_promise_a_token(word: str, gives: bool) -> None:
    """In either case."""
    assert gives == expected_of(row(expected=f"200 OK, {word}")).gives_token


@given(st.text(max_size=60))
def test_no_cell_is_too_odd(text: str) -> None:
    """Each is read, and what is not understood is no status."""
    found = expected_of(row(expected=text))
    assert found.statuses
    assert found.statuses <= set(range(100, 600))
    request_of(row(text, text, text))
    hindrance(row(text, text, text))


@given(st.lists(st.sampled_from(["200", "2xx", "< 2s", "token", '"a, b"', "no way"]), max_size=4))
def test_every_piece_counts_once(pieces: list[str]) -> None:
    """Read or named, in whatever order."""
    found = expected_of(row(expected=", ".join(pieces)))
    assert pieces.count("no way") + max(0, pieces.count("< 2s") - 1) == len(found.unread)
    assert ("2xx" in pieces or "200" not in pieces) == (found.statuses == SUCCESS)
    assert [("token" in pieces), ('"a, b"' in pieces)] == [bool(found.words), bool(found.literals)]


@pytest.mark.parametrize(
    ("test", "word"),
    [
        (row(), ""),
        (row("Open the app and log in", "it works"), ""),
        (row("POST /x", request='{"a": [1, 2]}'), ""),
        (row("POST /x", request="{a: 1}"), "its Request is no JSON"),
        (row("POST /x", request='{"a": '), "its Request is no JSON"),
        (row("GET /orders/{id}"), "nobody knows what to put for {id}"),
        (row("GET /orders/{id"), "nobody knows what to put for {id"),
        (row("GET orders"), "“GET orders” cannot be read as a request"),
        (row(expected="200, <= 10 s"), ""),
        (
            row(expected="200, < 10.1 s"),
            "an answer is waited for 10 s at most, not < 10.1 s: write less",
        ),
        (row("HEAD /"), ""),
        (row("HEAD /", "200, products"), "HEAD is answered without a body"),
        (row("HEAD /", '200, "Welcome back"'), "HEAD is answered without a body"),
        (row(expected="it works"), "only people can judge “it works”"),
    ],
)
def test_what_hinders_the_bot_is_said(test: SmokeTest, word: str) -> None:
    """Of what looks like a request only."""
    found = hindrance(test)
    assert (word in found) if word else found == ""
