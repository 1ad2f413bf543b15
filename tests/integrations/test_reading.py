from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import TypeAdapter
from typing_extensions import TypedDict

from bot.domain.alerts import AlertSource
from bot.domain.plan import Severity
from integrations.reading import (
    LONGEST_ADDRESS,
    LONGEST_WHY,
    LONGEST_WORDS,
    address,
    addresses,
    checked,
    delivery_of,
    inner,
    instant,
    json_text,
    odd,
    reports_of,
    severity,
    words,
)

GRAFANA = AlertSource.GRAFANA


class Shape(TypedDict):
    id: int


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026-11-23T20:05:13.414Z", datetime(2026, 11, 23, 20, 5, 13, 414_000, tzinfo=UTC)),
        ("2026-11-23T17:43:37.39602435Z", datetime(2026, 11, 23, 17, 43, 37, 396_024, tzinfo=UTC)),
        ("2026-11-23t21:05:13+01:00", datetime(2026, 11, 23, 20, 5, 13, tzinfo=UTC)),
    ],
    ids=["milliseconds", "nanoseconds", "a zone"],
)
def test_an_instant_is_read_however_finely_it_is_said(said: str, expected: datetime) -> None:
    """PagerDuty says milliseconds, Alertmanager nanoseconds."""
    assert expected == instant(said, "startsAt")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "soon",
        "1795456000",
        "2026-11-23",
        "2026-11-23T20:05:13",
        "2026-13-23T20:05:13Z",
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00",
        "2026-11-23T20:05:13Z\n",
    ],
)
def test_what_is_no_instant_is_refused(said: str) -> None:
    """Nor is a number, whose unit nobody knows, nor one without a zone, nor Go's zero time."""
    with pytest.raises(ValueError, match=r"^startsAt is no instant$"):
        instant(said, "startsAt")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("cart\n 5xx\tabove", "cart 5xx above"),
        (None, ""),
        (7, ""),
        (["cart"], ""),
        ("x" * LONGEST_WORDS, "x" * LONGEST_WORDS),
        ("x" * (LONGEST_WORDS + 1), "x" * (LONGEST_WORDS - 1) + "…"),
    ],
)
def test_words_are_one_line(value: object, expected: str) -> None:
    """However long or odd what was sent is."""
    assert expected == words(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://grafana.example.com/d/abc?orgId=1", True),
        ("http://prom/graph?g0.expr=x", True),
        ("", False),
        (None, False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[x", False),
        ("https://host/a b", False),
        ("https://host/" + "x" * (LONGEST_ADDRESS - 13), True),
        ("https://host/" + "x" * (LONGEST_ADDRESS - 12), False),
    ],
)
def test_an_address_is_one_of_the_web(value: object, expected: bool) -> None:
    """People will click it."""
    assert (value if expected else "") == address(value)


def test_addresses_are_there_once() -> None:
    """In their order, without what is none."""
    assert ("https://b", "https://a") == addresses(["https://b", None, "https://a", "https://b", ""])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("critical",), Severity.CRITICAL),
        ((None, "P1"), Severity.CRITICAL),
        (("tier-0", " Warning "), Severity.MEDIUM),
        (("P2",), Severity.HIGH),
        (("info",), Severity.MEDIUM),
        (("tier-0",), None),
        ((3, None), None),
        ((), None),
    ],
)
def test_a_severity_is_the_first_word_that_is_known(
    said: tuple[object, ...], expected: Severity | None
) -> None:
    """However it is spelled; what says nothing that is known says nothing."""
    assert expected == severity(*said)


def test_what_stands_within_is_found_or_is_not() -> None:
    """Whatever stands on the way."""
    event = {"agent": {"summary": "Ana"}, "client": None, "data": [1]}
    found = [
        inner(event, *path) for path in (("agent", "summary"), ("client", "url"), ("data", "id"), ("x",))
    ]
    assert ["Ana", None, None, None] == found


def test_what_lacks_something_says_where() -> None:
    """The path and what is wrong with it, never what stands there."""
    with pytest.raises(ValueError, match=r"^event\.id is odd: Input should be a valid integer$"):
        checked(TypeAdapter(Shape), {"id": "secret"}, "event")
    assert {"id": 1} == checked(TypeAdapter(Shape), {"id": 1})


def test_what_is_odd_says_why_in_a_line() -> None:
    """As short as a line of doctor's; the same bytes are the same delivery."""
    report = odd(GRAFANA, "{", "no\nend " * 100)
    assert ("no end no end", LONGEST_WHY) == (report.why[:13], len(report.why))
    assert report.delivery == delivery_of(GRAFANA, b"{") != delivery_of(AlertSource.PAGERDUTY, b"{")


def unread(body: bytes) -> str:
    def read(_payload: object, _text: str) -> list[Any]:
        return []

    found = reports_of(GRAFANA, body, read)
    return found[0].why if found else ""


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"{}", ""),
        (b"", "the body cannot be read"),
        (b"[]", "a payload is a JSON object"),
        (b'{"a": ', "the body cannot be read"),
        (b"\xff\xfe{}", "the body is no UTF-8"),
        (b'{"a": NaN}', "NaN is no JSON"),
        (b'{"a": 1, "a": 2}', "a key is there twice"),
        (b'{"a": ' * 100_000, "nested too deeply"),
        (b'{"a": ' + b"1" * 5000 + b"}", "the body cannot be read"),
    ],
)
def test_what_cannot_be_read_is_a_report_of_why(body: bytes, why: str) -> None:
    """No UTF-8, no JSON, no object, two meanings, no end, no bottom."""
    assert why in unread(body)
    assert bool(why) == bool(unread(body))


@given(st.binary(max_size=200))
def test_whatever_comes_is_a_report(body: bytes) -> None:
    """Nothing is lost, and nothing in it is what a database does not keep."""
    (report,) = reports_of(GRAFANA, body, lambda _payload, text: [odd(GRAFANA, text, "nothing in it")])
    assert "\0" not in report.raw


def test_the_text_of_one_alert_is_what_was_sent() -> None:
    """Letters stay letters."""
    assert '{"title": "Überlauf"}' == json_text({"title": "Überlauf"})
