"""What became of one try to deliver a row of the outbox, and what of it a deployment is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.deliveries import DeliveryNews
from bot.domain.effects import MessageKind
from bot.domain.intents import ReportDelivery
from bot.domain.monitors import HEARD_BY, Way
from bot.domain.plan import Channel
from bot.ports import Place
from bot.storage import outbox

TOLD_AFTER = timedelta(minutes=5)
"""A way beside Slack that does not work for so long is told in the thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """It is where it should be and shows what it should.

    `missed` are those whom it did not reach, each with why; `is_back`: its way was said to fail before.
    """

    place: Place | None = None
    shown: str = ""
    missed: Mapping[str, str] = field(default_factory=dict)
    is_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A post that was in doubt did arrive; what it shows may be older than the state."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """It may work later; `pause` is what the service asked for; `doubtful`: it may have arrived."""

    why: str
    pause: timedelta | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeliverable:
    """It will not work."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Nothing can be said in the deployment's channel now."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """Somebody deleted the message that was to be edited, or the root that was to be answered."""

    copy: outbox.Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """It could not be delivered while it said something, and is let go."""

    copy: outbox.Copy


Result = Delivered | Found | Failed | Undeliverable | Blocked | Deleted | Outdated


def reports(
    parcel: outbox.Parcel, result: Result, age: timedelta, *, is_given_up: bool
) -> list[ReportDelivery]:
    """What a deployment hears of a try; `age` is since when the row waits.

    Of Slack itself it hears nothing but that a notice was let go: who reads that is in Slack.
    """
    copy = parcel.copy
    way = way_of(copy) if copy else None
    if copy is None or way is None:
        return []
    notice = int(copy.subject) if copy.kind is MessageKind.NOTICE else 0
    level = copy.subject if copy.kind is MessageKind.PAGER else ""

    def report(news: DeliveryNews, why: str = "", missed: Mapping[str, str] | None = None) -> ReportDelivery:
        return ReportDelivery(way=way, news=news, notice=notice, why=why, missed=missed or {}, level=level)

    match result:
        case Outdated():
            return [report(DeliveryNews.SKIPPED)]
        case _ if way is Channel.SLACK:
            return []
        case Delivered(missed=missed, is_back=is_back):
            back = [report(DeliveryNews.WORKING)] if is_back else []
            return [*back, *([report(DeliveryNews.MISSED, missed=missed)] if missed else [])]
        case Undeliverable(why=why):
            return [report(DeliveryNews.UNDELIVERED, why)]
        case Failed(why=why) if is_given_up:
            return [report(DeliveryNews.UNDELIVERED, why)]
        case Failed(why=why) if age >= TOLD_AFTER:
            return [report(DeliveryNews.FAILING, why)]
        case _:
            return []


def way_of(copy: outbox.Copy) -> Way | None:
    """By which way it goes to an audience or a monitor; `None` where it is a message to neither."""
    if monitor := HEARD_BY.get(copy.kind):
        return monitor
    if copy.to in {Channel.EMAIL.value, Channel.STATUS_PAGE.value}:
        return Channel(copy.to)
    return Channel.SLACK if copy.kind is MessageKind.NOTICE else None
