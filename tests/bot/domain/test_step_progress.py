from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.state import Deployment, StepStatus
from bot.domain.step_progress import with_called, with_ended, with_started
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

LATER = p.T0 + timedelta(minutes=20)
"""When it was recorded; when it happened is earlier."""

ENDS = (
    (e.StepFinished(at=LATER, by=p.ANA, step="9", on_behalf=True, note="by phone"), StepStatus.DONE),
    (e.StepFailed(at=LATER, by=p.ANA, step="9", on_behalf=True, reason="by phone"), StepStatus.FAILED),
    (e.StepSkipped(at=LATER, by=p.ANA, step="9", on_behalf=True, reason="by phone"), StepStatus.SKIPPED),
)


@pytest.fixture(scope="module")
def state() -> Deployment:
    return Stage().to_deploying().state


def called(state: Deployment, attempt: int = 1) -> Deployment:
    return with_called(state, e.StepCalled(at=p.T0, by=None, step="9", attempt=attempt, note=""))


def test_a_first_call_is_a_first_try(state: Deployment) -> None:
    """It is called at the event's time, and nobody is at it; every other step is as it was."""
    after = called(state)
    progress = after.steps["9"]
    assert (StepStatus.CALLED, 1, p.T0, None) == (
        progress.status,
        progress.tries,
        progress.called_at,
        progress.by,
    )
    assert dict(state.steps) == {number: step for number, step in after.steps.items() if number != "9"}


def test_a_call_after_a_failure_is_the_next_try() -> None:
    """The attempts are counted from the first that only failures led on from."""
    stage = Stage().to_deploying()
    again = called(called(stage.state), attempt=2)
    assert (2, 2) == (again.steps["9"].attempt, again.steps["9"].tries)


def test_a_call_after_one_that_was_called_off_is_a_first_try(state: Deployment) -> None:
    """A step that was not there any more begins anew, whatever its attempt's number is."""
    after = called(state, attempt=4)
    assert (4, 1) == (after.steps["9"].attempt, after.steps["9"].tries)


def test_a_step_is_started_when_it_happened(state: Deployment) -> None:
    """What was recorded late has its true time, and both names; its call stays as it was."""
    event = e.StepStarted(at=LATER, by=p.ANA, step="9", on_behalf=True, note="", for_whom="Dora Nagy")
    progress = with_started(called(state), event).steps["9"]
    assert (LATER, p.T0) == (progress.started_at, progress.called_at)
    happened = replace(event, happened_at=p.T0 + timedelta(minutes=3))
    progress = with_started(called(state), happened).steps["9"]
    assert (StepStatus.RUNNING, p.T0 + timedelta(minutes=3)) == (progress.status, progress.started_at)
    assert (p.ANA, True, "Dora Nagy") == (progress.by, progress.on_behalf, progress.for_whom)


@pytest.mark.parametrize(("event", "status"), ENDS, ids=lambda value: str(getattr(value, "value", "")))
def test_a_step_ends_when_it_happened(
    state: Deployment, event: e.StepFinished | e.StepFailed | e.StepSkipped, status: StepStatus
) -> None:
    """However it ends, its start stays, and the note is the one that was given."""
    started = with_started(
        called(state), e.StepStarted(at=p.T0, by=p.DEV, step="9", on_behalf=False, note="")
    )
    progress = with_ended(started, event, status, "by phone").steps["9"]
    assert (status, LATER, p.T0) == (progress.status, progress.ended_at, progress.started_at)
    assert ("by phone", p.ANA, True) == (progress.note, progress.by, progress.on_behalf)
    earlier = p.T0 + timedelta(minutes=9)
    happened = with_ended(started, replace(event, happened_at=earlier), status, "")
    assert earlier == happened.steps["9"].ended_at
