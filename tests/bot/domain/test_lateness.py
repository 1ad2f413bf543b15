from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.lateness import due, forecast_since, is_overdue, planned_start
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)


def minutes_of(stage: Stage) -> tuple[int, int]:
    """When step 5, of ten minutes, begins and is due, in minutes after T-0."""
    step, progress = stage.plan.step("5"), stage.state.steps["5"]
    assert step
    return (planned_start(step, progress) - p.T0) // MINUTE, (due(step, progress) - p.T0) // MINUTE


def test_from_call_and_start() -> None:
    """Its minutes after its start; after its call until then."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert (0, 10) == minutes_of(stage)
    stage.at += 4 * MINUTE
    stage.do(i.StartStep(step="5"), p.DBA)
    assert (4, 14) == minutes_of(stage)


@pytest.mark.parametrize(("by", "start", "end"), [(1, 1, 11), (15, 15, 25)])
def test_a_call_that_is_put_off(by: int, start: int, end: int) -> None:
    """It begins so that it takes its minutes, and is due no earlier if it begins at once."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.DelayStep(step="5", minutes=by), p.DBA)
    assert (start, end) == minutes_of(stage)
    stage.do(i.StartStep(step="5"), p.DBA)
    assert (0, end) == minutes_of(stage)


def test_a_start_later_than_it_was_put_off_to() -> None:
    """Its minutes count again."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.DelayStep(step="5", minutes=1), p.DBA)
    stage.at += 9 * MINUTE
    stage.do(i.StartStep(step="5"), p.DBA)
    assert (9, 19) == minutes_of(stage)


@pytest.mark.parametrize(("found", "is_late"), [(None, False), (9, False), (10, True)])
def test_overdue_is_what_the_clock_found(found: int | None, *, is_late: bool) -> None:
    """Not done at its end, or later."""
    stage = at_state(Lifecycle.DEPLOYING)
    step, progress = stage.plan.step("5"), stage.state.steps["5"]
    assert step
    late_at = None if found is None else p.T0 + found * MINUTE
    assert is_late is is_overdue(step, replace(progress, late_at=late_at))


def test_a_forecast_is_as_it_is_since_the_last_event() -> None:
    """A press, or the minute at which the clock found a step late."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert stage.at == forecast_since(stage.state)
    stage.at += timedelta(minutes=2)
    stage.wake(AGENDA_TIMER)
    assert stage.at == forecast_since(stage.state)
