"""What is done outside because of accepted events. Never run when events are folded again.

Each open question has its message with its buttons, and each is brought up to date when its question is
settled, wherever that was. Besides, the log tells what no question's own message shows.
"""

from collections.abc import Callable, Sequence
from typing import Any

from bot.domain import events as e, react_notices, react_people, react_presence, react_review
from bot.domain.agenda.notifications import BEFORE as NOTICE_BEFORE
from bot.domain.agenda.reminded import reminded
from bot.domain.agenda.steps import open_reminders, step_reminders
from bot.domain.agenda.table import RULES
from bot.domain.agenda.window import EXTEND
from bot.domain.agenda_events import Fate
from bot.domain.effects import (
    ClearTimer,
    Effect,
    LockTarget,
    MessageKind,
    PostMessage,
    ReleaseTarget,
    RewriteMessages,
    SendAgain,
    SetTimer,
)
from bot.domain.neighbours import FREEZE_TIMER
from bot.domain.plan import Plan
from bot.domain.progress import was_completed
from bot.domain.questions import confirm_question, go_question, step_question
from bot.domain.react_open import asked_directly, go_message, messages, open_messages
from bot.domain.react_page import page_followed
from bot.domain.reopening import built_on_alone, last_ended
from bot.domain.run import GO_TIMER, WINDOW_TIMER
from bot.domain.state import Deployment, Lifecycle, StepStatus

TOLD = (
    e.RoleHanded,
    e.PersonReturned,
    e.PersonRenamed,
    e.Submitted,
    e.SignedOff,
    e.SignOffRejected,
    e.SignOffWithdrawn,
    e.ReviewReopened,
    e.SignOffCarried,
    e.SignOffsOverdue,
    e.Amended,
    e.Rescheduled,
    e.Approved,
    e.Overridden,
    e.Begun,
    e.StepSkipped,
    e.StepReopened,
    e.StepDelayed,
    e.StepAdded,
    e.RestoreDecided,
    e.NoteAdded,
    e.DeadLettersResent,
    e.GoGiven,
    e.DeployingBegan,
    e.VerifyingBegan,
    e.Held,
    e.Resumed,
    e.UndoingBegan,
    e.PreDeploymentLeft,
    e.Cancelled,
    e.WindowMissed,
    e.WindowExtended,
    e.RollbackDecided,
    e.TargetLocked,
    e.TargetReleased,
    e.PeopleReleased,
    e.CaughtUp,
    e.NoticeGiven,
    e.DeliveryReported,
    e.NoticeEdited,
)
"""Facts that the log tells; the others are shown by the status message or by a question's own message."""
OF_ONE_STEP = (
    e.StepCalled,
    e.StepStarted,
    e.StepFinished,
    e.StepFailed,
    e.StepSkipped,
    e.StepReopened,
    e.StepDelayed,
    e.RemindersQuieted,
)
"""Facts that a step's reminders tell."""
TOLD_WITH_NOTE = (e.StepCalled, e.StepStarted)
"""Facts that the log tells only where somebody said something with them: nothing else would show that."""


def react(state: Deployment, events: Sequence[tuple[int, e.Event]], plan: Plan) -> tuple[Effect, ...]:
    """The effects of one decision's events, each with its sequence number; `state` is after all of them."""
    effects: list[Effect] = []
    if told := [number for number, event in events if _is_told(event)]:
        effects.append(PostMessage(kind=MessageKind.LOG, subject=",".join(map(str, told))))
    for number, event in events:
        if isinstance(event, e.DeliveryReported):
            effects += react_notices.delivery_reported(state, event, number)
        if reaction := REACTIONS.get(type(event)):
            effects += reaction(state, event, plan)
        if isinstance(event, OF_ONE_STEP):
            effects += step_reminders(state, event.step)
    effects += page_followed(state, (event for _, event in events), plan)
    if events:
        effects.append(RewriteMessages(kind=MessageKind.STATUS))
    return _each_once(effects)


def _is_told(event: e.Event) -> bool:
    if isinstance(event, e.SurroundingsChanged | e.PersonLeft):
        return event.is_news
    if isinstance(event, e.CameDue):
        return event.fate is Fate.SKIPPED and event.rule == NOTICE_BEFORE
    return isinstance(event, TOLD) or (isinstance(event, TOLD_WITH_NOTE) and bool(event.note))


