"""What is done outside because of accepted events. Never run when events are folded again.

Each open question has its message with its buttons, and each is brought up to date when its question is
settled, wherever that was. Besides, the log tells what no question's own message shows.
"""

from collections.abc import Callable, Sequence
from typing import Any

from bot.domain import (
    events as e,
    react_alerts,
    react_changes,
    react_charts,
    react_dnd,
    react_endings,
    react_go,
    react_notices,
    react_pages,
    react_people,
    react_post_mortem,
    react_presence,
    react_question,
    react_review,
    react_rows,
    react_smoke,
    react_steps,
    react_values,
    react_watch,
)
from bot.domain.agenda.notifications import BEFORE as NOTICE_BEFORE
from bot.domain.agenda.reminded import reminded
from bot.domain.agenda.review import APPROVAL
from bot.domain.agenda.steps import open_reminders, step_reminders
from bot.domain.agenda.table import RULES
from bot.domain.agenda.window import WINDOW
from bot.domain.agenda_events import Fate
from bot.domain.effects import (
    ClearTimer,
    Effect,
    MessageKind,
    PostMessage,
    RewriteMessages,
    SendAgain,
    SetTimer,
)
from bot.domain.neighbours import FREEZE_TIMER
from bot.domain.plan import Plan
from bot.domain.questions import confirm_question
from bot.domain.react_escalation import asked_once, ladder_followed
from bot.domain.react_open import go_message, messages
from bot.domain.react_page import page_followed
from bot.domain.run import WINDOW_TIMER
from bot.domain.state import Deployment, StepStatus
from bot.domain.watch import SmokeOutcome

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
    e.ValueNoted,
    e.DataValidated,
    e.ConfigurationConfirmed,
    e.MigrationsReversed,
    e.ConfigurationRestored,
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
    e.RollbackAsked,
    e.VoteCast,
    e.SeverityChanged,
    e.DecisionEscalated,
    e.RollbackDeclined,
    e.QuestionFellAway,
    e.QuestionNotRepeated,
    e.CarriedOn,
    e.RollbackDecided,
    e.TargetLocked,
    e.TargetReleased,
    e.PeopleReleased,
    e.CaughtUp,
    e.NoticeGiven,
    e.DeliveryReported,
    e.NoticeEdited,
    e.CallAcknowledged,
    e.IssueOver,
    e.AlertAttached,
    e.SmokeTestsRun,
    e.SmokeTestsTicked,
    e.SmokeTestsLeft,
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
ACTS = (e.Begun, e.GoGiven, e.StepStarted, e.StepFinished, e.StepFailed, e.StepSkipped)
"""What somebody does in the run, who is there then."""
TOLD_WITH_NOTE = (e.MetricSaid, e.StepCalled, e.StepStarted)
"""Facts that the log tells only where somebody said something with them: nothing else would show that."""


def react(
    state: Deployment,
    events: Sequence[tuple[int, e.Event]],
    plan: Plan,
    before: Deployment | None = None,
) -> tuple[Effect, ...]:
    """The effects of one decision's events, each with its sequence number.

    `state` is after all of them, `before` is before the first; `None` where there was none.
    """
    effects: list[Effect] = []
    if told := [number for number, event in events if _is_told(event)]:
        effects.append(PostMessage(kind=MessageKind.LOG, subject=",".join(map(str, told))))
    for number, event in events:
        if isinstance(event, e.DeliveryReported):
            effects += react_notices.delivery_reported(state, event, number)
        if reaction := REACTIONS.get(type(event)):
            effects += reaction(state, event, plan)
        if isinstance(event, ACTS):
            effects += react_presence.person_acted(state, event)
        if isinstance(event, OF_ONE_STEP):
            effects += step_reminders(state, event.step)
    effects += react_dnd.dnd_followed(state, (event for _, event in events), plan)
    effects += react_changes.changes_told(state, events, plan)
    effects += react_pages.pages_followed((event for _, event in events), plan)
    effects += react_alerts.alerts_followed(state, (event for _, event in events))
    effects += react_values.values_followed(state, (event for _, event in events), plan, before)
    effects += react_rows.rows_followed(state, (event for _, event in events), plan, before)
    effects += react_watch.watch_followed(state, (event for _, event in events), plan, before)
    effects += react_charts.charts_followed(state, events, plan, before)
    effects += react_smoke.tests_followed(state, (event for _, event in events), plan, before)
    effects += react_post_mortem.timeline_handed(state, events, plan, before)
    effects += ladder_followed(state, (event for _, event in events))
    effects += page_followed(state, (event for _, event in events), plan)
    if events:
        effects.append(RewriteMessages(kind=MessageKind.STATUS))
    return _each_once(asked_once(state, effects))


def _is_told(event: e.Event) -> bool:
    if isinstance(event, e.SurroundingsChanged | e.PersonLeft):
        return event.is_news
    if isinstance(event, e.SmokeTestsRun):
        return any(run.result.why or run.result.outcome is not SmokeOutcome.NOT_RUN for run in event.runs)
    if isinstance(event, e.CameDue):
        return event.fate is Fate.SKIPPED and event.rule == NOTICE_BEFORE
    return isinstance(event, TOLD) or (isinstance(event, TOLD_WITH_NOTE) and bool(event.note))


