from datetime import date, time

import pytest
from hypothesis import given, strategies as st

from bot.document import values
from bot.domain.plan import Band, Channel, NotificationTime, Severity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 min", 15),
        ("15min", 15),
        ("15 minutes", 15),
        ("1 h", 60),
        ("1 h 30 min", 90),
        ("1h30m", 90),
        ("1 hour and 5 minutes", 65),
        ("1.5 hours", 90),
        ("2 days", 2880),
        ("14 d", 20160),
        ("90", 90),
        ("0 min", 0),
        ("15 d", None),
        ("20161 min", None),
        ("999999999999999999999", None),
        ("10-15 min", None),
        ("about 10 min", None),
        ("0.3 min", None),
        ("30 s", None),
        ("soon", None),
        ("-", None),
        ("", None),
        ("١٥ min", None),
    ],
)
def test_durations_are_whole_minutes(text: str, expected: int | None) -> None:
    """Up to two weeks is read in days, hours and minutes; a range or a guess is not."""
    assert expected == values.duration(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.1 Pre-Deployment (T-60 min)", -60),
        ("T-0", 0),
        ("(T+30 min)", 30),
        ("T-24h", -1440),
        ("T - 2 days", -2880),
        ("T−1h", -60),
        ("T–1h", -60),
        ("T+1h 30min", 90),
        ("T0", 0),
        ("t-15 minutes", -15),
        ("T+done", None),
        ("T-5", None),
        ("T-0.5 h", -30),
        ("T-99 days", None),
        ("Test-60 min", None),
        ("Post-Deployment", None),
    ],
)
def test_offsets_count_from_t0(text: str, expected: int | None) -> None:
    """An offset is found in a title with any dash; a bare number has no unit and is none."""
    assert expected == values.offset(text)


def test_a_title_loses_its_offset() -> None:
    """What is left of a title names the section."""
    assert "Deployment ( )" == values.without_offset("Deployment (T-60 min)")


@pytest.mark.parametrize(
    ("text", "minutes", "when_done"),
    [("T-24h", -1440, False), ("T+done", None, True), ("t+Done", None, True), ("T-0", 0, False)],
)
def test_a_notification_is_due_by_offset_or_when_done(
    text: str, minutes: int | None, when_done: bool
) -> None:
    """A time of 9.1 is an offset or the end."""
    expected = NotificationTime(text=text, offset_minutes=minutes, when_done=when_done, clock=None)

    assert expected == values.notification_offset(text)


@pytest.mark.parametrize("text", ["T-5", "T-99 days", "at T-0", "Friday", "", "T+done later"])
def test_other_words_are_no_time_of_a_notification(text: str) -> None:
    """Only a whole cell counts."""
    assert values.notification_offset(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01",
        "2026-12-1",
        "01.12.2026",
        "1 December 2026",
        "1st Dec. 2026",
        "December 1, 2026",
        "Tuesday, 1 December 2026",
        "Tue 2026-12-01",
    ],
)
def test_dates_are_read_where_they_cannot_be_mistaken(text: str) -> None:
    """The same day in every form that is read."""
    assert date(2026, 12, 1) == values.day(text)


@pytest.mark.parametrize(
    "text",
    [
        "01/12/2026",
        "12-01-2026",
        "2026-02-30",
        "31 April 2026",
        "1 Foo 2026",
        "1999-12-31",
        "2100-01-01",
        "soon",
        "",
    ],
)
def test_other_dates_are_not_guessed(text: str) -> None:
    """A date that is ambiguous, impossible or absurd is none."""
    assert values.day(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:00", time(0, 0)),
        ("23:59", time(23, 59)),
        ("9.30", time(9, 30)),
        ("24:00", None),
        ("23:60", None),
        ("11 pm", None),
    ],
)
def test_times_are_of_the_24_hour_clock(text: str, expected: time | None) -> None:
    """Both ends of the day, and what lies outside."""
    assert expected == values.time_of_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Immediate", 0), ("immediately", 0), ("15 minutes", 15), ("later", None), ("", None)],
)
def test_decisions_have_a_time(text: str, expected: int | None) -> None:
    """Immediate is no time at all, all else a duration."""
    assert expected == values.decision_time(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Critical", Severity.CRITICAL),
        ("HIGH (P2)", Severity.HIGH),
        ("medium:", Severity.MEDIUM),
        ("low", None),
        ("", None),
    ],
)
def test_a_severity_is_the_first_word(text: str, expected: Severity | None) -> None:
    """Case and what follows do not matter."""
    assert expected == values.severity(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes", True),
        ("yes, by R3", True),
        ("✅\ufe0f", True),
        ("No", False),
        ("no.", False),
        ("-", False),
        ("maybe", None),
        ("", None),
    ],
)
def test_yes_and_no_are_the_first_word(text: str, expected: bool | None) -> None:
    """An answer may go on after its first word; anything else is none."""
    assert expected is values.yes_or_no(text)


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit"),
    [
        ("> 5%", ">", 5, "%"),
        ("<500ms", "<", 500, "ms"),
        ("≥ 2 s", ">=", 2000, "ms"),
        ("<= 1.5 min", "<=", 90_000, "ms"),
        ("above 5 seconds", ">", 5000, "ms"),
        ("less than 1,000 req/s", "<", 1000, "req/s"),
        ("> 20", ">", 20, ""),
    ],
)
def test_limits_are_read_with_their_unit(text: str, operator: str, value: float, unit: str) -> None:
    """Times are brought to milliseconds, other units stay."""
    assert Band(operator=operator, value=value, unit=unit, text=text) == values.band(text)


