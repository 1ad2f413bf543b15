"""What is done outside because of a review: asking, asking anew, showing a changed document."""

from bot.domain import approvals, events as e
from bot.domain.agenda.presence import ON
from bot.domain.agenda.reminded import reminded
from bot.domain.agenda.review import APPROVAL
from bot.domain.effects import ClearTimer, Effect, MessageKind, PostMessage, RewriteMessages, SetTimer
from bot.domain.plan import Plan
from bot.domain.questions import amend_question, review_question
from bot.domain.react_open import asked_directly
from bot.domain.run import LATE_TIMER, WINDOW_TIMER
from bot.domain.state import Deployment, Lifecycle


def ask_signers(state: Deployment, _event: e.Event, plan: Plan) -> list[Effect]:
    """Whoever may sign is asked, each once."""
    question = review_question(state)
    to = [person.id for person in approvals.first_asked(state, plan)]
    if approvals.is_asked_in_thread(state, plan):
        to.append("")
    return [PostMessage(kind=MessageKind.REVIEW, subject=question, to=user) for user in to]


def review_changed(state: Deployment, _event: e.Event, _plan: Plan) -> list[Effect]:
    """Every request for an approval shows what is given; so does the ending of an emergency."""
    review: list[Effect] = [RewriteMessages(kind=MessageKind.REVIEW), *reminded(state, APPROVAL)]
    if state.state is Lifecycle.COMPLETED:
        return [*review, RewriteMessages(kind=MessageKind.ENDING, subject=Lifecycle.COMPLETED.value)]
    return review


def approved(state: Deployment, event: e.Approved, plan: Plan) -> list[Effect]:
    """An emergency's rest has its own time, and is asked for: anew, where the plan changed meanwhile."""
    timer: list[Effect] = [SetTimer(name=LATE_TIMER, due=event.late_due)] if event.late_due else []
    effects = [*timer, *reminded(state, ON)]
    return [*effects, *asked_anew(state, event, plan)] if event.late else effects


def asked_anew(state: Deployment, event: e.Event, plan: Plan) -> list[Effect]:
    """What is missing is asked for anew; every older request says so, or that its approval stands."""
    reminders = reminded(state, APPROVAL)
    return [RewriteMessages(kind=MessageKind.REVIEW), *reminders, *ask_signers(state, event, plan)]


def proposed(state: Deployment, _event: e.AmendmentProposed, _plan: Plan) -> list[Effect]:
    """The changed document is shown, and an older one no more."""
    question = amend_question(state.proposals)
    return [
        RewriteMessages(kind=MessageKind.AMENDMENT),
        PostMessage(kind=MessageKind.AMENDMENT, subject=question),
    ]


def amended(state: Deployment, event: e.Amended, plan: Plan) -> list[Effect]:
    """Requests show what changed; who must approve again is asked; the window's end may have moved."""
    asked = ask_signers(state, event, plan) if state.state is Lifecycle.IN_REVIEW else []
    timer: Effect = ClearTimer(name=WINDOW_TIMER)
    if event.window_end and event.window_end > event.at:
        timer = SetTimer(name=WINDOW_TIMER, due=event.window_end)
    rewritten = (MessageKind.REVIEW, MessageKind.AMENDMENT)
    return [
        *(RewriteMessages(kind=kind) for kind in rewritten),
        *reminded(state, APPROVAL),
        *asked_directly(state),
        *asked,
        timer,
    ]
