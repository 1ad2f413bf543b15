"""What is done outside because somebody says that they will be there, or need not be any more."""

from bot.domain import events as e
from bot.domain.agenda.presence import ASKED, DEPUTIES, LEAD_TOLD, subject_of
from bot.domain.agenda.reminded import reminded
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.plan import Plan
from bot.domain.react_open import go_message
from bot.domain.releasing import released
from bot.domain.state import Deployment, Lifecycle


def person_is_on(state: Deployment, event: e.PersonIsOn, _plan: Plan) -> list[Effect]:
    """Their own request says so, and so does everything that names who is missing."""
    assert event.by, "a person says so"
    asked = [subject_of(state, event.by.id), subject_of(state)]
    own = [effect for subject in asked for effect in reminded(state, ASKED, subject)]
    others = [*reminded(state, LEAD_TOLD), *reminded(state, DEPUTIES)]
    return [*own, *others, *go_message(state)]


def not_needed(state: Deployment, event: e.Cancelled, plan: Plan) -> list[Effect]:
    """Whoever said that they will be there hears directly that they need not, but for who cancelled it."""
    return [
        PostMessage(kind=MessageKind.ENDING, subject=Lifecycle.CANCELLED.value, to=person.id)
        for person in released(state, plan)
        if person.id in state.on and not (event.by and person.id == event.by.id)
    ]