@pytest.mark.parametrize(
    ("text", "value", "upper", "unit"),
    [
        ("1-5%", 1, 5, "%"),
        ("1% – 5 %", 1, 5, "%"),
        ("between 20 and 200", 20, 200, ""),
        ("0.5 s to 2 s", 500, 2000, "ms"),
        ("500 ms - 2 s", 500, 2000, "ms"),
        ("1,000..2,000 req/s", 1000, 2000, "req/s"),
    ],
)
def test_a_range_is_a_limit(text: str, value: float, upper: float, unit: str) -> None:
    """A unit that is written once counts for both ends."""
    assert Band(operator="..", value=value, upper=upper, unit=unit, text=text) == values.band(text)


@pytest.mark.parametrize(("text", "unit"), [("0", ""), ("0%", "%"), ("= 0", ""), ("0 errors", "errors")])
def test_nothing_at_all_is_a_limit(text: str, unit: str) -> None:
    """Zero is what it is, in any unit."""
    assert Band(operator="=", value=0, unit=unit, text=text) == values.band(text)


@pytest.mark.parametrize(
    ("text", "minutes", "value", "unit"),
    [
        ("> 5% for 5 minutes", 5, 5, "%"),
        ("> 5 for at least 1 h", 60, 5, ""),
        ("> 2 s for more than 3 min", 3, 2000, "ms"),
        ("> 5% for 0 min", 0, 5, "%"),
    ],
)
def test_a_limit_may_say_for_how_long(text: str, minutes: int, value: float, unit: str) -> None:
    """In whole minutes."""
    expected = Band(operator=">", value=value, unit=unit, text=text, minutes=minutes)
    assert expected == values.band(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Error rate > 5% for 5 minutes", 5),
        ("Response time > 2 s for over 1 h", 60),
        ("Error rate > 5%", None),
        ("Down for maintenance", None),
        ("Slow for 20 s", None),
    ],
)
def test_a_sentence_may_say_for_how_long(text: str, minutes: int | None) -> None:
    """A trigger is passed for so many minutes before it counts."""
    assert minutes == values.held_minutes(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5%",
        "5% - 1%",
        "1 s - 5%",
        "> many",
        "= 5",
        "> 5% of all",
        "> 5% for 30 s",
        "> 5% for long",
        "> " + "9" * 400,
    ],
)
def test_other_limits_are_none(text: str) -> None:
    """A word, a number alone, a range turned round or an endless number is no limit."""
    assert values.band(text) is None


def test_a_sentence_may_hold_a_limit() -> None:
    """A trigger is a name and a limit."""
    expected = ("Response time", Band(operator=">", value=5000, unit="ms", text="> 5 seconds"))

    assert expected == values.limit_in("Response time > 5 seconds")
    assert ("Orders", Band(operator="<", value=5, unit="", text="< 5")) == values.limit_in(
        "Orders < 5 for 5 minutes"
    )
    assert values.limit_in("Security hole found") is None


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        ("Email", (Channel.EMAIL,), ""),
        ("E-mail + Slack", (Channel.EMAIL, Channel.SLACK), ""),
        ("Slack, status page and email", (Channel.EMAIL, Channel.SLACK, Channel.STATUS_PAGE), ""),
        ("Statuspage", (Channel.STATUS_PAGE,), ""),
        ("Slack and pigeon", (Channel.SLACK,), "pigeon"),
        ("", (), ""),
    ],
)
def test_channels_are_named_in_any_order(text: str, expected: tuple[Channel, ...], rest: str) -> None:
    """Each channel once, and the words that name none are handed back."""
    assert (expected, rest) == values.channels(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("⬜", True), ("⬜\ufe0f", True), ("", True), ("-", True), ("✅", False), ("ok", False)],
)
def test_an_open_mark_is_empty_or_an_empty_box(text: str, expected: bool) -> None:
    """The box counts with and without its variation selector."""
    assert expected is values.is_open_mark(text)


@given(st.text(alphabet="0123456789 .,:-+−<>≤%Thdminsecyorfa/\u0661½", max_size=30))
def test_nothing_that_is_written_is_a_crash(text: str) -> None:
    """Whatever stands in a cell, each reader answers."""
    for read in (
        values.duration,
        values.offset,
        values.notification_offset,
        values.day,
        values.time_of_day,
        values.decision_time,
        values.band,
        values.limit_in,
        values.held_minutes,
    ):
        read(text)


@given(st.integers(0, values.LONGEST_MINUTES))
def test_every_duration_is_read_back(minutes: int) -> None:
    """Hours and minutes written out are the minutes they were made of."""
    hours, rest = divmod(minutes, 60)

    assert minutes == values.duration(f"{hours} h {rest} min") == values.duration(f"{minutes} min")
