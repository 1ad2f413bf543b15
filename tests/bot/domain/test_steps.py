from collections.abc import Iterable
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.events import (
    Event,
    EvidenceSeen,
    RollbackAsked,
    StepCalled,
    StepFailed,
    StepFinished,
    StepSkipped,
    StepStarted,
    VotersAsked,
    VotersAskedAgain,
)
from bot.domain.people import Person
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle, StepStatus
from bot.domain.walk_back import decided
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state


def kinds(events: Iterable[Event]) -> tuple[type[Event], ...]:
    return tuple(type(event) for event in events)


def deploying() -> Stage:
    """Step 5 is called."""
    return at_state(Lifecycle.DEPLOYING)


def failed() -> Stage:
    """Step 5 failed a minute after it was called."""
    stage = deploying()
    stage.at += timedelta(minutes=1)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    return stage


def test_done_implies_start() -> None:
    """A step that nobody started is started and done in one, and the next is called."""
    events = deploying().do(i.FinishStep(step="5", note="3 migrations"), p.DBA)
    assert (StepStarted, StepFinished, StepCalled) == kinds(events)


def test_start_then_done() -> None:
    """Start and done keep both times and the note."""
    stage = deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.at += timedelta(minutes=9)
    stage.do(i.FinishStep(step="5", note="3 migrations"), p.DBA)
    progress = stage.state.steps["5"]
    assert (p.T0, p.T0 + timedelta(minutes=9)) == (progress.started_at, progress.ended_at)
    assert "3 migrations" == progress.note


def test_number_is_read_in_any_case() -> None:
    """`r2` is R2."""
    stage = at_state(Lifecycle.ROLLING_BACK)
    stage.do(i.FinishStep(step="r2"), p.DEV)
    assert StepStatus.DONE is stage.state.steps["R2"].status


@pytest.mark.parametrize("intent", [i.StartStep(step="5"), i.FinishStep(step="5")])
def test_twice_by_the_same_person(intent: i.StartStep | i.FinishStep) -> None:
    """A second press by the same person says that they did it, and when."""
    stage = deploying()
    stage.at += timedelta(minutes=2)
    stage.do(intent, p.DBA)
    stage.at += timedelta(minutes=5)
    refusal = stage.refused(intent, p.DBA)
    assert Because.SETTLED is refusal.because
    assert refusal.text in {
        "Step 5 is already started, by you at 23:02 CET.",
        "Step 5 is already done, by you at 23:02 CET.",
    }


def test_twice_by_two_people() -> None:
    """The second of two people hears who was first."""
    stage = deploying()
    stage.do(i.FinishStep(step="5"), p.DBA)
    expected = "Step 5 is already done, by Dora Nagy at 23:00 CET."
    assert expected == stage.refused(i.FinishStep(step="5"), p.ANA).text


def test_out_of_order() -> None:
    """A later step is refused with the one that comes first."""
    stage = deploying()
    refusal = stage.refused(i.StartStep(step="6"), p.DEV)
    assert Because.NOT_NOW is refusal.because
    expected = (
        "Step 6, Deploy application, is not called yet: step 5, Run database migrations, comes first; "
        "it is called."
    )
    assert expected == refusal.text


def test_step_of_the_next_phase_waits_for_go() -> None:
    """When 3.1 is finished, a step of 3.2 waits for Go."""
    stage = Stage().to_go()
    assert "it waits for Go" in stage.refused(i.StartStep(step="5"), p.DBA).text


def test_step_on_hold_is_not_called() -> None:
    """What would be called next says that the deployment is on hold, and why."""
    stage = deploying()
    stage.do(i.Hold(reason="the database is slow"), p.DBA)
    stage.do(i.FinishStep(step="5"), p.DBA)
    text = stage.refused(i.StartStep(step="6"), p.DEV).text
    assert "nobody is called while the deployment is on hold (the database is slow)" in text


def test_step_after_the_next_waits_when_resumed() -> None:
    """After a resume only the next step is called, and a later one hears which that is."""
    stage = deploying()
    stage.do(i.Hold(reason="slow"), p.DBA)
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.do(i.Resume(), p.ANA)
    assert "step 6, Deploy application, comes first" in stage.refused(i.StartStep(step="7"), p.DEV).text


def test_rollback_step_without_a_rollback() -> None:
    """A step of 6.3 in the middle of a deployment that goes on says that no rollback was decided."""
    stage = Stage().to_go()
    text = stage.refused(i.StartStep(step="R1"), p.DEV).text
    assert "it is a step of the way back, and no rollback was decided" in text


def test_unknown_step() -> None:
    """A number that no step has is answered with those there are."""
    refusal = deploying().refused(i.StartStep(step="99"), p.DBA)
    assert Because.UNKNOWN is refusal.because
    assert "There is no step “99”: the plan has 1 to R7." == refusal.text


def test_failed_step_calls_nobody() -> None:
    """After a failure nothing new is called, the reason is kept, and it is asked whether to roll back."""
    stage = deploying()
    events = stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    assert (StepStarted, StepFailed, RollbackAsked, VotersAsked) == kinds(events)
    assert "lock timeout" == stage.state.steps["5"].note
    assert "6" not in stage.state.steps


def test_running_step_fails() -> None:
    """A step that was started fails without being started again."""
    stage = deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    failed = stage.do(i.FailStep(step="5", reason="x"), p.DBA)
    assert (StepFailed, RollbackAsked, VotersAsked) == kinds(failed)