def _each_once(effects: list[Effect]) -> tuple[Effect, ...]:
    """Without repeats, and without rewriting what is only now posted."""
    posted = {(effect.kind, effect.subject) for effect in effects if isinstance(effect, PostMessage)}
    return tuple(
        effect
        for effect in dict.fromkeys(effects)
        if not (isinstance(effect, RewriteMessages) and (effect.kind, effect.subject) in posted)
    )


def _came_due(state: Deployment, event: e.CameDue, plan: Plan) -> list[Effect]:
    if not event.fate.is_carried_out:
        return []
    return RULES[event.rule].says(state, event.subject, plan)


def _opened(_state: Deployment, event: e.DeploymentOpened, _plan: Plan) -> list[Effect]:
    effects: list[Effect] = [PostMessage(kind=MessageKind.STATUS)]
    if event.window_end and event.window_end > event.at:
        effects.append(SetTimer(name=WINDOW_TIMER, due=event.window_end))
    return effects


def _begun(state: Deployment, _event: e.Begun, _plan: Plan) -> list[Effect]:
    proposed: list[Effect] = [RewriteMessages(kind=MessageKind.AMENDMENT)] if state.proposal else []
    return [ClearTimer(name=WINDOW_TIMER), RewriteMessages(kind=MessageKind.REVIEW), *proposed]


def _step_called(state: Deployment, event: e.StepCalled, _plan: Plan) -> list[Effect]:
    effects: list[Effect] = [
        PostMessage(kind=MessageKind.STEP, subject=step_question(event.step, event.attempt))
    ]
    if state.steps[event.step].tries > 1:
        failed = step_question(event.step, event.attempt - 1)
        effects.append(RewriteMessages(kind=MessageKind.FAILURE, subject=failed))
    return effects


def _step_started(state: Deployment, event: e.StepStarted, plan: Plan) -> list[Effect]:
    """What the step was built on cannot be reopened any more."""
    return [*_step_changed(state, event, plan), *_built_on(state, event.step, plan)]


def _step_changed(
    state: Deployment, event: e.StepStarted | e.StepFinished | e.StepDelayed, _plan: Plan
) -> list[Effect]:
    return [RewriteMessages(kind=MessageKind.STEP, subject=_attempt(state, event.step))]


def _step_reopened(state: Deployment, event: e.StepReopened, plan: Plan) -> list[Effect]:
    """The step is asked about anew."""
    before = step_question(event.step, event.attempt - 1)
    effects: list[Effect] = [
        PostMessage(kind=MessageKind.STEP, subject=step_question(event.step, event.attempt)),
        RewriteMessages(kind=MessageKind.STEP, subject=before),
        RewriteMessages(kind=MessageKind.FAILURE, subject=before),
    ]
    return effects + _fell(state, event, plan)


def _fell(state: Deployment, event: e.StepReopened | e.StepAdded, _plan: Plan) -> list[Effect]:
    """Whoever was asked because of a step that is over hears that they are not any more."""
    effects: list[Effect] = [
        RewriteMessages(kind=MessageKind.STEP, subject=step_question(step, state.called_off[step]))
        for step in event.called_off
        if step in state.called_off
    ]
    if event.called_off:
        effects += step_reminders(state, *event.called_off)
    if event.go:
        effects += [RewriteMessages(kind=MessageKind.GO), ClearTimer(name=GO_TIMER)]
    if event.checkpoints:
        effects.append(RewriteMessages(kind=MessageKind.CONFIRM))
    return effects


def _built_on(state: Deployment, number: str, plan: Plan) -> list[Effect]:
    """Rewrites the messages of ended steps that this one alone was built on so far."""
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=_attempt(state, step.number))
        for step in built_on_alone(state, plan, number)
    ]


def _ended_steps(state: Deployment, plan: Plan) -> list[Effect]:
    """Rewrites the messages of ended steps that nothing was built on: they may have lost their button."""
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=_attempt(state, step.number))
        for step in last_ended(state, plan)
    ]


