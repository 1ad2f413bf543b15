"""What happened to a step, in one sentence an event. All are mrkdwn."""

from collections.abc import Callable
from typing import Any

from bot.domain import events as e
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.times import clock, minutes
from commands.blocks import phrases as ph
from commands.blocks.filling import braced
from commands.blocks.mrkdwn import NAME, plain
from commands.blocks.sentence_parts import (
    Reported,
    Sentences,
    as_member,
    because,
    checkpoint_named,
    item_named,
    step_named,
)


def _behalf(event: Reported | e.StepDelayed, plan: Plan) -> str:
    step = plan.step(event.step)
    return f" (recorded for {plain(event.for_whom or step.owner, NAME)})" if step and event.on_behalf else ""


def _happened(event: Reported | e.StepCalled, state: Deployment) -> str:
    """When it was, where it is told later."""
    return f" at {clock(event.happened_at, state.zone)}" if event.happened_at else ""


def _reported(how: str) -> Callable[[Any, Deployment, Plan], str]:
    """How a step goes, when, for whom, as whose member, and what was said with it."""

    def say(event: Reported, state: Deployment, plan: Plan) -> str:
        words = event.note if isinstance(event, e.StepStarted | e.StepFinished) else event.reason
        said = f"{step_named(event.step, plan)}, {how}{_happened(event, state)}"
        return f"{said}{_behalf(event, plan)}{as_member(event)}{because(words)}"

    return say


def _step_called(event: e.StepCalled, state: Deployment, plan: Plan) -> str:
    step = plan.step(event.step)
    progress = state.steps.get(event.step)
    tries = event.attempt - progress.first + 1 if progress else event.attempt
    again = f", attempt {tries}" if tries > 1 else ""
    who = f": {ph.owner_name(state, step)}" if step else ""
    called = f"{step_named(event.step, plan)}, is called{again}{_happened(event, state)}"
    return f"{called}{who}{because(event.note)}"


def _step_reopened(event: e.StepReopened, _state: Deployment, plan: Plan) -> str:
    """With what fell with it."""
    items = [f"{item_named(number, plan)} is open again" for number in event.items]
    values = [f"{braced(key)} is asked anew" for key in event.values]
    fell = "; ".join(["", *_fell(event, plan), *items, *values])
    return f"{step_named(event.step, plan)}, is reopened{because(event.note)}{fell}"


def _step_delayed(event: e.StepDelayed, state: Deployment, plan: Plan) -> str:
    """By how much, until when, for whom, and why."""
    more = f"needs {minutes(event.minutes)} more and is due {clock(event.due, state.zone)}"
    said = f"{step_named(event.step, plan)}, {more}"
    return f"{said}{_behalf(event, plan)}{because(event.note)}"


def _reminders_quieted(event: e.RemindersQuieted, state: Deployment, plan: Plan) -> str:
    """Of what, and until when."""
    when = f"until {clock(event.until, state.zone)}" if event.until else "for this attempt"
    return f"{step_named(event.step, plan)}: {ph.person_name(event.by)} is not reminded of it {when}"


def _step_added(event: e.StepAdded, _state: Deployment, plan: Plan) -> str:
    step = event.added
    takes = "a follow-up" if step.is_follow_up else minutes(step.minutes or 0)
    who = f"{plain(step.owner, NAME)}, {takes}, ad hoc after {plain(step.after[0], ph.NUMBER)}"
    added = f"{step_named(step.number, plan)}, is added: {who}{because(event.reason or '')}"
    return "; ".join([added, *_fell(event, plan)])


def _restore_decided(event: e.RestoreDecided, _state: Deployment, plan: Plan) -> str:
    restore = step_named(event.restore, plan)
    return f"{restore}, takes the place of step {plain(event.step, ph.NUMBER)}{because(event.reason)}"


def _fell(event: e.StepReopened | e.StepAdded, plan: Plan) -> list[str]:
    """What does not hold any more."""
    off = ph.listed([plain(number, ph.NUMBER) for number in event.called_off], ph.ROWS_SHOWN)
    called_off = f"step {off} is" if len(event.called_off) == 1 else f"steps {off} are"
    checkpoints = [f"{checkpoint_named(number, plan)} is asked anew" for number in event.checkpoints]
    return [
        *([f"{called_off} not called any more"] if off else []),
        *(["Go is asked anew"] if event.go else []),
        *(["deploying goes on"] if event.verifying else []),
        *checkpoints,
    ]


SENTENCES: Sentences = {
    e.StepCalled: _step_called,
    e.StepStarted: _reported("started"),
    e.StepFinished: _reported("is done"),
    e.StepFailed: _reported("failed"),
    e.StepSkipped: _reported("skipped"),
    e.StepReopened: _step_reopened,
    e.StepDelayed: _step_delayed,
    e.StepLate: lambda event, _, plan: f"{step_named(event.step, plan)}, is late",
    e.RemindersQuieted: _reminders_quieted,
    e.StepAdded: _step_added,
    e.RestoreDecided: _restore_decided,
}
