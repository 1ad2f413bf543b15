"""The messages of open questions, brought up to date: when what they ask changed, or whom."""

from bot.domain.agenda.presence import ON
from bot.domain.agenda.reminded import reminded
from bot.domain.agenda.review import APPROVAL
from bot.domain.agenda.steps import open_reminders
from bot.domain.agenda.window import WINDOW
from bot.domain.askings import copies_of
from bot.domain.effects import Effect, MessageKind, RewriteMessages
from bot.domain.progress import ASKING
from bot.domain.questions import confirm_question, step_question
from bot.domain.state import Deployment, StepStatus


def go_message(state: Deployment) -> list[Effect]:
    """Rewrites Go's message while it waits for an answer or its time."""
    waits = state.go_asked and state.actual_t0 is None
    return [RewriteMessages(kind=MessageKind.GO)] if waits else []


def messages(state: Deployment, kind: MessageKind, *statuses: StepStatus) -> list[Effect]:
    """Rewrites the messages of a kind for those steps whose latest attempt is so far."""
    return [
        RewriteMessages(kind=kind, subject=step_question(step, progress.attempt))
        for step, progress in state.steps.items()
        if progress.status in statuses
    ]


QUESTION = "question-"
"""With which the names of the agenda's rules about a rollback question begin."""


def question_message(state: Deployment) -> list[Effect]:
    """Rewrites every copy of the open rollback question, and its reminders."""
    if state.question is None:
        return []
    return [*copies_of(state.question), *reminded(state, QUESTION)]


def asked_directly(state: Deployment) -> list[Effect]:
    """Rewrites what was asked directly for the window: who is on, whether it is too short."""
    return [*reminded(state, ON), *reminded(state, WINDOW)]


def open_messages(state: Deployment) -> list[Effect]:
    """Rewrites every question's message that shows buttons; also when they are all settled at a stroke."""
    effects: list[Effect] = []
    if state.submitted and not state.begun:
        effects += [RewriteMessages(kind=MessageKind.REVIEW), *reminded(state, APPROVAL)]
    if state.proposal and not state.begun:
        effects.append(RewriteMessages(kind=MessageKind.AMENDMENT))
    effects += question_message(state)
    effects += asked_directly(state)
    effects += go_message(state)
    effects += messages(state, MessageKind.STEP, *ASKING)
    effects += messages(state, MessageKind.FAILURE, StepStatus.FAILED)
    return [*effects, *confirm_messages(state), *open_reminders(state)]


def confirm_messages(state: Deployment) -> list[Effect]:
    """Rewrites the message of each checkpoint that waits for its confirmation."""
    return [
        RewriteMessages(kind=MessageKind.CONFIRM, subject=confirm_question(state, checkpoint))
        for checkpoint in state.confirmations_asked
        if checkpoint not in state.confirmations
    ]
