"""Steps that nobody foresaw."""

from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.adhoc import add, as_walked, places
from bot.domain.effects import MessageKind, RewriteMessages
from bot.domain.facts import Decision, Facts
from bot.domain.forecast import forecast
from bot.domain.form_questions import add_question
from bot.domain.progress import current_steps
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Lifecycle
from bot.domain.state_parts import Given
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

FLUSH = i.AddStep(after="5", action="Flush the queue", owner="U03", minutes=7)


def current(stage: Stage) -> str:
    """The steps that somebody is called for or at."""
    return " ".join(step.number for step in current_steps(stage.state, stage.plan))


def numbers(stage: Stage) -> str:
    """The steps of the plan as it is walked."""
    return " ".join(step.number for step in (*stage.plan.steps, *stage.plan.rollback_steps))


def test_it_is_called_when_its_turn_comes() -> None:
    """Behind 5 comes 5a, then 6; its owner may do it, and it has its place in the forecast."""
    stage = at_state(Lifecycle.DEPLOYING)
    before = forecast(stage.state, stage.plan).ends_at
    stage.do(FLUSH, p.ANA)
    after = forecast(stage.state, stage.plan).ends_at
    assert before
    assert after
    assert 7 * 60 == (after - before).total_seconds()
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert "5a" == current(stage)
    stage.do(i.FinishStep(step="5a"), p.DEV)
    assert "6" == current(stage)


@pytest.mark.parametrize("after", ["5", "5a", "5A"])
def test_the_next_one_behind_the_same_step(after: str) -> None:
    """Behind 5a comes 5b, whether it is put after 5 or after 5a."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(FLUSH, p.ANA)
    stage.do(replace(FLUSH, after=after), p.ANA)
    assert "5 5a 5b 6" in numbers(stage)


def test_a_number_that_the_plan_has_is_not_taken() -> None:
    """Where the plan itself has a 5a, the added one is 5b."""
    first, deploying, last = p.web_shop().phases
    five, six, *rest = deploying.steps
    deploying = replace(deploying, steps=(five, replace(six, number="5a"), *rest))
    stage = Stage(replace(p.web_shop(), phases=(first, deploying, last))).to_deploying()
    stage.do(FLUSH, p.ANA)
    assert "5 5a 5b 7" in numbers(stage)


def test_whoever_waits_by_name_waits_for_it_too() -> None:
    """With After, the steps that named the one before come after the added one."""
    stage = Stage(p.side_by_side()).to_pre_deployment()
    stage.do(replace(FLUSH, after="2"), p.ANA)
    stage.do(i.FinishStep(step="2"), p.DEV)
    assert "1 2a" == current(stage)
    stage.do(i.FinishStep(step="2a"), p.DEV)
    assert "1 3" == current(stage)


def test_a_step_that_was_called_is_called_off() -> None:
    """Step 6 was called and not started: it waits for 5a now, and its message says so."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.do(FLUSH, p.ANA)
    assert "5a" == current(stage)
    assert RewriteMessages(kind=MessageKind.STEP, subject="step:6:1") in stage.effects()


def test_not_before_something_that_was_started() -> None:
    """Step 6 runs: nothing is put before it any more, but behind it."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.do(i.StartStep(step="6"), p.DEV)
    refusal = stage.refused(FLUSH, p.ANA)
    assert Because.SETTLED is refusal.because
    assert "step 6, Deploy application, comes after it and is running" in refusal.text
    assert stage.do(replace(FLUSH, after="6"), p.ANA)


def test_go_waits_for_one_in_pre_deployment() -> None:
    """Go's question is taken back while a step of 3.1 is open; with Go in effect it is too late."""
    stage = Stage().to_go()
    stage.do(replace(FLUSH, after="4"), p.ANA)
    assert ("4a", False) == (current(stage), stage.state.go_asked)
    stage.do(i.FinishStep(step="4a"), p.DEV)
    assert stage.state.go_asked
    deploying = at_state(Lifecycle.DEPLOYING)
    assert "deploying began" in deploying.refused(replace(FLUSH, after="4"), p.ANA).text


def test_deploying_goes_on_for_one_behind_its_last_step() -> None:
    """Verifying begins again once it is over."""
    stage = at_state(Lifecycle.VERIFYING)
    stage.do(replace(FLUSH, after="9"), p.ANA)
    assert ("9a", Lifecycle.DEPLOYING) == (current(stage), stage.state.state)
    stage.do(i.FinishStep(step="9a"), p.DEV)
    assert ("10", Lifecycle.VERIFYING) == (current(stage), stage.state.state)


def test_confirmations_that_wait_for_every_step() -> None:
    """Those are asked anew; one that was given stands against it, the others do not."""
    stage = at_state(Lifecycle.VERIFYING).walk()
    stage.do(i.Confirm(wanted="2"), p.QUINN)
    stage.do(replace(FLUSH, after="14"), p.ANA)
    assert (2, 3) == stage.state.confirmations_asked
    stage.do(i.FinishStep(step="14a"), p.DEV)
    stage.do(i.Confirm(wanted="1"), p.ANA)
    refusal = stage.refused(replace(FLUSH, after="14"), p.ANA)
    assert "Deployment Complete was confirmed on it, by you" in refusal.text


