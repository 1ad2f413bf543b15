"""What became of messages on their way to audiences, where that is not simply that they arrived."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.event import Event
from bot.domain.monitors import Way


class DeliveryNews(StrEnum):
    """What is told of a way, or of a message on it."""

    FAILING = "failing"
    WORKING = "working"
    MISSED = "missed"
    UNDELIVERED = "undelivered"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReported(Event):
    """A way does not work, or works again; or one message reached not all, nobody, or was not worth sending.

    `notice` is the notice's number, 0 where it is about none; `level` is that of 9.2 whose page it is, "" for
    none. `why` is in words; `missed` are the addresses that it did not reach, each with why.
    """

    way: Way
    news: DeliveryNews
    notice: int = 0
    why: str = ""
    missed: Mapping[str, str] = field(default_factory=dict)
    level: str = ""
