from datetime import datetime, timedelta

import pytest

from bot.domain import intents as i
from bot.domain.effects import LookUpMetrics
from bot.domain.looking import EVERY, LAST, METRICS_TIMER, is_watched, look_at, looks
from bot.domain.run import GO_TIMER
from bot.domain.state import Lifecycle
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage, at_state

SECOND = timedelta(seconds=1)


def fired(due: datetime | None) -> i.TimerFired:
    """A look that was due then."""
    return i.TimerFired(timer=METRICS_TIMER, due=due)


def test_a_look_reads_from_the_look_before_and_sets_the_next() -> None:
    """In time, late, and where no row says when it was due."""
    state, now = m.reads(m.begun(), 0.4).state, p.T0 + timedelta(hours=2)
    assert state.begun
    for due, since in (
        (now, now - EVERY),
        (now - SECOND, now - EVERY - SECOND),
        (now - LAST + EVERY, now - LAST),
        (now - LAST + EVERY - SECOND, now - LAST),
        (None, now - EVERY),
    ):
        asked = LookUpMetrics(since=since, before=state.begun.at)
        assert (asked, look_at(now + EVERY)) == looks(state, fired(due), now)


def test_what_was_before_is_asked_until_it_is_known_of_every_metric() -> None:
    """Where Prometheus was away at Begin, too: what lies in the past does not change."""
    stage = m.reads(m.begun(), 0.4)
    assert stage.state.begun
    assert stage.state.begun.at == asked_for(stage)
    stage.do(i.ReportMetrics(reads=(), before={m.ERRORS: None}), None)
    assert asked_for(stage) is None
    m.reads(stage, 40, name=m.ORDERS)
    assert stage.state.begun.at == asked_for(stage)


def asked_for(stage: Stage) -> datetime | None:
    """Until when the hour reaches that the next look asks for, too."""
    look, _ = looks(stage.state, fired(stage.at), stage.at)
    assert isinstance(look, LookUpMetrics)
    return look.before


def test_nothing_else_is_a_look() -> None:
    """Another timer, another intent."""
    state = m.reads(m.begun(), 0.4).state
    assert () == looks(state, i.TimerFired(timer=GO_TIMER, due=p.T0), p.T0)
    assert () == looks(state, i.ReportMetrics(reads=()), p.T0)


def test_before_anybody_answers_nothing_is_read() -> None:
    """Where nobody can be asked the deployment sleeps."""
    state = m.begun().state
    assert not is_watched(state)
    assert () == looks(state, fired(p.T0), p.T0)


@pytest.mark.parametrize("state", Lifecycle)
def test_they_are_read_while_it_goes_on(state: Lifecycle) -> None:
    """From Begin to the end, also on the way back."""
    stage = at_state(state, m.watching())
    if stage.state.begun and state.is_running:
        m.reads(stage, 0.4)
    assert state.is_running == is_watched(stage.state)
    assert state.is_running == bool(looks(stage.state, fired(stage.at), stage.at))
