from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.times import clock, day_and_clock, minutes, span, zone_of
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