def _step_failed(state: Deployment, event: e.StepFailed, _plan: Plan) -> list[Effect]:
    """On the way back the lead and the lead's deputy are told directly, at once."""
    question = _attempt(state, event.step)
    told = state.lead.all if state.way_back else ()
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=question),
        PostMessage(kind=MessageKind.FAILURE, subject=question),
        *(PostMessage(kind=MessageKind.FAILURE, subject=question, to=person.id) for person in told),
    ]


def _step_skipped(state: Deployment, event: e.StepSkipped, plan: Plan) -> list[Effect]:
    question = _attempt(state, event.step)
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=question),
        RewriteMessages(kind=MessageKind.FAILURE, subject=question),
        *_built_on(state, event.step, plan),
    ]


def _attempt(state: Deployment, step: str) -> str:
    progress = state.steps.get(step)
    return step_question(step, progress.attempt if progress else state.called_off[step])


def _go_asked(state: Deployment, _event: e.GoAsked, _plan: Plan) -> list[Effect]:
    return [PostMessage(kind=MessageKind.GO, subject=go_question(state))]


def _go_given(state: Deployment, event: e.GoGiven, _plan: Plan) -> list[Effect]:
    effects: list[Effect] = [RewriteMessages(kind=MessageKind.GO)]
    if state.actual_t0 is None:
        effects.append(SetTimer(name=GO_TIMER, due=event.effective_at))
    return effects


def _deploying(state: Deployment, _event: e.DeployingBegan, plan: Plan) -> list[Effect]:
    return [RewriteMessages(kind=MessageKind.GO), ClearTimer(name=GO_TIMER), *_ended_steps(state, plan)]


def _hold_changed(state: Deployment, _event: e.Event, _plan: Plan) -> list[Effect]:
    """On hold neither Go nor Retry may be pressed."""
    failed = messages(state, MessageKind.FAILURE, StepStatus.FAILED)
    return [*go_message(state), *failed, *open_reminders(state)]


def _item_ticked(state: Deployment, _event: e.ItemTicked, _plan: Plan) -> list[Effect]:
    """Go may have waited for the item."""
    return go_message(state)


def _undoing(state: Deployment, _event: e.UndoingBegan, plan: Plan) -> list[Effect]:
    """Whoever was called in pre-deployment stops, and Go is not asked any more."""
    go: list[Effect] = [RewriteMessages(kind=MessageKind.GO), ClearTimer(name=GO_TIMER)]
    return [*open_messages(state), *_ended_steps(state, plan), *go]


def _left(state: Deployment, event: e.PreDeploymentLeft, _plan: Plan) -> list[Effect]:
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


def _cancelled(state: Deployment, event: e.Cancelled, plan: Plan) -> list[Effect]:
    window: list[Effect] = [] if state.begun else [ClearTimer(name=WINDOW_TIMER)]
    told = react_presence.not_needed(state, event, plan)
    return [*open_messages(state), *_ended_steps(state, plan), *_clear_go(state), *window, *told]


def _clear_go(state: Deployment) -> list[Effect]:
    return [ClearTimer(name=GO_TIMER)] if state.go and state.actual_t0 is None else []


def _missed(state: Deployment, _event: e.WindowMissed, _plan: Plan) -> list[Effect]:
    return open_messages(state)


def _rollback(state: Deployment, _event: e.RollbackDecided, plan: Plan) -> list[Effect]:
    effects = [*open_messages(state), *_ended_steps(state, plan), *_clear_go(state)]
    if was_completed(state, plan):
        effects.append(RewriteMessages(kind=MessageKind.ENDING, subject=Lifecycle.COMPLETED.value))
    return effects


def _locked(_state: Deployment, event: e.TargetLocked, _plan: Plan) -> list[Effect]:
    assert event.by, "a rollback is decided by a person"
    return [LockTarget(by=event.by, at=event.at, reason=event.reason)]


def _released(_state: Deployment, event: e.TargetReleased, _plan: Plan) -> list[Effect]:
    assert event.by, "a lock is released by a person"
    return [
        ReleaseTarget(by=event.by, at=event.at, reason=event.reason),
        RewriteMessages(kind=MessageKind.ENDING, subject=Lifecycle.ROLLED_BACK.value),
    ]


