from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import integers, times

from bot.domain.times import clock, day_and_clock, last_time, minutes, next_time, span, zone_of
from tests.bot.domain import plans as p


def test_clock_is_the_plans() -> None:
    """A time is said in the plan's zone with its name, in UTC where there is none."""
    assert "23:00 CET" == clock(p.T0, p.ZONE)
    assert "22:00 UTC" == clock(p.T0, "")
    assert UTC is zone_of("")


def test_day_and_clock() -> None:
    """A day is said by name, day and month."""
    assert "Tue 1 Dec 23:00 CET" == day_and_clock(p.T0, p.ZONE)


def test_clock_over_a_daylight_saving_change() -> None:
    """The hour that a change skips or repeats is told by the zone's name."""
    change = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    before, after = change - timedelta(minutes=30), change + timedelta(minutes=30)
    assert ("02:30 CEST", "02:30 CET") == (clock(before, p.ZONE), clock(after, p.ZONE))


def test_span() -> None:
    """A window is said with its day once."""
    assert "Tue 1 Dec 23:00–01:00 CET" == span(p.T0, p.END, p.ZONE)


def test_span_over_a_daylight_saving_change() -> None:
    """A window over a change names the zone at both ends."""
    start = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
    assert "Sat 28 Mar 23:00 CET–04:00 CEST" == span(start, start + timedelta(hours=4), p.ZONE)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(23, "Tue 1 Dec 23:00–22:00 CET"), (24, "Tue 1 Dec 23:00–Wed 2 Dec 23:00 CET")],
)
def test_span_of_days(hours: int, expected: str) -> None:
    """From a day's length on, the end has its day, too."""
    assert expected == span(p.T0, p.T0 + timedelta(hours=hours), p.ZONE)


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (61, "1 h 1 min"), (150, "2 h 30 min")]
)
def test_minutes(count: int, expected: str) -> None:
    """Minutes are said in hours from an hour on."""
    assert expected == minutes(count)


BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("said", "now", "expected"),
    [
        ("23:09", "2026-12-01T23:12+01:00", "2026-12-01T23:09+01:00"),
        ("23:12", "2026-12-01T23:12+01:00", "2026-12-01T23:12+01:00"),
        ("23:13", "2026-12-01T23:12+01:00", "2026-11-30T23:13+01:00"),
        ("23:50", "2026-12-02T00:05+01:00", "2026-12-01T23:50+01:00"),
        # Clocks go back at 03:00 summer time: 02:00 to 02:59 come twice.
        ("02:30", "2026-10-25T02:40+02:00", "2026-10-25T02:30+02:00"),
        ("02:40", "2026-10-25T02:30+01:00", "2026-10-25T02:40+02:00"),
        ("02:30", "2026-10-25T02:40+01:00", "2026-10-25T02:30+01:00"),
        ("02:30", "2026-10-25T03:40+01:00", "2026-10-25T02:30+01:00"),
        # Clocks go forward at 02:00 winter time: 02:00 to 02:59 are left out.
        ("01:59", "2026-03-29T03:10+02:00", "2026-03-29T01:59+01:00"),
        ("02:30", "2026-03-29T01:10+01:00", "2026-03-28T02:30+01:00"),
        ("02:30", "2026-03-29T03:10+02:00", ""),
        ("02:30", "2026-03-30T01:10+02:00", ""),
    ],
)
def test_a_clock_means_the_last_time_that_it_showed_this(said: str, now: str, expected: str) -> None:
    """Today's, else yesterday's; the later of two, none where clocks skipped it; each in UTC."""
    found = last_time(time.fromisoformat(said), datetime.fromisoformat(now).astimezone(UTC), BERLIN)
    assert (datetime.fromisoformat(expected) if expected else None) == found


@given(minute=integers(0, 364 * 24 * 60), said=times())
def test_a_clocks_last_time_is_within_a_day_and_shows_it(minute: int, said: time) -> None:
    """It is never to come, never more than 25 hours ago (a day with a change), and that clock shows it."""
    now = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=minute)
    found = last_time(said, now, BERLIN)
    if found:
        assert timedelta() <= now - found <= timedelta(hours=25)
        assert said == found.astimezone(zone_of(BERLIN)).time()


@pytest.mark.parametrize(
    ("said", "now", "expected"),
    [
        ("23:40", "2026-12-01T23:00+01:00", "2026-12-01T23:40+01:00"),
        ("23:00", "2026-12-01T23:00+01:00", "2026-12-02T23:00+01:00"),
        ("00:20", "2026-12-01T23:00+01:00", "2026-12-02T00:20+01:00"),
        ("02:30", "2026-10-25T01:10+02:00", "2026-10-25T02:30+02:00"),
        ("02:30", "2026-10-25T02:40+02:00", "2026-10-25T02:30+01:00"),
        ("02:30", "2026-03-29T01:10+01:00", ""),
    ],
)
def test_a_clock_means_the_next_time_that_it_shows_this(said: str, now: str, expected: str) -> None:
    """Later today, else tomorrow; the first of two, none where clocks skip it; each in UTC."""
    found = next_time(time.fromisoformat(said), datetime.fromisoformat(now).astimezone(UTC), BERLIN)
    assert (datetime.fromisoformat(expected) if expected else None) == found


@given(minute=integers(0, 364 * 24 * 60), said=times())
def test_a_clocks_next_time_is_within_a_day_and_shows_it(minute: int, said: time) -> None:
    """It is to come, never in more than 25 hours (a day with a change), and that clock shows it."""
    now = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=minute)
    found = next_time(said, now, BERLIN)
    if found:
        assert timedelta() < found - now <= timedelta(hours=25)
        assert said == found.astimezone(zone_of(BERLIN)).time()
