"""Accepted facts about who will be there: who said so, who was told when, who is released."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.event import Event
from bot.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonIsOn(Event):
    """Somebody says that they will be there: for themselves, or for whom they stand in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesTold(Event):
    """Somebody (an id) is told when steps of theirs are expected to begin (aware UTC), by step number."""

    person: str
    starts: Mapping[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleReleased(Event):
    """Nothing in the run can need these people any more, as it stands."""

    people: tuple[Person, ...]
