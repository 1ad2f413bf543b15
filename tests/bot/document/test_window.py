from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from bot.document.window import WindowText, end_of, ends_on, instant, window_text, zone_named

BERLIN = "Europe/Berlin"


def local(text: str) -> datetime:
    """A naive local time."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    "text",
    [
        "23:00 - 01:00 Europe/Berlin",
        "23:00–01:00 (Europe/Berlin)",
        "23.00 to 01.00 Europe/Berlin",
        "23:00 h — 1:00 h Europe/Berlin",
        " 23:00 until 01:00 Europe/Berlin ",
    ],
)
def test_a_window_is_read_with_any_dash(text: str) -> None:
    """Two times and a zone, however they are joined."""
    assert WindowText(time(23, 0), time(1, 0), BERLIN) == window_text(text)


@pytest.mark.parametrize("text", ["", "23:00", "11 pm - 1 am UTC", "25:00 - 26:00 UTC", "night"])
def test_other_windows_are_not_read(text: str) -> None:
    """What is no pair of times is no window."""
    assert window_text(text) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Europe/Berlin", BERLIN),
        ("europe/berlin", BERLIN),
        ("America/New York", "America/New_York"),
        ("UTC", "UTC"),
        ("Etc/UTC", "Etc/UTC"),
        ("CET", None),
        ("EST", None),
        ("Europe/Nowhere", None),
        ("../etc/passwd", None),
        ("", None),
    ],
)
def test_a_zone_is_an_iana_name(name: str, expected: str | None) -> None:
    """Case does not matter; abbreviations mean different rules in different places and are none."""
    assert expected == zone_named(name)


@pytest.mark.parametrize(
    ("text", "hours", "end"),
    [
        ("23:00 - 01:00", 2, "2026-12-02"),
        ("10:00 - 12:00", 2, "2026-12-01"),
        ("22:00 - 04:30", 6.5, "2026-12-02"),
    ],
)
def test_a_window_over_midnight_ends_on_the_next_day(text: str, hours: float, end: str) -> None:
    """An end that is not later than the start is tomorrow's."""
    written = window_text(f"{text} UTC")

    assert written is not None
    assert timedelta(hours=hours) == written.length
    assert date.fromisoformat(end) == ends_on(date(2026, 12, 1), written)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-29T01:59", "2026-03-29T00:59+00:00"),
        ("2026-03-29T03:00", "2026-03-29T01:00+00:00"),
        ("2026-10-25T01:59", "2026-10-24T23:59+00:00"),
        ("2026-10-25T03:00", "2026-10-25T02:00+00:00"),
    ],
)
def test_times_beside_a_change_of_clocks_are_fine(text: str, expected: str) -> None:
    """The last minute before and the first after a change are instants."""
    assert datetime.fromisoformat(expected) == instant(local(text), BERLIN)


@pytest.mark.parametrize("text", ["2026-03-29T02:00", "2026-03-29T02:59"])
def test_a_time_that_is_skipped_does_not_exist(text: str) -> None:
    """Between both ends of the spring gap there is no instant."""
    assert "does not exist" in str(instant(local(text), BERLIN))


@pytest.mark.parametrize("text", ["2026-10-25T02:00", "2026-10-25T02:59"])
def test_a_time_that_is_repeated_happens_twice(text: str) -> None:
    """Between both ends of the autumn fold there are two instants."""
    assert "happens twice" in str(instant(local(text), BERLIN))


@pytest.mark.parametrize(
    ("start", "zone", "expected"),
    [
        ("2026-12-01T20:00", BERLIN, time(22, 0)),
        ("2026-12-01T23:30", BERLIN, time(1, 30)),
        ("2026-03-29T01:00", BERLIN, time(4, 0)),
        ("2026-10-25T01:00", BERLIN, time(2, 0)),
        ("2026-03-29T01:00", None, time(3, 0)),
    ],
)
def test_a_moved_window_keeps_its_real_length(start: str, zone: str | None, expected: time) -> None:
    """Two hours are two hours, also in the night the clocks change."""
    assert expected == end_of(local(start), timedelta(hours=2), zone)


@given(st.datetimes(datetime(2001, 1, 1), datetime(2098, 12, 31)))  # noqa: DTZ001 - local times are what is drawn
def test_every_instant_has_the_local_time_it_was_made_of(at: datetime) -> None:
    """What is answered as an instant reads, in its zone, as what was written."""
    found = instant(at, "America/New_York")
    if isinstance(found, datetime):
        assert found.astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None) == at
