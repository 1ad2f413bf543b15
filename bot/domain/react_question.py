"""What is done outside because of a rollback question: it is asked, kept true, and shown as answered."""

from bot.domain import events as e
from bot.domain.agenda.reminded import reminded
from bot.domain.askings import asking, copies_of
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.plan import Plan
from bot.domain.questions import decision_subject
from bot.domain.react_open import QUESTION, open_messages, question_message
from bot.domain.state import Deployment


def rollback_asked(state: Deployment, event: e.RollbackAsked, _plan: Plan) -> list[Effect]:
    """The thread is asked; what may not be begun until it is answered says so."""
    asked = PostMessage(kind=MessageKind.QUESTION, subject=decision_subject(event.round))
    return [asked, *open_messages(state)]


def voters_asked(state: Deployment, event: e.VotersAsked | e.VotersAskedAgain, _plan: Plan) -> list[Effect]:
    """Directly, a crowd in the thread, by a new message each time, as Slack does not ring for an edit.

    What was asked before says so.
    """
    if state.question is None:
        return []
    return [*question_message(state), *asking(state.question, event.number)]


def question_changed(state: Deployment, _event: e.Event, _plan: Plan) -> list[Effect]:
    """Every copy shows it, and so does every reminder."""
    return question_message(state)


def question_answered(state: Deployment, _event: e.Event, _plan: Plan) -> list[Effect]:
    """Every copy shows the answer; what could not begin meanwhile may."""
    last = state.answers[-1].question
    return [*copies_of(last), *reminded(state, QUESTION), *open_messages(state)]
