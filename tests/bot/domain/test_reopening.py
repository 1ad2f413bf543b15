"""Wrong presses taken back, on each side of every limit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.effects import ClearTimer, MessageKind, PostMessage, RewriteMessages
from bot.domain.people import Person
from bot.domain.plan import CheckpointKind, Phase, Step
from bot.domain.progress import current_steps
from bot.domain.questions import confirm_question, go_question, reopen_question
from bot.domain.refusals import Because
from bot.domain.reopening import built_on_alone, last_ended, later_steps
from bot.domain.run import GO_TIMER
from bot.domain.staleness import stale
from bot.domain.state import Lifecycle, StepStatus
from bot.domain.steps import find_step
from bot.domain.waiting import waiting
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state


def current(stage: Stage) -> str:
    """The steps that somebody is called for or at."""
    return " ".join(step.number for step in current_steps(stage.state, stage.plan))


def done(stage: Stage, *numbers: str) -> Stage:
    """These steps are done, by their owners."""
    for number in numbers:
        step = find_step(number, stage.plan)
        assert isinstance(step, Step)
        stage.do(i.FinishStep(step=number), stage.state.holders(step.owner).people[0])
    return stage


def test_a_step_runs_on_and_what_was_called_because_of_it_is_not() -> None:
    """The step runs since it was started, in a new attempt that is no second try; the next waits again."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.at += timedelta(minutes=3)
    done(stage, "5")
    stage.do(i.ReopenStep(step="5", note="wrong window"), p.DBA)
    progress = stage.state.steps["5"]
    assert "5" == current(stage)
    assert (StepStatus.RUNNING, p.T0, None) == (progress.status, progress.started_at, progress.ended_at)
    assert (2, 1) == (progress.attempt, progress.tries)
    assert "6" not in stage.state.steps
    done(stage, "5")
    assert (2, 1) == (stage.state.steps["6"].attempt, stage.state.steps["6"].tries)


def test_messages_of_a_reopened_step() -> None:
    """A new message asks; the old one, and that of the step that is not called any more, say so."""
    stage = done(at_state(Lifecycle.DEPLOYING), "5")
    stage.do(i.ReopenStep(step="5"), p.DBA)
    effects = stage.effects()
    assert PostMessage(kind=MessageKind.STEP, subject="step:5:2") in effects
    assert RewriteMessages(kind=MessageKind.STEP, subject="step:5:1") in effects
    assert RewriteMessages(kind=MessageKind.STEP, subject="step:6:1") in effects


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("step:5:1", "Step 5 was reopened or called anew since: answer the newer call."),
        ("step:6:1", "Step 6 is not called any more."),
        ("reopen:5:1", "Step 5 was reopened or called anew since: answer the newer call."),
    ],
)
def test_old_buttons_say_what_happened(question: str, told: str) -> None:
    """Whoever presses an older message's button hears that it was taken back."""
    stage = done(at_state(Lifecycle.DEPLOYING), "5")
    stage.do(i.ReopenStep(step="5"), p.DBA)
    refusal = stale(stage.state, question, p.DBA)
    assert refusal
    assert told == refusal.text


def test_a_retried_step_that_is_reopened_is_still_in_its_second_try() -> None:
    """A failure counts as a try, a press that was taken back does not."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="disk"), p.DBA)
    stage.do(i.RetryStep(step="5"), p.DBA)
    done(stage, "5")
    stage.do(i.ReopenStep(step="5"), p.DBA)
    assert (3, 2) == (stage.state.steps["5"].attempt, stage.state.steps["5"].tries)


def test_a_skipped_step_that_nobody_had_started_is_called_again() -> None:
    """It waits for its start, as before it was skipped."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.SkipStep(step="5", reason="ran at noon"), p.DBA)
    stage.do(i.ReopenStep(step="5"), p.ANA)
    assert StepStatus.CALLED is stage.state.steps["5"].status


@pytest.mark.parametrize(("person", "may"), [(p.DBA, True), (p.ANA, True), (p.SAM, True), (p.DEV, False)])
def test_whoever_pressed_it_or_the_lead(person: Person, may: bool) -> None:
    """Nobody else takes somebody's word back."""
    stage = done(at_state(Lifecycle.DEPLOYING), "5")
    if may:
        assert stage.do(i.ReopenStep(step="5", question=reopen_question("5", 1)), person)
    else:
        refusal = stage.refused(i.ReopenStep(step="5"), person)
        assert Because.NOT_YOURS is refusal.because
        assert "ask Dora Nagy, Ana Ruiz or Sam Ito" in refusal.text


