from datetime import datetime

import pytest
from hypothesis import given, strategies as st

from bot.document.values import YEARS
from bot.domain.refusals import Because
from commands.grammar.reading import (
    deployment_and_rest,
    minutes_and_rest,
    moment_of,
    reason_and_override,
    too_much,
)

FIRST, LAST = f"{YEARS[0]}-01-01 00:00", f"{YEARS[-1]}-12-31 23:59"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("", "")),
        ("  WEB-41  looks good ", ("WEB-41", "looks good")),
        ("web-deploy-041.2", ("web-deploy-041.2", "")),
        ("looks good to WEB-41", ("", "looks good to WEB-41")),
        ("“WEB-41” is the one", ("", "“WEB-41” is the one")),
        ('"WEB-41" is the one', ("", '"WEB-41" is the one')),
        ("well-known trouble", ("", "well-known trouble")),
        ("V042 failed", ("", "V042 failed")),
    ],
)
def test_an_id_is_the_first_word_with_a_hyphen_and_a_digit(text: str, expected: tuple[str, str]) -> None:
    """Whatever else comes first is text, and quotes make text of an ID."""
    assert expected == deployment_and_rest(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-12-01",
        "23:00",
        "2026-12-01T23:00",
        "2026-12-01  23:00",
        "2026-12-01 23:00:00",
        "2026-12-01 24:00",
        "2026-02-29 23:00",
        "26-12-01 23:00",
        "2026-12-01 23:00 ",
        "٢٠٢٦-١٢-٠١ ٢٣:٠٠",
    ],
)
def test_only_a_date_and_a_time_of_day_is_a_moment(text: str) -> None:
    """Half of one, another spelling, and what no calendar has are none."""
    assert moment_of(text) is None


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("0026-12-01 23:00", False),
        ("9999-12-31 23:59", False),
        (FIRST, True),
        (LAST, True),
        (f"{YEARS[0] - 1}-12-31 23:59", False),
        (f"{YEARS[-1] + 1}-01-01 00:00", False),
    ],
)
def test_a_year_that_no_document_could_have_is_mistyped(text: str, is_read: bool) -> None:
    """Both sides of both limits, beyond which no other zone's time could be reckoned."""
    assert is_read is (moment_of(text) is not None)


@given(st.datetimes(datetime(YEARS[0], 1, 1), datetime(YEARS[-1], 12, 31)))  # noqa: DTZ001 - local times
def test_every_moment_is_read_as_it_is_written(moment: datetime) -> None:
    """A moment comes back naive, to the minute."""
    assert moment.replace(second=0, microsecond=0) == moment_of(f"{moment:%Y-%m-%d %H:%M}")


def test_what_stands_there_is_shown_as_it_was_typed() -> None:
    """A mention is told by name and no markup comes back, so that nobody is pinged."""
    refusal = too_much("&lt;!here&gt; <@U0ANA|ana>")
    assert (Because.UNKNOWN, "I do not understand “<!here> @ana” there.") == (refusal.because, refusal.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10", (10, "")),
        ("10 min", (10, "")),
        ("10m slow disk", (10, "slow disk")),
        ("10 Minutes more", (10, "more")),
        ("12345", None),
        ("ten", None),
        ("", None),
    ],
)
def test_minutes_are_read_with_and_without_their_name(text: str, expected: tuple[int, str] | None) -> None:
    """Four figures at most; what follows is left."""
    assert expected == minutes_and_rest(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the copy is slow", ("the copy is slow", "")),
        ("slow override agreed with them", ("slow", "agreed with them")),
        ("slow OVERRIDE “agreed”", ("slow", "agreed")),
        ("override agreed", ("agreed", "agreed")),
        ("slow, we override", ("slow, we override", "")),
        ("the overrides are slow", ("the overrides are slow", "")),
        ("", ("", "")),
    ],
)
def test_what_follows_override_is_why_to_go_past(text: str, expected: tuple[str, str]) -> None:
    """It is a reason of its own, and the only one where nothing stands before it."""
    assert expected == reason_and_override(text)