def _each_once(effects: list[Effect]) -> tuple[Effect, ...]:
    """Without repeats, and without rewriting what is only now posted.

    What people are told directly of a rollback question, a step, or smoke tests has copies from before.
    """
    before = {MessageKind.QUESTION, MessageKind.STEP, MessageKind.TESTS}
    posted = {
        (effect.kind, effect.subject)
        for effect in effects
        if isinstance(effect, PostMessage) and not (effect.kind in before and effect.to)
    }
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
    review = (RewriteMessages(kind=MessageKind.REVIEW), *reminded(state, APPROVAL))
    return [ClearTimer(name=WINDOW_TIMER), *review, *proposed]


def _hold_changed(state: Deployment, _event: e.Event, _plan: Plan) -> list[Effect]:
    """On hold neither Go nor Retry may be pressed."""
    failed = messages(state, MessageKind.FAILURE, StepStatus.FAILED)
    return [*go_message(state), *failed, *open_reminders(state)]


def _sent_again(_state: Deployment, _event: e.DeadLettersResent, _plan: Plan) -> list[Effect]:
    return [SendAgain()]


def _surroundings(state: Deployment, event: e.SurroundingsChanged, _plan: Plan) -> list[Effect]:
    """Approvers and whoever says Go read what stands beside it; a freeze does so until it ends."""
    ends = min((freeze.end for freeze in event.surroundings.freezes), default=None)
    timer: Effect = SetTimer(name=FREEZE_TIMER, due=ends) if ends else ClearTimer(name=FREEZE_TIMER)
    review: list[Effect] = [RewriteMessages(kind=MessageKind.REVIEW), *reminded(state, APPROVAL)]
    return [timer, *(review if state.submitted and not state.begun else []), *go_message(state)]


def _extended(state: Deployment, _event: e.WindowExtended, _plan: Plan) -> list[Effect]:
    """Whoever was asked whether to, and whoever says Go, reads the new end."""
    return [*reminded(state, WINDOW), *go_message(state)]


def _carried_on(state: Deployment, _event: e.CarriedOn, _plan: Plan) -> list[Effect]:
    """Every copy of the question, and what was told before it, says so."""
    return reminded(state, WINDOW)


def _confirmation_asked(state: Deployment, event: e.ConfirmationAsked, _plan: Plan) -> list[Effect]:
    return [PostMessage(kind=MessageKind.CONFIRM, subject=confirm_question(state, event.checkpoint))]


def _confirmed(state: Deployment, event: e.Confirmed, plan: Plan) -> list[Effect]:
    confirmed = RewriteMessages(kind=MessageKind.CONFIRM, subject=confirm_question(state, event.checkpoint))
    return [confirmed, *react_steps.ended_steps(state, plan)]


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
    e.ItemTicked: react_go.item_ticked,
    e.WindowExtended: _extended,
    e.CarriedOn: _carried_on,
    e.PersonIsOn: react_presence.person_is_on,
    e.Begun: _begun,
    e.StepCalled: react_steps.step_called,
    e.StepStarted: react_steps.step_started,
    e.StepFinished: react_steps.step_changed,
    e.StepDelayed: react_steps.step_changed,
    e.StepLate: react_steps.step_late,
    e.StepFailed: react_steps.step_failed,
    e.StepSkipped: react_steps.step_skipped,
    e.StepReopened: react_steps.step_reopened,
    e.StepAdded: react_steps.fell,
    e.GoAsked: react_go.go_asked,
    e.GoGiven: react_go.go_given,
    e.DeployingBegan: react_go.deploying_began,
    e.Held: _hold_changed,
    e.Resumed: _hold_changed,
    e.UndoingBegan: react_endings.undoing_began,
    e.PreDeploymentLeft: react_endings.pre_deployment_left,
    e.Cancelled: react_endings.cancelled,
    e.WindowMissed: react_endings.window_missed,
    e.RollbackAsked: react_question.rollback_asked,
    e.EvidenceSeen: react_question.question_changed,
    e.VotersAsked: react_question.voters_asked,
    e.VotersAskedAgain: react_question.voters_asked,
    e.VotersReminded: react_question.question_changed,
    e.VoteCast: react_question.question_changed,
    e.SeverityChanged: react_question.question_changed,
    e.DecisionEscalated: react_question.question_changed,
    e.RollbackDeclined: react_question.question_answered,
    e.QuestionFellAway: react_question.question_answered,
    e.RollbackDecided: react_endings.rollback_decided,
    e.TargetLocked: react_endings.target_locked,
    e.TargetReleased: react_endings.target_released,
    e.DeadLettersResent: _sent_again,
    e.SurroundingsChanged: _surroundings,
    e.RolledBack: react_endings.ended,
    e.ConfirmationAsked: _confirmation_asked,
    e.Confirmed: _confirmed,
    e.Completed: react_endings.ended,
}
