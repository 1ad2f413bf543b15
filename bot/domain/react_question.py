"""What is done outside because of a rollback question: it is asked, kept true, and shown as answered."""

from bot.domain import events as e
from bot.domain.agenda.reminded import reminded
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.electorate import electorate
from bot.domain.plan import Plan
from bot.domain.questions import decision_subject
from bot.domain.react_open import QUESTION, open_messages, question_message
from bot.domain.state import Deployment


def rollback_asked(state: Deployment, event: e.RollbackAsked, _plan: Plan) -> list[Effect]:
    """The thread is asked; what may not be begun until it is answered says so."""
    asked = PostMessage(kind=MessageKind.QUESTION, subject=decision_subject(event.round))
    return [asked, *open_messages(state)]


def voters_asked(state: Deployment, event: e.VotersAsked, plan: Plan) -> list[Effect]:
    """Directly, unless so many are asked that the thread is the place."""
    question = state.question
    if question is None or len(electorate(state, plan).asked(question.votes)) > ASKED_DIRECTLY:
        return []
    subject = decision_subject(question.round)
    return [PostMessage(kind=MessageKind.QUESTION, subject=subject, to=user) for user in event.people]


def voters_asked_again(state: Deployment, event: e.VotersAskedAgain, _plan: Plan) -> list[Effect]:
    """Directly, as each of them settles it, a crowd in the thread; what was asked before shows it, too."""
    if state.question is None:
        return []
    subject = decision_subject(state.question.round)
    to = event.people if len(event.people) <= ASKED_DIRECTLY else ("",)
    asked = [PostMessage(kind=MessageKind.QUESTION, subject=subject, to=user) for user in to]
    return [*question_message(state), *asked]


def question_changed(state: Deployment, _event: e.Event, _plan: Plan) -> list[Effect]:
    """Every copy shows it, and so does every reminder."""
    return question_message(state)


def question_answered(state: Deployment, _event: e.Event, _plan: Plan) -> list[Effect]:
    """Every copy shows the answer; what could not begin meanwhile may."""
    last = state.answers[-1].question
    answered = RewriteMessages(kind=MessageKind.QUESTION, subject=decision_subject(last.round))
    return [answered, *reminded(state, QUESTION), *open_messages(state)]
