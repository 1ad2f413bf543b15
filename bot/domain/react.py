"""What is done outside because of accepted events. Never run when events are folded again."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.domain import approvals
from bot.domain import events as e
from bot.domain.effects import ClearTimer, Effect, MessageKind, PostMessage, RewriteMessages, SetTimer
from bot.domain.plan import Plan
from bot.domain.questions import confirm_question, go_question, review_question, step_question
from bot.domain.run import GO_TIMER, WINDOW_TIMER
from bot.domain.state import Deployment, Lifecycle

SILENT = (
    e.RolesBound,
    e.ItemTicked,
    e.GoAsked,
    e.ConfirmationAsked,
    e.StepCalled,
    e.StepStarted,
    e.StepFinished,
)
"""Facts that no line of the log tells: the status message, or the question's own message, shows them."""


def react(state: Deployment, events: Sequence[tuple[int, e.Event]], plan: Plan) -> tuple[Effect, ...]:
    """The effects of one decision's events, each with its sequence number; `state` is after all of them."""
    effects: list[Effect] = []
    told = [number for number, event in events if _is_told(event)]
    if told:
        effects.append(PostMessage(kind=MessageKind.LOG, subject=",".join(map(str, told))))
    for _, event in events:
        if reaction := REACTIONS.get(type(event)):
            effects += reaction(state, event, plan)
    if events:
        effects.append(RewriteMessages(kind=MessageKind.STATUS))
    return tuple(dict.fromkeys(effects))


def _is_told(event: e.Event) -> bool:
    if isinstance(event, e.DeploymentOpened | e.Completed | e.RolledBack):
        return False
    return not isinstance(event, SILENT)


def _opened(_state: Deployment, _event: e.DeploymentOpened, _plan: Plan) -> list[Effect]:
    return [PostMessage(kind=MessageKind.STATUS)]


def _ask_signers(state: Deployment, _event: e.Event, plan: Plan) -> list[Effect]:
    question = review_question(state)
    asked = approvals.first_asked(state, plan)
    return [PostMessage(kind=MessageKind.REVIEW, subject=question, to=person.id) for person in asked]


def _review_changed(_state: Deployment, _event: e.Event, _plan: Plan) -> list[Effect]:
    return [RewriteMessages(kind=MessageKind.REVIEW)]


def _approved(state: Deployment, _event: e.Approved, _plan: Plan) -> list[Effect]:
    ends = state.window_end
    return [SetTimer(name=WINDOW_TIMER, due=ends)] if ends else []


def _begun(_state: Deployment, _event: e.Begun, _plan: Plan) -> list[Effect]:
    return [ClearTimer(name=WINDOW_TIMER)]


def _step_called(_state: Deployment, event: e.StepCalled, _plan: Plan) -> list[Effect]:
    effects: list[Effect] = [
        PostMessage(kind=MessageKind.STEP, subject=step_question(event.step, event.attempt))
    ]
    if event.attempt > 1:
        effects.append(
            RewriteMessages(kind=MessageKind.FAILURE, subject=step_question(event.step, event.attempt - 1))
        )
    return effects


def _step_changed(
    state: Deployment, event: e.StepStarted | e.StepFinished | e.StepSkipped, _plan: Plan
) -> list[Effect]:
    question = step_question(event.step, state.steps[event.step].attempt)
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=question),
        RewriteMessages(kind=MessageKind.FAILURE, subject=question),
    ]


def _step_failed(state: Deployment, event: e.StepFailed, _plan: Plan) -> list[Effect]:
    question = step_question(event.step, state.steps[event.step].attempt)
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=question),
        PostMessage(kind=MessageKind.FAILURE, subject=question),
    ]


def _go_asked(state: Deployment, _event: e.GoAsked, _plan: Plan) -> list[Effect]:
    return [PostMessage(kind=MessageKind.GO, subject=go_question(state))]


def _go_given(_state: Deployment, event: e.GoGiven, _plan: Plan) -> list[Effect]:
    return [
        RewriteMessages(kind=MessageKind.GO),
        SetTimer(name=GO_TIMER, due=event.effective_at),
    ]


def _deploying(_state: Deployment, _event: e.DeployingBegan, _plan: Plan) -> list[Effect]:
    return [RewriteMessages(kind=MessageKind.GO), ClearTimer(name=GO_TIMER)]


def _hold_changed(_state: Deployment, _event: e.Event, _plan: Plan) -> list[Effect]:
    return [RewriteMessages(kind=MessageKind.GO)]


def _all_settled(_state: Deployment, _event: e.Event, _plan: Plan) -> list[Effect]:
    asking = (
        MessageKind.REVIEW,
        MessageKind.GO,
        MessageKind.STEP,
        MessageKind.FAILURE,
        MessageKind.CONFIRM,
    )
    return [RewriteMessages(kind=kind) for kind in asking]


def _cancelled(state: Deployment, event: e.Cancelled, plan: Plan) -> list[Effect]:
    return [
        *_all_settled(state, event, plan),
        ClearTimer(name=GO_TIMER),
        ClearTimer(name=WINDOW_TIMER),
    ]


def _rollback(state: Deployment, event: e.RollbackDecided, plan: Plan) -> list[Effect]:
    return [*_all_settled(state, event, plan), ClearTimer(name=GO_TIMER)]


def _confirmation_asked(_state: Deployment, event: e.ConfirmationAsked, _plan: Plan) -> list[Effect]:
    return [PostMessage(kind=MessageKind.CONFIRM, subject=confirm_question(event.checkpoint))]


def _confirmed(_state: Deployment, event: e.Confirmed, _plan: Plan) -> list[Effect]:
    return [RewriteMessages(kind=MessageKind.CONFIRM, subject=confirm_question(event.checkpoint))]


def _ended(state: Deployment, event: e.Event, plan: Plan) -> list[Effect]:
    return [PostMessage(kind=MessageKind.ENDING), *_all_settled(state, event, plan)]


def _roles_bound(state: Deployment, event: e.RolesBound, plan: Plan) -> list[Effect]:
    if state.state is not Lifecycle.IN_REVIEW:
        return []
    return [*_ask_signers(state, event, plan), *_review_changed(state, event, plan)]


REACTIONS: dict[type[e.Event], Callable[[Deployment, Any, Plan], list[Effect]]] = {
    e.DeploymentOpened: _opened,
    e.RolesBound: _roles_bound,
    e.Submitted: _ask_signers,
    e.SignedOff: _review_changed,
    e.SignOffRejected: _review_changed,
    e.Approved: _approved,
    e.Begun: _begun,
    e.StepCalled: _step_called,
    e.StepStarted: _step_changed,
    e.StepFinished: _step_changed,
    e.StepSkipped: _step_changed,
    e.StepFailed: _step_failed,
    e.GoAsked: _go_asked,
    e.GoGiven: _go_given,
    e.DeployingBegan: _deploying,
    e.Held: _hold_changed,
    e.Resumed: _hold_changed,
    e.Cancelled: _cancelled,
    e.RollbackDecided: _rollback,
    e.RolledBack: _ended,
    e.ConfirmationAsked: _confirmation_asked,
    e.Confirmed: _confirmed,
    e.Completed: _ended,
}
