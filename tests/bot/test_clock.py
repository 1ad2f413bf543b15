from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, strategies as st

from bot.clock import Origin, PlanClock, as_real_time, real_now, steady

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANTS = st.datetimes(
    min_value=NOON.replace(month=1, tzinfo=None),
    max_value=NOON.replace(year=2027, tzinfo=None),
    timezones=st.just(UTC),
)


def test_a_fast_clock_runs_ahead() -> None:
    """At speed 60 a real minute is an hour of the plan's clock."""
    origin = Origin(plan=NOON, real=NOON, speed=60)

    assert origin.at(NOON + timedelta(minutes=1)) == NOON + HOUR


def test_a_clock_that_stands_still_never_reaches_a_later_time() -> None:
    """At speed 0 nothing becomes due by waiting, so there is no real instant for it."""
    origin = Origin(plan=NOON, real=NOON, speed=0)

    assert origin.at(NOON + HOUR) == NOON
    assert origin.real_of(NOON + HOUR) is None


def test_a_skipped_clock_shows_the_new_time_and_runs_on() -> None:
    """After a skip the clock goes on from where it was set, at its speed."""
    origin = Origin(plan=NOON, real=NOON, speed=2).skipped_to(NOON + 5 * HOUR, NOON + HOUR)

    assert origin.at(NOON + 2 * HOUR) == NOON + 7 * HOUR


def test_a_clock_tells_what_it_shows_at_a_real_instant() -> None:
    """As it is set now."""
    clock = PlanClock(Origin(plan=NOON, real=NOON, speed=60))
    assert NOON + HOUR == clock.shown_at(NOON + timedelta(minutes=1))


@given(plan=INSTANTS, real=INSTANTS, later=INSTANTS, speed=st.floats(min_value=0.1, max_value=3600))
def test_real_and_plan_are_each_others_inverse(
    plan: datetime, real: datetime, later: datetime, speed: float
) -> None:
    """When the clock will show an instant, it does show it then, but for a few milliseconds of rounding."""
    origin = Origin(plan=plan, real=real, speed=speed)
    when = origin.real_of(later)

    assert when is not None
    assert abs(origin.at(when) - later) < timedelta(milliseconds=5)


@pytest.mark.parametrize("hours", [-1, 1])
def test_the_steady_clock_only_goes_on(hours: int) -> None:
    """Whoever sets the machine's clock, an hour back or ahead, does not move it."""
    before = steady()
    with time_machine.travel(real_now() + hours * HOUR):
        during = steady()

    assert 0 <= during - before < HOUR.total_seconds() / 2


def test_without_a_setting_the_plan_runs_on_real_time() -> None:
    """The usual plan's clock shows real time and needs no correction."""
    before = real_now()
    clock = PlanClock(as_real_time(before))

    assert before <= clock.now() <= real_now()
    assert clock.real_of(before + HOUR) == before + HOUR
