"""What a refusal by the lifecycle's table says."""

from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.lifecycle import decide, possible
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state


def test_unknown_thing_is_said_to_the_named_alone() -> None:
    """Somebody named hears what there is; a stranger hears only who may."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert Because.UNKNOWN is stage.refused(i.FinishStep(step="99"), p.DBA).because
    assert Because.NOT_YOURS is stage.refused(i.FinishStep(step="99"), p.STRANGER).because


def test_stale_button_comes_after_the_person() -> None:
    """An old button answers the right person with what happened, a wrong one with who may."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FinishStep(step="5"), p.DBA)
    pressed = i.FinishStep(step="5", question="step:5:1")
    assert Because.NOT_YOURS is stage.refused(pressed, p.CARLA).because
    refusal = stage.refused(pressed, p.DBA)
    assert Because.SETTLED is refusal.because
    assert "Step 5 is already done, by you at 23:00 CET." == refusal.text


def test_intent_without_deployment_is_an_error_of_ours() -> None:
    """Only a start needs no deployment."""
    with pytest.raises(ValueError, match="Submit needs a deployment"):
        decide(None, i.Submit(), Stage().facts(p.ANA))


def test_not_now_says_what_is_possible() -> None:
    """Who asks at the wrong time hears the state, when it is possible, and what is possible now."""
    stage = at_state(Lifecycle.DRAFT)
    expected = (
        "WEB-DEPLOY-041 is draft: to begin is possible while it is approved. "
        "Now possible: submit, amend, reschedule, hand a role over, tick an item, cancel, write a note."
    )
    assert expected == stage.refused(i.Begin(), p.ANA).text


def test_nothing_is_possible_after_the_end() -> None:
    """A cancelled deployment takes notes alone."""
    stage = at_state(Lifecycle.CANCELLED)
    assert "Now possible: write a note." in stage.refused(i.Begin(), p.ANA).text


def test_possible_is_hold_or_resume() -> None:
    """Of hold and resume only the one that makes sense is named."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert "hold" in possible(stage.state)
    assert "resume" not in possible(stage.state)
    stage.at += timedelta(minutes=1)
    stage.do(i.Hold(reason="the database is slow"), p.DBA)
    assert "resume" in possible(stage.state)
    assert "hold" not in possible(stage.state)
