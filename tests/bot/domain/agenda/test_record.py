from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER, next_due
from bot.domain.agenda.record import RECORD, RULES
from bot.domain.effects import MessageKind, PostMessage
from bot.domain.smoke_rows import LOST_AFTER
from bot.domain.state import Lifecycle
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage, at_state

(RULE,) = RULES
ENDED = {Lifecycle.COMPLETED, Lifecycle.ROLLED_BACK}


def posted(stage: Stage) -> list[str]:
    """The records that were posted so far, by their subjects; what is due now comes due first."""
    while (due := next_due(stage.state, stage.plan)) and due <= stage.at:
        stage.wake(AGENDA_TIMER)
    return [
        effect.subject
        for effect in stage.history
        if isinstance(effect, PostMessage) and effect.kind is MessageKind.RECORD
    ]


def rolled_back() -> Stage:
    """As the way back ends, two smoke tests of what is live again are run."""
    stage = Stage(m.testing()).to_rolling_back()
    stage.takes((e.SmokeTestsAsked(at=stage.at, by=None, asked=1, runs=1, rows=(1, 3), is_back=True),))
    while stage.state.state is not Lifecycle.ROLLED_BACK:
        step = next(each for each in stage.plan.rollback_steps if is_called(stage, each.number))
        if step.number == "R5":
            stage.do(i.SkipStep(step="R5", reason="they run"), p.QUINN)
        else:
            stage.do(i.FinishStep(step=step.number), p.ANA)
    return stage


def is_called(stage: Stage, number: str) -> bool:
    """Whether somebody is called for a step."""
    progress = stage.state.steps.get(number)
    return progress is not None and not progress.status.is_over


@pytest.mark.parametrize("state", [each for each in Lifecycle if each not in ENDED])
def test_nothing_is_handed_back_before_the_end(state: Lifecycle) -> None:
    """Not of what runs, nor of what never began; what was given up on the way is."""
    stage = at_state(state)
    expected = [RECORD] if state is Lifecycle.CANCELLED and stage.state.begun else []
    assert expected == [RULE.name for _ in RULE.items(stage.state, stage.plan)]


def test_a_record_is_posted_once_as_it_ends() -> None:
    """At once, also where the clock does not go on; a note afterwards brings no other."""
    stage = Stage().to_completed()
    assert ["completed:0:0"] == posted(stage)
    stage.at += timedelta(minutes=5)
    stage.do(i.AddNote(text="all is well"), p.ANA)
    assert ["completed:0:0"] == posted(stage)


def test_a_record_waits_for_the_smoke_tests_of_the_end() -> None:
    """Until they are answered, or nothing is heard of them any more: for three minutes at most."""
    stage = rolled_back()
    stage.at += LOST_AFTER - timedelta(seconds=1)
    assert [] == posted(stage)
    m.reported(stage, m.PASSED)
    assert [] == posted(stage)
    m.reported(stage, m.PASSED, first=3)
    assert ["rolled back:0:0"] == posted(stage)
    silent = rolled_back()
    silent.at += LOST_AFTER
    assert ["rolled back:0:0"] == posted(silent)


def test_what_is_given_up_before_begin_has_no_record() -> None:
    """Nothing was done."""
    stage = Stage().to_approved()
    stage.do(i.Cancel(reason="not today"), p.ANA)
    assert [] == posted(stage)


def test_what_is_given_up_after_begin_has_one() -> None:
    """What pre-deployment did, and what was undone."""
    stage = Stage().to_cancelled().walk()
    assert ["cancelled:0:0"] == posted(stage)


def test_a_late_approval_has_a_record_of_its_own() -> None:
    """The record as it ended stays, and tells what was missing."""
    stage = Stage(p.of_type("Emergency", p.web_shop()))
    stage.open()
    stage.do(i.Submit(), p.PAUL)
    for signer in (p.SEC, p.OMAR):
        stage.do(i.GiveSignOff(), signer)
    stage.at = p.T0 - timedelta(hours=1)
    stage.do(i.Begin(override="rehearsed"), p.ANA)
    stage.walk()
    stage.at = max(stage.at, p.T0)
    stage.do(i.Go(), p.ANA)
    stage.walk()
    for checkpoint, who in (("1", p.ANA), ("2", p.QUINN), ("3", p.OMAR), ("4", p.PIA)):
        stage.do(i.Confirm(wanted=checkpoint), who)
    late = len(stage.state.late)
    assert late
    assert [f"completed:{late}:0"] == posted(stage)
    stage.do(i.GiveSignOff(), p.LEE)
    assert [f"completed:{late}:0", f"completed:{late - 1}:0"] == posted(stage)


def test_a_rollback_after_completion_and_its_post_mortem_have_records() -> None:
    """Each tells what the one before could not."""
    stage = Stage().to_completed()
    assert ["completed:0:0"] == posted(stage)
    stage.do(i.RequestRollback(reason="orders are lost"), p.ANA)
    stage.walk(Lifecycle.ROLLED_BACK)
    assert "rolled back:0:0" == posted(stage)[-1]
    stage.do(i.FinishStep(step="R7"), p.ANA)
    assert ["completed:0:0", "rolled back:0:0", "rolled back:0:1"] == posted(stage)
