import pytest

from bot.domain import events as e
from bot.domain.facts import Facts, Story
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def test_clock_is_no_person() -> None:
    """Asking a clock who it is fails loudly."""
    with pytest.raises(ValueError, match="only a person"):
        _ = Facts(now=p.T0, actor=None, plan=p.small()).person


def test_person_who_asks() -> None:
    """Where somebody asks, that is the person."""
    assert p.ANA == Facts(now=p.T0, actor=p.ANA, plan=p.small()).person


def test_story_keeps_events_and_their_state() -> None:
    """A story has the events in order and the state they lead to, and leaves the first state alone."""
    first = Stage(p.small()).to_approved().state
    story = Story(first)
    begun = e.Begun(at=p.T0, by=p.ANA)
    called = e.StepCalled(at=p.T0, by=None, step="1", attempt=1, note="")
    story.add(begun)
    story.add(called)
    assert (begun, called) == story.events
    assert (Lifecycle.PRE_DEPLOYMENT, Lifecycle.APPROVED) == (story.state.state, first.state)
