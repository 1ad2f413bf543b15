"""The base of all accepted facts."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The base of all events."""

    at: datetime
    by: Person | None
