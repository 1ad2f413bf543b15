from datetime import timedelta

import pytest

from bot.domain.bands import ASKED_AFTER, asked_after, holds, level_of, measured, named_by
from bot.domain.plan import Band, Metric
from bot.domain.watch import Level
from bot.domain.words import stems
from tests.bot.domain import machines as m

RANGE = Band(operator="..", value=1, upper=5, unit="%", text="1-5%")


@pytest.mark.parametrize(
    ("operator", "values"),
    [
        (">", (False, False, True)),
        (">=", (False, True, True)),
        ("<", (True, False, False)),
        ("<=", (True, True, False)),
        ("=", (False, True, False)),
    ],
)
def test_a_limit_has_two_sides(operator: str, values: tuple[bool, ...]) -> None:
    """Below, at and above it."""
    assert values == tuple(holds(m.band(operator, 5), value) for value in (4.99, 5, 5.01))


def test_a_range_holds_both_its_ends() -> None:
    """And nothing beyond them."""
    assert [False, True, True, False] == [holds(RANGE, value) for value in (0.99, 1, 5, 5.01)]


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (0.5, Level.NORMAL),
        (1, Level.WARNING),
        (1.5, Level.WARNING),
        (5, Level.WARNING),
        (5.1, Level.CRITICAL),
    ],
)
def test_a_value_is_as_bad_as_the_worst_band_it_lies_in(value: float, level: Level) -> None:
    """What lies in none is not taken for normal."""
    assert level is level_of(m.metric(), value)


def test_a_row_with_nothing_but_a_critical_band_is_normal_below_it() -> None:
    """There is no band that would say otherwise."""
    row = Metric(name="x", normal=None, warning=None, critical=m.band(">", 5), query="x", line=0)
    assert [Level.NORMAL, Level.CRITICAL] == [level_of(row, value) for value in (5, 6)]


def test_how_long_is_two_minutes_unless_row_or_trigger_says_otherwise() -> None:
    """A trigger counts where it names the metric; brackets of the name do not matter."""
    slow = m.metric("Response Time (p95)")
    about = m.trigger("Response time > 5 seconds for 4 minutes", 4)
    other = m.trigger("Error rate > 5% for 9 minutes", 9)
    assert ASKED_AFTER == asked_after(m.watching(slow, triggers=(other,)), slow)
    assert timedelta(minutes=4) == asked_after(m.watching(slow, triggers=(other, about)), slow)
    assert timedelta(minutes=7) == asked_after(m.watching(triggers=(other,)), m.metric(minutes=7))
    assert stems("response time") == named_by(slow)


@pytest.mark.parametrize(
    ("band", "value", "said"),
    [
        (m.band(">", 5), 7.204, "7.2%"),
        (m.band(">", 2000, "ms"), 2412.5, "2412 ms"),
        (m.band("<", 5, ""), 3, "3"),
        (m.band("<", 5, ""), 0, "0"),
        (None, 0.125, "0.125"),
        (m.band(">", 0.001, ""), 0.0041239, "0.00412"),
        (m.band(">", 5_000_000, ""), 5_200_001, "5200001"),
        (m.band(">", 0.1), 0.42, "0.42%"),
        (m.band(">", 5), 5.0001, "5.0001%"),
        (m.band(">=", 5), 4.9999, "4.9999%"),
        (m.band(">", 2000, "ms"), 2000.4, "2000.4 ms"),
        (m.band(">", 2000, "ms"), 9_999, "9999 ms"),
        (m.band(">", 2000, "ms"), 10_000, "10 s"),
        (m.band(">", 600_000, "ms"), 59_999, "60 s"),
        (m.band(">", 600_000, "ms"), 60_000, "1 min"),
        (m.band(">", 600_000, "ms"), 720_000, "12 min"),
        (m.band(">", 600_000, "ms"), 600_001, "10.00002 min"),
        (m.band("<", 600_000, "ms"), -90_000, "-1.5 min"),
        (None, 999_999_999.4, "999999999"),
        (None, 1_250_000_000, "1.25e+09"),
        (None, 0.00000012, "0.00000012"),
        (None, -0.5, "-0.5"),
        (m.band("=", 0.1), 0.1 + 0.2 - 0.2, "0.10000000000000003%"),
    ],
)
def test_what_was_measured_has_the_bands_unit(band: Band | None, value: float, said: str) -> None:
    """To three digits, or as many as it takes to lie on its own side of the limit."""
    assert said == measured(band, value)
