"""What is done outside because somebody says that they will be there, or need not be any more."""

from bot.domain import events as e
from bot.domain.agenda.presence import ASKED, DEPUTIES, LEAD_TOLD
from bot.domain.agenda.reminded import reminded
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.plan import Plan
from bot.domain.presence import is_first_act
from bot.domain.react_open import go_message
from bot.domain.releasing import released
from bot.domain.state import Deployment, Lifecycle


def person_is_on(state: Deployment, _event: e.PersonIsOn, _plan: Plan) -> list[Effect]:
    """Their own request says so, that of whom they deputise for, and everything that names who is missing."""
    return [*_heard_of(state), *go_message(state)]


def person_acted(state: Deployment, event: e.Event) -> list[Effect]:
    """Whoever does something in the run is there, and need not say so."""
    return _heard_of(state) if event.by and is_first_act(state, event.by) else []


def _heard_of(state: Deployment) -> list[Effect]:
    return [*reminded(state, ASKED), *reminded(state, LEAD_TOLD), *reminded(state, DEPUTIES)]


def not_needed(state: Deployment, event: e.Cancelled, plan: Plan) -> list[Effect]:
    """Whoever said that they will be there hears directly that they need not, but for who cancelled it."""
    return [
        PostMessage(kind=MessageKind.ENDING, subject=Lifecycle.CANCELLED.value, to=person.id)
        for person in released(state, plan)
        if person.id in state.on and not (event.by and person.id == event.by.id)
    ]
