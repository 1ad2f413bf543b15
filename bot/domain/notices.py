"""What audiences were told, and by which ways (section 9.1, and the steps that notify)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.event import Event
from bot.domain.people import Person
from bot.domain.plan import Channel

STEP = "step-notice:"
"""How `about` begins where a step asked for it (`questions.told_step`)."""


class NoticeKind(StrEnum):
    """Why an audience hears something."""

    PLANNED = "planned"
    MOVED = "moved"
    DELAYED = "delayed"
    CANCELLED = "cancelled"
    ROLLED_BACK = "rolled back"


class NoticeStage(StrEnum):
    """How far the deployment was when something was said of it."""

    AHEAD = "ahead"
    UNDER_WAY = "under way"
    UNDONE = "undone"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a name of the plan means: mail addresses, and Slack channels by id. Empty where nobody knows."""

    name: str
    addresses: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it means anybody."""
        return bool(self.addresses or self.channels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that an audience was told, numbered from 1 in the order in which they were given.

    `about` is the row or the step that asked for it (`questions.told_row`, `questions.told_step`).
    `message` is what is said, in the words of the plan or of whoever edited them. `ways` are those by which
    it went out, `failings` says in words why others could not be used. `is_late`: it was due more than two
    minutes before; `late_because` says when and why, in words. `starts_at` and `ends_at` are the window that
    held when they were told, or the end that they were told to expect. `stage` is as it was then.
    """

    number: int
    kind: NoticeKind
    about: str
    message: str
    audience: Audience
    ways: tuple[Channel, ...]
    failings: tuple[str, ...] = ()
    is_late: bool = False
    late_because: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    at: datetime
    by: Person | None = None
    stage: NoticeStage = NoticeStage.AHEAD

    def still_says_something(self, stage: NoticeStage) -> bool:
        """Whether it is worth hearing at this stage, where it could not be delivered before.

        That something is given up or taken back is always news; that it is moved, and what a step says, until
        all is over; what else was said at one stage is none at the next.
        """
        if self.kind in {NoticeKind.CANCELLED, NoticeKind.ROLLED_BACK} or stage is self.stage:
            return True
        is_of_use = self.kind is NoticeKind.MOVED or self.about.startswith(STEP)
        return is_of_use and stage in {NoticeStage.AHEAD, NoticeStage.UNDER_WAY}


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
    late_because: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEdited(Event):
    """A row of 9.1 (`row`, its number) that nobody was told yet says something else."""

    row: int
    message: str
