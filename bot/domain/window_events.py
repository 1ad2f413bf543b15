"""Accepted facts about the window, beside those that move it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowExtended(Event):
    """The window is so many minutes longer, and ends at `window_end` (aware UTC)."""

    minutes: int
    reason: str
    window_end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOn(Event):
    """The lead goes on though a rollback would end after the window, by that end's subject."""

    window: str