@pytest.mark.parametrize("intent", [i.FailStep(step="5"), i.SkipStep(step="5")])
def test_reason_is_needed(intent: i.FailStep | i.SkipStep) -> None:
    """To fail or skip a step, a reason must be given."""
    stage = deploying()
    refusal = stage.refused(intent, p.DBA)
    assert Because.INCOMPLETE is refusal.because
    assert "`/deploy step 5 " in refusal.text


@pytest.mark.parametrize("intent", [i.FailStep(step="5"), i.SkipStep(step="5")])
def test_settled_comes_before_the_reason(intent: i.FailStep | i.SkipStep) -> None:
    """Nobody is asked for the reason of something that is settled."""
    stage = deploying()
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert Because.SETTLED is stage.refused(intent, p.DBA).because


@pytest.mark.parametrize(
    "intent", [i.StartStep(step="5"), i.FinishStep(step="5"), i.FailStep(step="5", reason="again")]
)
def test_failed_step_must_be_retried(intent: i.Intent) -> None:
    """A failed step is not started, done or failed again: retry, skip or roll back is asked."""
    text = failed().refused(intent, p.DBA).text
    assert "Step 5 has failed already, by you at 23:01 CET: Retry it, Skip it with a reason" in text


def test_retry_is_a_new_attempt() -> None:
    """A retry calls the step again as the next attempt."""
    stage = failed()
    (event,) = stage.do(i.RetryStep(step="5"), p.DBA)
    assert StepCalled(at=stage.at, by=p.DBA, step="5", attempt=2, note="") == event
    assert StepStatus.CALLED is stage.state.steps["5"].status


def test_what_is_said_with_a_start_or_a_retry_is_kept() -> None:
    """The note of a start and of a retry stands in its event."""
    stage = deploying()
    (started,) = stage.do(i.StartStep(step="5", note="the queue is drained"), p.DBA)
    assert isinstance(started, StepStarted)
    assert "the queue is drained" == started.note
    stage.do(i.FailStep(step="5", reason="the disk is full"), p.DBA)
    (called,) = stage.do(i.RetryStep(step="5", note="10 GB freed"), p.DBA)
    assert isinstance(called, StepCalled)
    assert "10 GB freed" == called.note


def test_retry_of_what_did_not_fail() -> None:
    """A step that is only called cannot be retried."""
    refusal = deploying().refused(i.RetryStep(step="5"), p.DBA)
    assert Because.NOT_NOW is refusal.because
    assert "Step 5 has not failed: it is called. Done or Failed?" == refusal.text


def test_retry_on_hold() -> None:
    """On hold nobody is called, also not again."""
    stage = failed()
    stage.do(i.Hold(reason="the database is slow"), p.DEV)
    refusal = stage.refused(i.RetryStep(step="5"), p.DBA)
    assert Because.NOT_NOW is refusal.because
    assert "on hold, by Devi Rao at 23:01 CET: the database is slow" in refusal.text


@pytest.mark.parametrize("before", [None, i.StartStep(step="5"), i.FailStep(step="5", reason="x")])
@pytest.mark.parametrize("by", [p.DBA, p.ANA])
def test_skip(before: i.Intent | None, by: Person) -> None:
    """Called, running or failed, by its owner or the lead; the next is called unless a question stops it."""
    stage = deploying()
    if before:
        stage.do(before, p.DBA)
    events = stage.do(i.SkipStep(step="5", reason="ran at noon"), by)
    then = (EvidenceSeen, VotersAskedAgain) if isinstance(before, i.FailStep) else (StepCalled,)
    assert (StepSkipped, *then) == kinds(events)
    assert by is not p.DBA or not stage.state.steps["5"].on_behalf


def test_step_of_section_3_is_settled_by_a_rollback() -> None:
    """Once a rollback is decided, a step that ran is not recorded any more."""
    stage = at_state(Lifecycle.ROLLING_BACK)
    refusal = stage.refused(i.FinishStep(step="5"), p.DBA)
    assert Because.SETTLED is refusal.because
    assert "A rollback was decided by Ana Ruiz at 23:00 CET; the deployment is rolling back." == refusal.text
    stage.walk(Lifecycle.ROLLED_BACK)
    assert Because.SETTLED is stage.refused(i.FinishStep(step="5"), p.DBA).because


def test_a_step_that_is_left_out_says_why() -> None:
    """Whoever wants to do a step of 6.3 that this rollback does not need hears why it does not."""
    stage = at_state(Lifecycle.ROLLING_BACK)
    (left_out, *_) = decided(stage.state, stage.plan).left_out
    refusal = stage.refused(i.FinishStep(step=left_out.step.number), p.ANA)
    named = f"Step {left_out.step.number}, {left_out.step.action}"
    assert f"{named}, is left out of this rollback: {left_out.why}." == refusal.text


def test_follow_up_is_finished_after_the_rollback() -> None:
    """The post-mortem is called when the rest is rolled back, by any of its owners finished."""
    stage = at_state(Lifecycle.ROLLED_BACK)
    called = stage.state.steps["R7"].status
    stage.do(i.FinishStep(step="R7", note="minutes in the wiki"), p.QUINN)
    done = stage.state.steps["R7"].status
    assert (StepStatus.CALLED, StepStatus.DONE) == (called, done)
    assert Lifecycle.ROLLED_BACK is stage.state.state
