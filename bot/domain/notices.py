"""What audiences were told, and by which ways (section 9.1, and the steps that notify)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.event import Event
from bot.domain.people import Person
from bot.domain.plan import Channel


class NoticeKind(StrEnum):
    """Why an audience hears something."""

    PLANNED = "planned"
    MOVED = "moved"
    DELAYED = "delayed"
    CANCELLED = "cancelled"
    ROLLED_BACK = "rolled back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a name of the plan means: mail addresses, and Slack channels by id. Empty where nobody knows."""

    name: str
    addresses: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that an audience was told, numbered from 1 in the order in which they were given.

    `about` is the row or the step that asked for it (`questions.told_row`, `questions.told_step`).
    `message` is what is said, in the words of the plan or of whoever edited them. `ways` are those by which
    it went out, `failings` says in words why others could not be used. `is_late`: it was due more than two
    minutes before.
    """

    number: int
    kind: NoticeKind
    about: str
    message: str
    audience: Audience
    ways: tuple[Channel, ...]
    failings: tuple[str, ...] = ()
    is_late: bool = False
    at: datetime
    by: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven(Event):
    """An audience was told something; `by` is `None` where the clock or an event said it."""

    number: int
    kind: NoticeKind
    about: str
    message: str
    audience: Audience
    ways: tuple[Channel, ...]
    failings: tuple[str, ...] = ()
    is_late: bool = False