def test_on_the_way_back() -> None:
    """Behind R2 comes R2a, also where it is added before anybody decided to go back."""
    stage = at_state(Lifecycle.ROLLING_BACK)
    stage.do(replace(FLUSH, after="R2"), p.ANA)
    stage.do(i.FinishStep(step="R2"), p.DEV)
    assert "R2a" == current(stage)
    earlier = at_state(Lifecycle.VERIFYING)
    earlier.do(replace(FLUSH, after="R2"), p.ANA)
    earlier.do(i.RequestRollback(reason="errors"), p.ANA)
    earlier.do(i.FinishStep(step="R2"), p.DEV)
    assert "R2a" == current(earlier)


def test_on_hold_it_waits() -> None:
    """It is added and called with the resume."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.Hold(reason="slow"), p.OMAR)
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.do(FLUSH, p.ANA)
    assert "" == current(stage)
    stage.do(i.Resume(), p.ANA)
    assert "5a" == current(stage)


def test_its_owner_is_named_from_now_on() -> None:
    """Somebody whom the plan does not know owns the step, and may speak."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.named = (p.STRANGER,)
    assert Because.NOT_YOURS is stage.refused(i.AddNote(text="hello"), p.STRANGER).because
    stage.do(FLUSH, p.ANA)
    stage.do(i.AddNote(text="hello"), p.STRANGER)
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.do(i.StartStep(step="5a"), p.STRANGER)


def test_who_added_it_and_why_is_kept() -> None:
    """The state says by whom, when and why."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(replace(FLUSH, reason="it stands still"), p.SAM)
    assert Given(by=p.SAM, at=stage.at, note="it stands still") == stage.state.added[0].given


def test_a_role_does_it() -> None:
    """Whoever stands for the role when it is called does it, also after it was handed over."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.named = ()
    stage.do(replace(FLUSH, owner="", role="dba"), p.ANA)
    step = stage.plan.step("5a")
    assert step
    assert ("DBA", (p.DBA,)) == (step.owner, stage.state.holders(step.owner).people)
    refusal = stage.refused(replace(FLUSH, owner="", role="CFO"), p.ANA)
    assert "“CFO” is none of this plan" in refusal.text


def test_the_same_form_adds_one_step() -> None:
    """What was added since the form was opened is not added once more; anything else is."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(FLUSH, p.ANA)
    question = add_question(stage.state)
    wanted = replace(FLUSH, question=question)
    stage.do(wanted, p.ANA)
    assert (
        "Step 5b, Flush the queue, is added already, by you at 23:00 CET."
        == stage.refused(wanted, p.ANA).text
    )
    stage.do(replace(wanted, action="Look at the queue"), p.ANA)
    assert "5 5a 5b 5c 6" in numbers(stage)


def test_the_places_that_are_left() -> None:
    """Behind what is over with nothing begun after it, and behind all that is to come."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.do(i.StartStep(step="6"), p.DEV)
    found = [step.number for step in places(stage.state, stage.plan)]
    assert ["6", "7", "8", "9", "10", "11", "12", "13", "14"] == found[:9]
    for number in found:
        assert not isinstance(decide_add(stage, number), Refusal)


def decide_add(stage: Stage, after: str) -> Decision:
    """What adding a step there would lead to."""
    facts = Facts(now=stage.at, actor=p.ANA, plan=stage.plan, named=(p.DEV,))
    return add(stage.state, replace(FLUSH, after=after), facts)


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        (replace(FLUSH, action=""), "What is to be done?"),
        (replace(FLUSH, minutes=0), "How long"),
        (replace(FLUSH, minutes=1441), "How long"),
        (replace(FLUSH, after="99"), "There is no step “99”"),
    ],
)
def test_what_is_missing(intent: i.AddStep, words: str) -> None:
    """What must be said is asked for."""
    assert words in at_state(Lifecycle.DEPLOYING).refused(intent, p.ANA).text


def test_nobody_is_no_owner() -> None:
    """Somebody whom the workspace does not know cannot be called."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.named = ()
    assert "I do not know who" in stage.refused(FLUSH, p.ANA).text


def test_the_plan_with_it_is_the_same_again() -> None:
    """What was inserted is not inserted twice; behind a step that is gone it stands at the phase's end."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(FLUSH, p.ANA)
    assert stage.plan == as_walked(stage.plan, stage.state)
    first, deploying, last = p.web_shop().phases
    without = replace(p.web_shop(), phases=(first, replace(deploying, steps=deploying.steps[1:]), last))
    found = [step.number for step in as_walked(without, stage.state).phases[1].steps]
    assert ["6", "7", "8", "9", "5a"] == found
    assert as_walked(replace(p.web_shop(), rollback=None), stage.state).rollback is None


def test_behind_a_follow_up_comes_another() -> None:
    """What is put after the post-mortem is called after it, and holds up no rollback that is under way."""
    stage = Stage().to_rolling_back()
    stage.do(replace(FLUSH, after="R7"), p.ANA)
    assert "R2" == current(stage)
    stage.walk(Lifecycle.ROLLED_BACK)
    assert (Lifecycle.ROLLED_BACK, "R7") == (stage.state.state, current(stage))
    stage.do(i.FinishStep(step="R7"), p.ANA)
    assert "R7a" == current(stage)
