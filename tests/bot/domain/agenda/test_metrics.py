from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.metrics import LAST
from bot.domain.effects import Effect, LookUpMetrics
from bot.domain.state import Lifecycle
from bot.domain.watch import READ_METRICS
from tests.bot.domain import machines as m
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)


def wakes(stage: Stage) -> list[Effect]:
    """What is asked as the deployment is woken."""
    stage.wake(AGENDA_TIMER)
    return [each for each in stage.effects() if isinstance(each, LookUpMetrics)]


def test_they_are_read_every_minute_from_the_first_answer_on() -> None:
    """Not a second before; each time from where the look before ended."""
    stage = m.reads(m.begun(), 0.4)
    for _ in range(3):
        before = stage.at
        stage.at += MINUTE - timedelta(seconds=1)
        assert [] == wakes(stage)
        stage.at += timedelta(seconds=1)
        assert [LookUpMetrics(since=before)] == wakes(stage)
        assert stage.at == stage.state.watch.read_at


def test_before_anybody_answers_nothing_is_due() -> None:
    """Where nobody can be asked the deployment sleeps."""
    stage = m.begun()
    assert [] == wakes(m.passes(stage))


def test_of_a_pause_one_look_is_made_up_for() -> None:
    """It reads an hour at most, and nobody hears that it is late."""
    stage = m.reads(m.begun(), 0.4)
    first = stage.at
    assert [LookUpMetrics(since=first)] == wakes(m.passes(stage, 60))
    looks = [each for each in stage.last if isinstance(each, e.CameDue) and each.rule == READ_METRICS]
    assert 1 == len(looks)
    assert not any(READ_METRICS in each.fates for each in stage.last if isinstance(each, e.CaughtUp))
    m.passes(stage, 60.5)
    assert [LookUpMetrics(since=stage.at - LAST)] == wakes(stage)


def test_however_often_they_are_read_the_state_stays_small() -> None:
    """What is past is not remembered."""
    stage = m.reads(m.begun(), 0.4)
    wakes(m.passes(stage))
    assert not any(key.startswith(READ_METRICS) for key in stage.state.came_due)


@pytest.mark.parametrize("state", Lifecycle)
def test_they_are_read_while_it_goes_on(state: Lifecycle) -> None:
    """From Begin to the end, also on the way back."""
    stage = at_state(state, m.watching())
    if stage.state.begun and state.is_running:
        m.reads(stage, 0.4)
    assert state.is_running == bool(wakes(m.passes(stage)))
