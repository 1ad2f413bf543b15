from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.events import RollbackDecided, StepCalled, TargetLocked
from bot.domain.plan import Plan, Severity
from bot.domain.progress import current_steps
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Lifecycle, StepStatus
from tests.bot.domain import around as a, plans as p
from tests.bot.domain.stories import Stage, at_state


def deploying(plan: Plan | None = None) -> Stage:
    """The first step of 3.2 runs."""
    stage = Stage(plan).to_deploying()
    stage.do(i.StartStep(step=stage.plan.phases[1].steps[0].number), p.ANA)
    return stage


ASKED = i.RequestRollback(severity=Severity.CRITICAL, reason="error rate 7 %")


def test_the_leads_request_decides() -> None:
    """The lead's request decides the rollback, locks service and environment, and calls R2."""
    stage = deploying()
    decided, locked, called, *_released = stage.do(ASKED, p.SAM)
    assert isinstance(locked, TargetLocked)
    assert isinstance(decided, RollbackDecided)
    assert (Severity.CRITICAL, ("R2", "R3", "R4", "R5", "R6", "R7")) == (decided.severity, decided.steps)
    assert StepCalled(at=stage.at, by=None, step="R2", attempt=1, note="") == called


def test_reason_is_needed() -> None:
    """A rollback without a reason is asked for one, in the severity that was meant."""
    stage = deploying()
    refusal = stage.refused(i.RequestRollback(severity=Severity.MEDIUM), p.ANA)
    assert Because.INCOMPLETE is refusal.because
    assert "`/deploy rollback medium REASON`" in refusal.text


def test_plan_without_a_way_back() -> None:
    """A plan without 6.3 cannot be rolled back, and the refusal says what can be done instead."""
    stage = deploying(replace(p.small(), rollback=None))
    refusal = stage.refused(ASKED, p.ANA)
    assert Because.INCOMPLETE is refusal.because
    assert "no rollback steps (6.3)" in refusal.text


def test_rollback_ends_the_hold() -> None:
    """A deployment on hold that goes back is not on hold any more."""
    stage = deploying()
    stage.do(i.Hold(reason="slow"), p.DEV)
    stage.do(ASKED, p.ANA)
    assert stage.state.hold is None
    assert "R2" in stage.state.steps


def test_second_request() -> None:
    """A second request hears who decided, and when."""
    stage = at_state(Lifecycle.ROLLING_BACK)
    refusal = stage.refused(ASKED, p.ANA)
    assert Because.SETTLED is refusal.because
    assert "A rollback was decided by you at 23:00 CET; the deployment is rolling back." == refusal.text


def test_steps_are_walked_in_order_and_the_follow_up_comes_last() -> None:
    """R2 to R6 are walked, then it is rolled back, then the post-mortem is called."""
    stage = at_state(Lifecycle.ROLLING_BACK).walk(Lifecycle.ROLLED_BACK)
    called = [event.step for event in stage.events if isinstance(event, StepCalled)]
    assert ["R2", "R3", "R4", "R5", "R6", "R7"] == called[-6:]
    assert StepStatus.CALLED is stage.state.steps["R7"].status


def test_failed_rollback_step_is_retried() -> None:
    """A step of the way back can fail and be tried again."""
    stage = at_state(Lifecycle.ROLLING_BACK)
    stage.do(i.FailStep(step="R2", reason="no access"), p.DEV)
    stage.do(i.RetryStep(step="R2"), p.DEV)
    stage.do(i.FinishStep(step="R2"), p.DEV)
    assert StepStatus.CALLED is stage.state.steps["R3"].status


@pytest.mark.parametrize(("seconds", "accepted"), [(0, True), (1, False)])
def test_completed_can_go_back_for_a_day(seconds: int, accepted: bool) -> None:
    """A completed deployment can be rolled back for 24 hours."""
    stage = at_state(Lifecycle.COMPLETED)
    stage.at += timedelta(hours=24, seconds=seconds)
    decision = stage.ask(ASKED, p.ANA)
    assert accepted is not isinstance(decision, Refusal)
    if isinstance(decision, Refusal):
        assert "possible until Thu 3 Dec 00:39 CET, 24 hours after" in decision.text


def test_nothing_goes_back_beneath_another_that_runs() -> None:
    """A completed one stays while the next runs at its target; what runs itself may always go back."""
    stage = at_state(Lifecycle.COMPLETED)
    stage.others = (replace(a.RIVAL, runs=True, ends_at=p.END),)
    refusal = stage.refused(ASKED, p.ANA)
    assert Because.NOT_NOW is refusal.because
    assert "Shop 4.11 (SHOP-1) is under way, led by Tess Okafor; it ends about 01:00 CET" in refusal.text
    assert "First ask Tess Okafor to roll SHOP-1 back or to cancel it." in refusal.text
    stage.others = (replace(a.RIVAL, runs=True, lead=()),)
    assert "First end it." in stage.refused(ASKED, p.ANA).text
    stage.others = (a.RIVAL, a.other(runs=True))
    assert stage.do(ASKED, p.ANA)
    running = deploying()
    running.others = (replace(a.RIVAL, runs=True),)
    assert running.do(ASKED, p.ANA)


@pytest.mark.parametrize("state", [Lifecycle.PRE_DEPLOYMENT, Lifecycle.DEPLOYING])
def test_what_was_not_begun_is_cancelled(state: Lifecycle) -> None:
    """Until somebody begins with a step of the deployment; the refusal says how it is given up."""
    refusal = at_state(state).refused(ASKED, p.ANA)
    assert Because.NOT_NOW is refusal.because
    assert "nothing to roll back. Cancel gives it up" in refusal.text
    assert "`/deploy cancel REASON`" in refusal.text


def test_what_was_completed_without_a_step_is_not_cancelled() -> None:
    """Where all was skipped there is nothing to give up either."""
    stage = Stage(p.small()).to_deploying()
    while steps := current_steps(stage.state, stage.plan):
        stage.do(i.SkipStep(step=steps[0].number, reason="by hand"), p.ANA)
    for checkpoint in stage.plan.checkpoints:
        stage.do(i.Confirm(wanted=str(checkpoint.number)), p.QUINN)
    refusal = stage.refused(ASKED, p.ANA)
    assert refusal.text.endswith("there is nothing to roll back.")
