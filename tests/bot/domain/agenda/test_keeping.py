from datetime import datetime, timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER, agenda, keep_agenda, next_due, waking
from bot.domain.agenda_events import Fate
from bot.domain.effects import ClearTimer, SetTimer
from bot.domain.facts import Story
from bot.domain.questions import review_question
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

HOUR = timedelta(hours=1)
T_48, T_24, T_4 = (p.T0 - hours * HOUR for hours in (48, 24, 4))


def in_review() -> Stage:
    """In review since fifty hours before the window."""
    stage = Stage()
    stage.at = p.T0 - 50 * HOUR
    return stage.to_review()


def wake(stage: Stage, at: datetime) -> Stage:
    """The timer fires at that instant."""
    stage.at = at
    stage.do(i.TimerFired(timer=AGENDA_TIMER), None)
    return stage


def fates(stage: Stage) -> list[tuple[str, Fate]]:
    """What became of which rule's items, at the last waking."""
    return [(each.rule, each.fate) for each in stage.last if isinstance(each, e.CameDue)]


def test_what_is_to_come_is_reckoned_from_the_state() -> None:
    """The reminders of a review, until each of them came due."""
    stage = in_review()
    assert [T_48, T_24, T_4] == [entry.item.due for entry in agenda(stage.state, stage.plan)]
    wake(stage, T_48)
    assert [T_24, T_4] == [entry.item.due for entry in agenda(stage.state, stage.plan)]
    assert T_24 == next_due(stage.state, stage.plan)


def test_the_timer_is_set_to_what_is_due_next() -> None:
    """Or cleared where nothing is to come."""
    stage = in_review()
    assert (SetTimer(name=AGENDA_TIMER, due=T_48),) == waking(next_due(stage.state, stage.plan))
    stage.do(i.Cancel(reason="no"), p.ANA)
    assert (ClearTimer(name=AGENDA_TIMER),) == waking(next_due(stage.state, stage.plan))


def asked_five_hours_before() -> Stage:
    """In review, with the last of the reminders alone to come."""
    stage = Stage()
    stage.at = p.T0 - 5 * HOUR
    return stage.to_review()


@pytest.mark.parametrize(
    ("late", "fate"),
    [
        (timedelta(0), Fate.ON_TIME),
        (timedelta(minutes=2), Fate.ON_TIME),
        (timedelta(minutes=2, seconds=1), Fate.LATE),
        (4 * HOUR, Fate.LATE),
        (4 * HOUR + timedelta(seconds=1), Fate.SKIPPED),
    ],
)
def test_an_item_is_late_and_then_dropped(late: timedelta, fate: Fate) -> None:
    """Two minutes are no lateness; what makes no sense any more is not done."""
    assert [("approval-4h", fate)] == fates(wake(asked_five_hours_before(), T_4 + late))


def test_of_a_ladder_the_last_that_is_due_is_carried_out() -> None:
    """Whoever was not reminded for two days is reminded once."""
    expected = [("approval-48h", Fate.FOLDED), ("approval-24h", Fate.FOLDED), ("approval-4h", Fate.LATE)]
    assert expected == fates(wake(in_review(), T_4 + HOUR))


@pytest.mark.parametrize(("late", "is_told"), [(timedelta(minutes=5), False), (timedelta(minutes=6), True)])
def test_a_pause_is_told(late: timedelta, *, is_told: bool) -> None:
    """What was missed for more than five minutes is counted, with what became of it."""
    stage = wake(asked_five_hours_before(), T_4 + late)
    caught_up = e.CaughtUp(at=stage.at, by=None, since=T_4, fates={"approval-4h": {Fate.LATE: 1}})
    assert ([caught_up] if is_told else []) == [each for each in stage.last if isinstance(each, e.CaughtUp)]


def test_nothing_comes_due_twice() -> None:
    """A timer that fires once more, or too early, changes nothing."""
    stage = wake(in_review(), T_48)
    story = Story(stage.state)
    keep_agenda(story, stage.facts(None))
    assert () == story.events
    assert review_question(stage.state) in next(iter(stage.state.came_due))