def test_the_owner_does_not_take_back_what_the_lead_recorded() -> None:
    """What the lead said is the lead's to take back."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FinishStep(step="5"), p.ANA)
    assert Because.NOT_YOURS is stage.refused(i.ReopenStep(step="5"), p.DBA).because


def test_only_until_a_later_step_starts() -> None:
    """A call may be taken back, a start not; the refusal names who started."""
    stage = done(at_state(Lifecycle.DEPLOYING), "5")
    stage.do(i.StartStep(step="6"), p.DEV)
    refusal = stage.refused(i.ReopenStep(step="5"), p.DBA)
    assert Because.SETTLED is refusal.because
    assert "step 6, Deploy application, comes after it and is running, by Devi Rao at 23:00" in refusal.text
    assert RewriteMessages(kind=MessageKind.STEP, subject="step:5:1") in stage.effects()


def test_a_later_step_that_failed_and_is_called_again_was_started() -> None:
    """What the failed try was built on is not taken back under the next one; the refusal says since when."""
    stage = done(at_state(Lifecycle.DEPLOYING), "5")
    stage.do(i.FailStep(step="6", reason="disk full"), p.DEV)
    stage.do(i.RetryStep(step="6"), p.DEV)
    refusal = stage.refused(i.ReopenStep(step="5"), p.DBA)
    assert Because.SETTLED is refusal.because
    assert "comes after it and was begun; it is called again since 23:00 CET" in refusal.text


def test_a_step_side_by_side_does_not_matter() -> None:
    """Only a step that waits for this one closes it."""
    stage = done(Stage(p.side_by_side()).to_pre_deployment(), "2")
    stage.do(i.StartStep(step="1"), p.DBA)
    stage.do(i.ReopenStep(step="2"), p.DEV)
    assert "1 2" == current(stage)


@pytest.mark.parametrize("status", ["called", "running", "failed", "not called yet"])
def test_only_what_is_over(status: str) -> None:
    """A step that is not over has nothing to take back."""
    stage = at_state(Lifecycle.DEPLOYING)
    if status == "running":
        stage.do(i.StartStep(step="5"), p.DBA)
    elif status == "failed":
        stage.do(i.FailStep(step="5", reason="disk"), p.DBA)
    number, owner = ("6", p.DEV) if status == "not called yet" else ("5", p.DBA)
    refusal = stage.refused(i.ReopenStep(step=number), owner)
    assert Because.NOT_NOW is refusal.because
    assert f"is {status}: only one that is done or skipped" in refusal.text


def test_go_is_asked_anew() -> None:
    """Go's question falls with the last step of 3.1, and so does the item that the step ticked."""
    stage = Stage(replace(p.small(), checklist=(p.item(1, "Backup completed", "1"),))).to_go()
    old = go_question(stage.state)
    stage.do(i.ReopenStep(step="1"), p.DBA)
    assert (False, {}) == (stage.state.go_asked, stage.state.checks)
    assert "Step 1" not in stage.refused(i.Go(), p.ANA).text
    done(stage, "1")
    assert stage.state.go_asked
    refusal = stale(stage.state, old, p.ANA)
    assert refusal
    assert "Go is asked anew" in refusal.text
    assert stale(stage.state, go_question(stage.state), p.ANA) is None
    assert 1 in stage.state.checks


def test_a_tick_by_a_person_stays() -> None:
    """Somebody ticked the item before the step did: that word stands."""
    stage = Stage(replace(p.small(), checklist=(p.item(1, "Backup completed", "1"),))).to_pre_deployment()
    stage.do(i.TickItem(wanted="1"), p.PAUL)
    done(stage, "1")
    stage.do(i.ReopenStep(step="1"), p.DBA)
    assert 1 in stage.state.checks


def test_a_pending_go_falls() -> None:
    """Nothing is deployed on a step that is open again: the Go that waited for T-0 counts no more."""
    stage = Stage().to_go()
    stage.do(i.Go(), p.ANA)
    stage.do(i.ReopenStep(step="4"), p.PAUL)
    assert stage.state.go is None
    assert {ClearTimer(name=GO_TIMER), RewriteMessages(kind=MessageKind.GO)} <= set(stage.effects())
    stage.wait_for_go()
    assert Lifecycle.PRE_DEPLOYMENT is stage.state.state


