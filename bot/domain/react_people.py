"""What is done outside because of people: who stands for what, who took over, who left Slack or came back."""

from bot.domain import events as e, react_review
from bot.domain.departures import told_directly
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages, SetTimer
from bot.domain.plan import Plan
from bot.domain.questions import departure_subject
from bot.domain.react_open import open_messages
from bot.domain.run import ROLES_TIMER
from bot.domain.state import Deployment, Lifecycle

KEPT_FROM_WHO_LEFT = (MessageKind.REVIEW, MessageKind.FAILURE, MessageKind.DEPARTURE)
"""What people are sent directly: while their account is closed nobody writes to it, so it may be stale."""


def roles_bound(state: Deployment, event: e.RolesBound, plan: Plan) -> list[Effect]:
    """Whoever came to sign is asked, and open questions name those who may answer them now."""
    is_asked = state.state is Lifecycle.IN_REVIEW or state.late
    asked = react_review.ask_signers(state, event, plan) if is_asked else []
    return [*asked, *open_messages(state), *_departures(state)]


def role_handed(state: Deployment, event: e.RoleHanded, _plan: Plan) -> list[Effect]:
    """Open questions name who may answer them now; texts of several roles are looked up anew at once."""
    return [*open_messages(state), *_departures(state), SetTimer(name=ROLES_TIMER, due=event.at)]


def _departures(state: Deployment) -> list[Effect]:
    """Who was told that somebody left sees who stands for their roles now."""
    return [RewriteMessages(kind=MessageKind.DEPARTURE)] if state.departures else []


def person_left(state: Deployment, event: e.PersonLeft, _plan: Plan) -> list[Effect]:
    """The lead is told directly; whoever can do something about it, where it is the lead who left."""
    if not event.is_news:
        return []
    subject = departure_subject(state, event.person)
    return [
        *open_messages(state),
        *(
            PostMessage(kind=MessageKind.DEPARTURE, subject=subject, to=person.id)
            for person in told_directly(state)
        ),
    ]


def person_returned(state: Deployment, _event: e.PersonReturned, _plan: Plan) -> list[Effect]:
    """They see how what they were asked stands now."""
    rewritten = (RewriteMessages(kind=kind) for kind in KEPT_FROM_WHO_LEFT)
    return [*open_messages(state), *rewritten]
