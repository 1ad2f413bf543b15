"""What is done outside because somebody says that they will be there, or need not be any more."""

from bot.domain import events as e
from bot.domain.agenda.presence import ASKED, DEPUTIES, LEAD_TOLD, subject_of
from bot.domain.agenda.reminded import reminded
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.presence import is_first_act
from bot.domain.react_open import go_message
from bot.domain.releasing import released
from bot.domain.state import Deployment, Lifecycle


def person_is_on(state: Deployment, event: e.PersonIsOn, _plan: Plan) -> list[Effect]:
    """Their own request says so, that of whom they stand in for, and everything that names who is missing."""
    assert event.by, "a person says so"
    return [*_heard_of(state, event.by), *go_message(state)]


def person_acted(state: Deployment, event: e.Event) -> list[Effect]:
    """Whoever does something in the run is there, and need not say so."""
    return _heard_of(state, event.by) if event.by and is_first_act(state, event.by) else []


def _heard_of(state: Deployment, person: Person) -> list[Effect]:
    represented = [
        each.id
        for holders in state.roles.values()
        if any(deputy.id == person.id for deputy in holders.deputies)
        for each in holders.people
    ]
    asked = dict.fromkeys(subject_of(state, user) for user in (person.id, "", *represented))
    own = [effect for subject in asked for effect in reminded(state, ASKED, subject)]
    return [*own, *reminded(state, LEAD_TOLD), *reminded(state, DEPUTIES)]


def not_needed(state: Deployment, event: e.Cancelled, plan: Plan) -> list[Effect]:
    """Whoever said that they will be there hears directly that they need not, but for who cancelled it."""
    return [
        PostMessage(kind=MessageKind.ENDING, subject=Lifecycle.CANCELLED.value, to=person.id)
        for person in released(state, plan)
        if person.id in state.on and not (event.by and person.id == event.by.id)
    ]
