"""Folds of the facts about people: who stands for what, who took over, who left, came back, is renamed."""

from bot.domain import events as e
from bot.domain.changing import replace
from bot.domain.folds import Folds
from bot.domain.people import handed_to
from bot.domain.roles import role_key, role_keys
from bot.domain.state import LEAD, Deployment
from bot.domain.state_parts import Departure


def with_bound(state: Deployment, event: e.RolesBound) -> Deployment:
    """An event from before written people were kept by id leaves those that are known."""
    return replace(state, roles=event.roles, meant=event.meant or state.meant)


def with_handed(state: Deployment, event: e.RoleHanded) -> Deployment:
    """A text of several roles is looked up anew right after."""
    keys = role_keys(event.role)
    before = {text: held for text, held in state.roles.items() if role_key(text) in keys}
    handed = {text: handed_to(held, event.to) for text, held in before.items()}
    if not event.leaves_groups:
        handed = {text: replace(held, groups=before[text].groups) for text, held in handed.items()}
    after = replace(
        state,
        handed={**state.handed, role_key(event.role): event.to},
        handed_at={**state.handed_at, role_key(event.role): event.at},
        roles={**state.roles, **handed},
    )
    return replace(after, lead_seen=event.at) if role_key(LEAD) in keys else after


def with_left(state: Deployment, event: e.PersonLeft) -> Deployment:
    """One departure more."""
    departure = Departure(
        person=event.person,
        at=event.at,
        roles=event.roles,
        deputy_for=event.deputy_for,
        waits=event.waits,
    )
    return replace(state, departures=(*state.departures, departure))


def with_returned(state: Deployment, event: e.PersonReturned) -> Deployment:
    """The departure is over."""
    departures = (
        replace(each, returned_at=event.at)
        if each.person.id == event.person.id and each.returned_at is None
        else each
        for each in state.departures
    )
    return replace(state, departures=tuple(departures))


def with_renamed(state: Deployment, event: e.PersonRenamed) -> Deployment:
    """What they are called now was said."""
    return replace(state, called={**state.called, **dict.fromkeys(event.keys, event.now)})


FOLDS: Folds = {
    e.RolesBound: with_bound,
    e.RoleHanded: with_handed,
    e.PersonLeft: with_left,
    e.PersonReturned: with_returned,
    e.PersonRenamed: with_renamed,
}
