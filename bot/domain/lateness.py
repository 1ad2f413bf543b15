"""When an attempt at a step should begin and end, from what was said of it; all times are aware UTC."""

from datetime import datetime, timedelta

from bot.domain.plan import Step
from bot.domain.state import Deployment, StepProgress


def planned_start(step: Step, progress: StepProgress) -> datetime:
    """When it began; else when it was called, or when it must begin for the end that it was put off to."""
    if progress.started_at:
        return progress.started_at
    if progress.put_off_to:
        return max(progress.called_at, progress.put_off_to - _takes(step))
    return progress.called_at


def due(step: Step, progress: StepProgress) -> datetime:
    """When it should end: after its minutes, or when somebody said that it will."""
    planned = planned_start(step, progress) + _takes(step)
    return max(planned, progress.put_off_to) if progress.put_off_to else planned


def more_time_from(step: Step, progress: StepProgress, now: datetime) -> datetime:
    """The end from which more time counts: when it should end, or could, where that is later.

    What runs could end now; what nobody started would have to begin first.
    """
    could_end = now if progress.started_at else now + _takes(step)
    return max(due(step, progress), could_end)


def is_overdue(step: Step, progress: StepProgress) -> bool:
    """Whether the clock found it not done when it should have been."""
    return progress.late_at is not None and progress.late_at >= due(step, progress)


def holds_up(step: Step, progress: StepProgress) -> bool:
    """Whether what follows cannot begin in time: nobody answered the call, or it goes on after its end."""
    if progress.late_at is None:
        return False
    return progress.started_at is None or progress.late_at > due(step, progress)


def forecast_since(state: Deployment) -> datetime:
    """Since when what is forecast is as it is: something happened, or the clock found a step late."""
    found_late = (progress.late_at for progress in state.steps.values() if progress.late_at)
    return max((state.acted_at or state.opened.at, *found_late))


def _takes(step: Step) -> timedelta:
    return timedelta(minutes=step.minutes or 0)
