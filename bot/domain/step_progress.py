"""How far a step is after it was called, started or ended: the fold's part for steps."""

from bot.domain import events as e
from bot.domain.changes_progress import without_answers
from bot.domain.changing import replace
from bot.domain.folds import Folds
from bot.domain.state import Deployment, StepProgress, StepStatus
from bot.domain.value_progress import without_values


def with_called(state: Deployment, event: e.StepCalled) -> Deployment:
    """The state once the step's owner is called."""
    before = state.steps.get(event.step)
    called = StepProgress(
        status=StepStatus.CALLED,
        attempt=event.attempt,
        called_at=event.happened_at or event.at,
        first=before.first if before else event.attempt,
        told_at=event.at,
    )
    state = without_answers(without_values(state, event.values), event.step)
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
        told_at=event.at,
        late_at=None,
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


def with_delayed(state: Deployment, event: e.StepDelayed) -> Deployment:
    """It is due later; that it was late is answered."""
    before = state.steps[event.step]
    delayed = replace(before, put_off_to=event.due, delays=before.delays + 1, told_at=event.at, late_at=None)
    return _with_step(state, event.step, delayed)


def with_late(state: Deployment, event: e.StepLate) -> Deployment:
    """It cannot begin or end before this minute any more."""
    return _with_step(state, event.step, replace(state.steps[event.step], late_at=event.at))


def with_quiet(state: Deployment, event: e.RemindersQuieted) -> Deployment:
    """One person hears nothing of the attempt for a while, or at all."""
    if event.by is None:
        raise ValueError("reminders are quieted by whom they are sent to")
    before = state.steps[event.step]
    return _with_step(state, event.step, replace(before, quiet={**before.quiet, event.by.id: event.until}))


def _with_step(state: Deployment, step: str, progress: StepProgress) -> Deployment:
    return replace(state, steps={**state.steps, step: progress})


FOLDS: Folds = {
    e.StepCalled: with_called,
    e.StepStarted: with_started,
    e.StepFinished: lambda state, event: with_ended(state, event, StepStatus.DONE, event.note),
    e.StepFailed: lambda state, event: with_ended(state, event, StepStatus.FAILED, event.reason),
    e.StepSkipped: lambda state, event: with_ended(state, event, StepStatus.SKIPPED, event.reason),
    e.StepDelayed: with_delayed,
    e.StepLate: with_late,
    e.RemindersQuieted: with_quiet,
}
