"""What the clock brought: an item of the agenda that came due, and what a pause of the bot made late."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.event import Event


class Fate(StrEnum):
    """What became of an item whose time had come."""

    ON_TIME = "on time"
    LATE = "late"
    FOLDED = "folded"
    SKIPPED = "skipped"

    @property
    def is_carried_out(self) -> bool:
        """Whether it was done at all: a later one of its ladder stands for a folded one."""
        return self in {Fate.ON_TIME, Fate.LATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class CameDue(Event):
    """An item of the agenda (`agenda.item.Item`) by its rule and subject, due at `due_at` (aware UTC)."""

    rule: str
    subject: str
    due_at: datetime
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp(Event):
    """The bot was away: the oldest thing it missed was due at `since`.

    `fates` are what became of the items, how many of each rule's, by rule and `Fate`.
    """

    since: datetime
    fates: Mapping[str, Mapping[Fate, int]] = field(default_factory=dict)


def key(rule: str, subject: str) -> str:
    """The name under which an item that came due is kept, and of its reminder."""
    return f"{rule} {subject}"
