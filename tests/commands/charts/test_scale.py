from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from commands.charts.model import MOST
from commands.charts.scale import Scale, bounds, lanes, short, time_ticks, value_ticks

FINITE = st.floats(min_value=-MOST, max_value=MOST, allow_nan=False)


def test_a_value_has_its_place() -> None:
    """What lies beyond stands at the rim."""
    scale = Scale(low=0, high=10, first=100, last=0)
    assert [100, 50, 0, 0, 100] == [scale.at(value) for value in (0, 5, 10, 11, -1)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], (0, 1)),
        ([0.0, 0.0], (0, 1)),
        ([5e-324], (0, 1)),
        ([7.0, 7.0], (0, 7.56)),
        ([-30.0, -60.0], (-64.8, 0)),
        ([-10.0, 10.0], (-11.6, 11.6)),
    ],
)
def test_an_axis_has_zero_and_some_room(values: list[float], expected: tuple[float, float]) -> None:
    """Above the highest and below the lowest; of nothing it goes from 0 to 1."""
    assert pytest.approx(expected) == bounds(values)


@given(st.lists(FINITE, max_size=5))
def test_every_axis_has_a_few_marks(values: list[float]) -> None:
    """Within it, however huge or tiny the values are, and each value has a place."""
    low, high = bounds(values)
    ticks = value_ticks(low, high)
    assert 1 <= len(ticks) <= 7
    assert all(low <= tick <= high for tick in ticks)
    scale = Scale(low=low, high=high, first=100, last=0)
    assert all(0 <= scale.at(value) <= 100 for value in values)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.25, "0.25"),
        (2000, "2000"),
        (9999, "9999"),
        (10_000, "10k"),
        (1_500_000, "1.5M"),
        (-2e9, "-2G"),
        (3e12, "3T"),
        (2e15, "2e+15"),
        (1e-9, "1e-09"),
    ],
)
def test_a_value_is_short(value: float, text: str) -> None:
    """It stands beside the axis."""
    assert text == short(value)


def texts(start: datetime, minutes: float, zone: str = "Europe/Berlin") -> list[str]:
    return [tick.text for tick in time_ticks(start, start + timedelta(minutes=minutes), zone)]


def test_times_are_round_in_the_plans_zone() -> None:
    """A few of them, also where the zone is half an hour apart, or there is none; days are named."""
    start = datetime(2026, 12, 1, 21, 47, 30, tzinfo=UTC)
    assert ["22:48", "22:49", "22:50", "22:51", "22:52"] == texts(start, 5)
    assert ["23:00", "23:15", "23:30", "23:45"] == texts(start, 70)
    assert ["04:00", "06:00", "08:00", "10:00", "12:00"] == texts(start, 600, "Asia/Kolkata")
    assert ["22:00", "22:30", "23:00", "23:30", "00:00"] == texts(start, 150, "")
    assert ["Wed 00:00", "Wed 06:00", "Wed 12:00", "Wed 18:00", "Thu 00:00"] == texts(start, 60 * 30)


def test_a_change_of_clocks_is_said() -> None:
    """The hour that comes twice, and the one that is left out."""
    autumn = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    assert ["01:00", "01:30", "02:00", "02:30", "02:00 CET", "02:30", "03:00"] == texts(autumn, 180)
    spring = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert ["01:00", "01:30", "03:00 CEST", "03:30", "04:00", "04:30"] == texts(spring, 150)


def test_nothing_covers_another() -> None:
    """Each has the first row that is free where it begins; what finds none has none."""
    assert [0, 1, 0, None, 1] == lanes([(0, 10), (5, 12), (10, 20), (11, 15), (12, 13)], 2)
