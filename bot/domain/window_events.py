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
