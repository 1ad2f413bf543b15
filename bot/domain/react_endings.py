"""What is done outside because a deployment is given up, rolled back, or over."""

from bot.domain import events as e
from bot.domain.agenda.steps import step_reminders
from bot.domain.effects import (
    ClearTimer,
    Effect,
    LockTarget,
    MessageKind,
    PostMessage,
    ReleaseTarget,
    RewriteMessages,
    SetTimer,
)
from bot.domain.plan import Plan
from bot.domain.progress import was_completed
from bot.domain.questions import step_question
from bot.domain.react_go import without_go
from bot.domain.react_open import asked_directly, open_messages
from bot.domain.react_presence import not_needed
from bot.domain.react_question import question_answered
from bot.domain.react_steps import ended_steps
from bot.domain.run import GO_TIMER, WINDOW_TIMER
from bot.domain.state import Deployment, Lifecycle


def undoing_began(state: Deployment, _event: e.UndoingBegan, plan: Plan) -> list[Effect]:
    """Whoever was called in pre-deployment stops, and Go is not asked any more."""
    go: list[Effect] = [RewriteMessages(kind=MessageKind.GO), ClearTimer(name=GO_TIMER)]
    return [*open_messages(state), *ended_steps(state, plan), *go]


def pre_deployment_left(state: Deployment, event: e.PreDeploymentLeft, _plan: Plan) -> list[Effect]:
    """No message of the attempt may be pressed any more; its window may have ended while it was undone."""
    steps = [
        RewriteMessages(kind=kind, subject=step_question(step, state.called_off[step]))
        for step in event.steps
        for kind in (MessageKind.STEP, MessageKind.FAILURE)
    ]
    ends = state.window_end
    window: list[Effect] = [SetTimer(name=WINDOW_TIMER, due=ends)] if ends else []
    reminders = step_reminders(state, *event.steps)
    return [RewriteMessages(kind=MessageKind.GO), ClearTimer(name=GO_TIMER), *window, *steps, *reminders]


def cancelled(state: Deployment, event: e.Cancelled, plan: Plan) -> list[Effect]:
    """Nobody is asked anything any more, and nothing waits for its time."""
    window: list[Effect] = [] if state.begun else [ClearTimer(name=WINDOW_TIMER)]
    told = not_needed(state, event, plan)
    return [*open_messages(state), *ended_steps(state, plan), *without_go(state), *window, *told]


def window_missed(state: Deployment, _event: e.WindowMissed, _plan: Plan) -> list[Effect]:
    """Nobody is asked anything any more."""
    return open_messages(state)


def rollback_decided(state: Deployment, event: e.RollbackDecided, plan: Plan) -> list[Effect]:
    """All that was asked for on the way is settled; an ending that offered the rollback says so."""
    answered = question_answered(state, event, plan) if state.answers else []
    effects = [*answered, *open_messages(state), *ended_steps(state, plan), *without_go(state)]
    if was_completed(state, plan):
        effects.append(RewriteMessages(kind=MessageKind.ENDING, subject=Lifecycle.COMPLETED.value))
    return effects


def target_locked(_state: Deployment, event: e.TargetLocked, _plan: Plan) -> list[Effect]:
    """The lock has a stream of its own."""
    assert event.by, "a rollback is decided by a person"
    return [LockTarget(by=event.by, at=event.at, reason=event.reason)]


def target_released(_state: Deployment, event: e.TargetReleased, _plan: Plan) -> list[Effect]:
    """The lock is taken off its stream; the ending that offered it says so."""
    assert event.by, "a lock is released by a person"
    return [
        ReleaseTarget(by=event.by, at=event.at, reason=event.reason),
        RewriteMessages(kind=MessageKind.ENDING, subject=Lifecycle.ROLLED_BACK.value),
    ]


def ended(state: Deployment, event: e.Completed | e.RolledBack, plan: Plan) -> list[Effect]:
    """It has its last message, and offers nothing any more."""
    ending = Lifecycle.COMPLETED if isinstance(event, e.Completed) else Lifecycle.ROLLED_BACK
    told = PostMessage(kind=MessageKind.ENDING, subject=ending.value)
    return [told, *ended_steps(state, plan), *asked_directly(state)]
