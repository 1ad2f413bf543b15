"""Maintenance mode: which steps turn it on and off, known by their words, and whether it is on."""

import re
from collections.abc import Iterable
from datetime import datetime

from bot.domain.plan import Phase, Plan, Step
from bot.domain.remembering import PLANS_IN_USE, remembering
from bot.domain.state import Deployment, StepStatus

_ON = re.compile(
    r"^(?=.*\bmaintenance\b)(?=.*\b(?:enable|activate|start|(?:turn|switch)\b.*\bon)\b)", re.IGNORECASE
)
_OFF = re.compile(
    r"^(?=.*\bmaintenance\b)(?=.*\b(?:disable|deactivate|end|stop|(?:turn|switch)\b.*\boff)\b)",
    re.IGNORECASE,
)


_NAMED = re.compile(r"\bmaintenance\b|\bwartung", re.IGNORECASE)


def turns_on(step: Step) -> bool:
    """Whether the step puts the maintenance page up."""
    return bool(_ON.search(step.action))


def turns_off(step: Step) -> bool:
    """Whether the step takes the maintenance page down."""
    return bool(_OFF.search(step.action))


def is_on_before_go(state: Deployment, plan: Plan) -> bool:
    """Whether a step of 3.1 turned it on."""
    return any(_is_done(state, step) for step in _of(plan, Phase.PRE_DEPLOYMENT) if turns_on(step))


def is_off_again(state: Deployment, plan: Plan) -> bool:
    """Whether every step of 3.3 that turns it off was done; also where there is none."""
    return all(_is_done(state, step) for step in _of(plan, Phase.POST_DEPLOYMENT) if turns_off(step))


def is_on(state: Deployment, plan: Plan) -> bool | None:
    """Whether the steps of section 3 left it on; `None` where nobody can tell.

    That is so where no step turns it on, by its words, or the last of those that turn it on or off and were
    begun or skipped is not done: somebody may have done by hand what was skipped.
    """
    about = _about(plan)
    seen = [step for step in about if _was_begun_or_skipped(state, step)]
    if not seen:
        return False if any(turns_on(step) for step in about) else None
    return turns_on(seen[-1]) if _is_done(state, seen[-1]) else None


def lasts(state: Deployment, plan: Plan) -> bool:
    """Whether its page may be up: from the start of the step that turns it on until another one is over."""
    begun = [step for step in _about(plan) if _was_begun_or_skipped(state, step)]
    ups = [at for at, step in enumerate(begun) if turns_on(step) and not _is(state, step, StepStatus.SKIPPED)]
    return bool(ups) and not any(state.steps[step.number].status.is_over for step in begun[ups[-1] + 1 :])


def called_at(state: Deployment, plan: Plan) -> datetime | None:
    """When a step of section 3 that puts it up, and was not skipped, was first called: up from then on."""
    calls = (
        state.steps[step.number].called_at
        for step in plan.steps
        if turns_on(step) and _was_begun_or_skipped(state, step) and not _is(state, step, StepStatus.SKIPPED)
    )
    return min(calls, default=None)


def ended_at(state: Deployment, plan: Plan) -> datetime | None:
    """When a step of section 3 that takes it down was last over, skipped ones too; `None` where none is."""
    ends = (
        progress.ended_at
        for step in plan.steps
        if turns_off(step) and (progress := state.steps.get(step.number)) and progress.status.is_over
    )
    return max(filter(None, ends), default=None)


def why_down(state: Deployment, plan: Plan, at: datetime) -> str:
    """Why its page must have been down at a time, in words: nobody put it up, or a step took it down before.

    "" where it was up, or nobody can tell: no step of section 3 is about it, or the last one that was begun
    is under way, failed or skipped, since somebody may have done by hand what was skipped. On the way back
    the steps of 6.3 follow upon those of section 3.
    """
    if not any(turns_on(step) for step in _about(plan)):
        return ""
    back = tuple(step for step in plan.rollback_steps if turns_on(step) or turns_off(step))
    begun = [step for step in (*_about(plan), *back) if _was_begun_or_skipped(state, step)]
    if not begun:
        return "no step has put it up"
    last, ended = begun[-1], state.steps[begun[-1].number].ended_at
    is_off = turns_off(last) and _is_done(state, last) and ended is not None and ended <= at
    return f"step {last.number} took it down" if is_off else ""


def is_named(plan: Plan) -> bool:
    """Whether any step speaks of it, in whatever words: a plan that does not keeps its release up."""
    return any(_NAMED.search(step.action) for step in (*plan.steps, *plan.rollback_steps))


@remembering(PLANS_IN_USE)
def _about(plan: Plan) -> tuple[Step, ...]:
    return tuple(step for step in plan.steps if turns_on(step) or turns_off(step))


def _was_begun_or_skipped(state: Deployment, step: Step) -> bool:
    progress = state.steps.get(step.number)
    return progress is not None and (progress.was_begun or progress.status.is_over)


def _of(plan: Plan, phase: Phase) -> Iterable[Step]:
    return (step for step in plan.steps if step.phase is phase)


def _is_done(state: Deployment, step: Step) -> bool:
    return _is(state, step, StepStatus.DONE)


def _is(state: Deployment, step: Step, status: StepStatus) -> bool:
    progress = state.steps.get(step.number)
    return progress is not None and progress.status is status
