"""Accepted facts about Do Not Disturb (Slack says dnd for short): for whom Slack will not ring, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.event import Event
from bot.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """From `start` until before `end` (aware UTC) Slack rings for nothing."""

    start: datetime
    end: datetime

    def covers(self, at: datetime) -> bool:
        """Whether Slack does not ring at an instant."""
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class DndRead(Event):
    """What Slack says of people (ids): when it is next quiet for them; never, for who is not in `quiet`."""

    asked: tuple[str, ...]
    quiet: Mapping[str, Quiet]


@dataclass(frozen=True, slots=True, kw_only=True)
class DndNamed(Event):
    """It is said of these people that Slack will not ring for them when they are wanted."""

    people: tuple[Person, ...]
