from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain import intents as i
from bot.domain.asking_again import asked_again_at
from bot.domain.plan import Severity
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Lifecycle
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import at_state


@pytest.mark.parametrize(
    ("again", "minutes"), [(None, 10), (time(23, 1), 1), (time(23, 40), 40), (time(1, 0), 120)]
)
def test_continue_says_when_to_ask_again(again: time | None, minutes: int) -> None:
    """In ten minutes, or at the minute that was named, in the plan's zone, until the window ends."""
    stage = a.asked(Severity.CRITICAL)
    stage.do(replace(a.CONTINUE, ask_again=again), p.ANA)
    assert stage.state.declined
    assert stage.at + minutes * a.MINUTE == stage.state.declined.ask_again_at


def test_a_minute_that_has_passed_is_no_time_to_ask_again() -> None:
    """A clock that shows the minute only tomorrow was read wrongly."""
    refusal = a.asked().refused(replace(a.CONTINUE, ask_again=time(22, 50)), p.ANA)
    assert Because.INCOMPLETE is refusal.because
    assert "Ask again at 22:50? It is 23:00 CET now, and that is Wed 2 Dec 22:50 CET" in refusal.text


@pytest.mark.parametrize(("minutes_left", "again"), [(11, 10), (10, 10), (9, 9), (0, 10), (-30, 10)])
def test_near_the_windows_end_it_is_asked_again_at_its_end(minutes_left: int, again: int) -> None:
    """Where nobody names a minute; once the window is over, in ten minutes as ever."""
    stage = a.asked(Severity.CRITICAL)
    stage.at = p.END - minutes_left * a.MINUTE
    stage.do(a.CONTINUE, p.ANA)
    assert stage.state.declined
    assert stage.at + again * a.MINUTE == stage.state.declined.ask_again_at


def test_asking_again_after_the_window_is_refused() -> None:
    """A rollback could not end inside it then: name an earlier minute, or extend it."""
    stage = a.asked(Severity.CRITICAL)
    refusal = stage.refused(replace(a.CONTINUE, ask_again=time(1, 1)), p.ANA)
    expected = (
        "Ask again at 01:01? It is 23:00 CET now, and that is Wed 2 Dec 01:01 CET: name a minute until the "
        "window ends, Wed 2 Dec 01:00 CET, or extend it first (`/deploy extend`)."
    )
    assert (Because.INCOMPLETE, expected) == (refusal.because, refusal.text)
    stage.do(i.Extend(minutes=30, reason="slow"), p.ANA)
    assert stage.do(replace(a.CONTINUE, ask_again=time(1, 1)), p.ANA)


@pytest.mark.parametrize(
    ("again", "hours"), [(time(11, 0), 12), (time(11, 1), None), (time(23, 0), None), (time(22, 59), None)]
)
def test_where_no_window_ends_twelve_hours_are_the_limit(again: time, hours: int | None) -> None:
    """A completed deployment is asked about again within half a day; this very minute is tomorrow's."""
    stage = at_state(Lifecycle.COMPLETED)
    stage.at = p.T0 + timedelta(days=1)
    stage.do(i.RequestRollback(severity=Severity.CRITICAL, reason=a.WHY), p.DEV)
    if hours is None:
        text = stage.refused(replace(a.CONTINUE, ask_again=again), p.ANA).text
        assert "name a minute within the next 12 hours." in text
        return
    stage.do(replace(a.CONTINUE, ask_again=again), p.ANA)
    assert stage.state.declined
    assert stage.at + timedelta(hours=hours) == stage.state.declined.ask_again_at


@pytest.mark.parametrize(
    ("now", "again", "expected"),
    [
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), time(3, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), time(2, 30), None),
        (datetime(2026, 10, 24, 23, 50, tzinfo=UTC), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 40, tzinfo=UTC), time(2, 30), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_the_night_on_which_clocks_change(now: datetime, again: time, expected: datetime | None) -> None:
    """A minute that the clock leaves out is none; one that comes twice is the next one to come."""
    stage = a.asked(Severity.CRITICAL)
    found = asked_again_at(stage.state, again, replace(stage.facts(p.ANA), now=now))
    if expected:
        assert expected == found
        return
    assert isinstance(found, Refusal)
    assert "Ask again at 02:30? It is 01:30 CET now, and clocks go forward past it" in found.text