def test_not_once_deploying_began() -> None:
    """With Go in effect 3.1 is closed, though no step of 3.2 was started."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert "deploying began at 23:00 CET" in stage.refused(i.ReopenStep(step="4"), p.ANA).text
    assert () == last_ended(stage.state, stage.plan)[:-1]


def test_deploying_goes_on() -> None:
    """With the last step of 3.2 open again verifying ends, its call and its early question fall."""
    early = p.checkpoint(1, "Monitoring Normal", CheckpointKind.MONITORING)
    stage = Stage(replace(p.small(), checkpoints=(early,))).to_verifying()
    old = confirm_question(stage.state, 1)
    assert stale(stage.state, old, p.ANA) is None
    stage.do(i.ReopenStep(step="2"), p.DEV)
    assert (Lifecycle.DEPLOYING, None, ()) == (
        stage.state.state,
        stage.state.verifying_at,
        stage.state.confirmations_asked,
    )
    assert "2" == current(stage)
    for _ in range(2):
        refusal = stale(stage.state, old, p.ANA)
        assert refusal
        assert "asked about anew" in refusal.text
        stage.ask(i.FinishStep(step="2"), p.DEV)
    assert "3" == current(stage)
    assert stale(stage.state, confirm_question(stage.state, 1), p.ANA) is None


def test_not_once_it_was_confirmed() -> None:
    """What somebody confirmed stands on the step."""
    stage = done(at_state(Lifecycle.VERIFYING), "10")
    stage.do(i.Confirm(wanted="2"), p.QUINN)
    refusal = stage.refused(i.ReopenStep(step="10"), p.QUINN)
    assert "Smoke Tests Pass was confirmed on it, by you at" in refusal.text
    assert RewriteMessages(kind=MessageKind.STEP, subject="step:10:1") in stage.history


def test_the_last_step_while_confirmations_are_asked_for() -> None:
    """The confirmations that wait for it are asked anew, the others stay."""
    stage = at_state(Lifecycle.VERIFYING).walk()
    stage.do(i.ReopenStep(step="14"), p.OMAR)
    assert (2,) == stage.state.confirmations_asked
    assert RewriteMessages(kind=MessageKind.CONFIRM) in stage.effects()
    done(stage, "14")
    assert {"confirm:2", "confirm:1.1", "confirm:3.1"} == {
        w.question for w in waiting(stage.state, stage.plan)
    }


def test_on_the_way_back() -> None:
    """Rollback steps are reopened alike; those of section 3, and the last one once all is back, are not."""
    stage = done(at_state(Lifecycle.ROLLING_BACK), "R2")
    stage.do(i.ReopenStep(step="R2"), p.DEV)
    assert "R2" == current(stage)
    assert "a rollback was decided by you" in stage.refused(i.ReopenStep(step="4"), p.ANA).text
    stage.walk(Lifecycle.ROLLED_BACK)
    assert "the deployment is rolled back" in stage.refused(i.ReopenStep(step="R6"), p.DEV).text


def test_a_follow_up_stays_open_to_change() -> None:
    """The post-mortem holds nothing up, so that nothing is built on it."""
    stage = done(at_state(Lifecycle.ROLLED_BACK), "R7")
    stage.do(i.ReopenStep(step="R7"), p.ANA)
    assert "R7" == current(stage)


def test_on_hold_a_step_is_reopened_all_the_same() -> None:
    """A hold stops new calls; a wrong press is still mended."""
    stage = done(at_state(Lifecycle.DEPLOYING), "5")
    stage.do(i.Hold(reason="slow"), p.OMAR)
    stage.do(i.ReopenStep(step="5"), p.DBA)
    assert "5" == current(stage)


def test_what_is_built_on_what() -> None:
    """A started step closes those right before it; earlier ones were closed already."""
    stage = done(at_state(Lifecycle.DEPLOYING), "5", "6")
    assert ["6"] == [step.number for step in last_ended(stage.state, stage.plan)]
    stage.do(i.StartStep(step="7"), p.DEV)
    assert ["6"] == [step.number for step in built_on_alone(stage.state, stage.plan, "7")]
    assert () == last_ended(stage.state, stage.plan)


def test_later_steps() -> None:
    """Everything after a step in its table, and every later phase; on the way back that table alone."""
    plan = p.web_shop()
    found = {n: [s.number for s in later_steps(plan, s)] for n in ("9", "R6") if (s := plan.step(n))}
    assert {"9": ["10", "11", "12", "13", "14"], "R6": ["R7"]} == found
    assert [Phase.ROLLBACK] == [step.phase for step in later_steps(plan, plan.rollback_steps[5])]
