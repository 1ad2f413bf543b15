"""How far a step is after it was called, started or ended: the fold's part for steps."""

from dataclasses import replace

from bot.domain import events as e
from bot.domain.state import Deployment, StepProgress, StepStatus


def with_called(state: Deployment, event: e.StepCalled) -> Deployment:
    """The state once the step's owner is called."""
    before = state.steps.get(event.step)
    called = StepProgress(
        status=StepStatus.CALLED,
        attempt=event.attempt,
        called_at=event.happened_at or event.at,
        first=before.first if before else event.attempt,
    )
    return _with_step(state, event.step, called)


def with_started(state: Deployment, event: e.StepStarted) -> Deployment:
    """The state once somebody is at the step."""
    started = replace(
        state.steps[event.step],
        status=StepStatus.RUNNING,
        started_at=event.happened_at or event.at,
        by=event.by,
        on_behalf=event.on_behalf,
        for_whom=event.for_whom,
    )
    return _with_step(state, event.step, started)


def with_ended(
    state: Deployment, event: e.StepFinished | e.StepFailed | e.StepSkipped, status: StepStatus, note: str
) -> Deployment:
    """The state once the step is done, failed or skipped."""
    ended = replace(
        state.steps[event.step],
        status=status,
        ended_at=event.happened_at or event.at,
        by=event.by,
        on_behalf=event.on_behalf,
        for_whom=event.for_whom,
        note=note,
    )
    return _with_step(state, event.step, ended)


def _with_step(state: Deployment, step: str, progress: StepProgress) -> Deployment:
    return replace(state, steps={**state.steps, step: progress})