def _sent_again(_state: Deployment, _event: e.DeadLettersResent, _plan: Plan) -> list[Effect]:
    return [SendAgain()]


def _surroundings(state: Deployment, event: e.SurroundingsChanged, _plan: Plan) -> list[Effect]:
    """Approvers and whoever says Go read what stands beside it; a freeze does so until it ends."""
    ends = min((freeze.end for freeze in event.surroundings.freezes), default=None)
    timer: Effect = SetTimer(name=FREEZE_TIMER, due=ends) if ends else ClearTimer(name=FREEZE_TIMER)
    review: list[Effect] = [RewriteMessages(kind=MessageKind.REVIEW)]
    return [timer, *(review if state.submitted and not state.begun else []), *go_message(state)]


def _extended(state: Deployment, _event: e.WindowExtended, _plan: Plan) -> list[Effect]:
    """Whoever was asked whether to, and whoever says Go, reads the new end."""
    return [*reminded(state, EXTEND), *go_message(state)]


def _confirmation_asked(state: Deployment, event: e.ConfirmationAsked, _plan: Plan) -> list[Effect]:
    return [PostMessage(kind=MessageKind.CONFIRM, subject=confirm_question(state, event.checkpoint))]


def _confirmed(state: Deployment, event: e.Confirmed, plan: Plan) -> list[Effect]:
    confirmed = RewriteMessages(kind=MessageKind.CONFIRM, subject=confirm_question(state, event.checkpoint))
    return [confirmed, *_ended_steps(state, plan)]


def _ended(state: Deployment, event: e.Completed | e.RolledBack, plan: Plan) -> list[Effect]:
    ending = Lifecycle.COMPLETED if isinstance(event, e.Completed) else Lifecycle.ROLLED_BACK
    ended = PostMessage(kind=MessageKind.ENDING, subject=ending.value)
    return [ended, *_ended_steps(state, plan), *asked_directly(state)]


REACTIONS: dict[type[e.Event], Callable[[Deployment, Any, Plan], list[Effect]]] = {
    e.DeploymentOpened: _opened,
    e.CameDue: _came_due,
    e.NoticeGiven: react_notices.notice_given,
    e.RolesBound: react_people.roles_bound,
    e.RoleHanded: react_people.role_handed,
    e.PersonLeft: react_people.person_left,
    e.PersonReturned: react_people.person_returned,
    e.Submitted: react_review.ask_signers,
    e.SignedOff: react_review.review_changed,
    e.SignOffRejected: react_review.review_changed,
    e.SignOffWithdrawn: react_review.review_changed,
    e.ReviewReopened: react_review.asked_anew,
    e.SignOffCarried: react_review.review_changed,
    e.SignOffsOverdue: react_review.review_changed,
    e.Approved: react_review.approved,
    e.AmendmentProposed: react_review.proposed,
    e.Amended: react_review.amended,
    e.Rescheduled: react_review.amended,
    e.ItemTicked: _item_ticked,
    e.WindowExtended: _extended,
    e.PersonIsOn: react_presence.person_is_on,
    e.Begun: _begun,
    e.StepCalled: _step_called,
    e.StepStarted: _step_started,
    e.StepFinished: _step_changed,
    e.StepDelayed: _step_changed,
    e.StepFailed: _step_failed,
    e.StepSkipped: _step_skipped,
    e.StepReopened: _step_reopened,
    e.StepAdded: _fell,
    e.GoAsked: _go_asked,
    e.GoGiven: _go_given,
    e.DeployingBegan: _deploying,
    e.Held: _hold_changed,
    e.Resumed: _hold_changed,
    e.UndoingBegan: _undoing,
    e.PreDeploymentLeft: _left,
    e.Cancelled: _cancelled,
    e.WindowMissed: _missed,
    e.RollbackDecided: _rollback,
    e.TargetLocked: _locked,
    e.TargetReleased: _released,
    e.DeadLettersResent: _sent_again,
    e.SurroundingsChanged: _surroundings,
    e.RolledBack: _ended,
    e.ConfirmationAsked: _confirmation_asked,
    e.Confirmed: _confirmed,
    e.Completed: _ended,
}
