"""The calendar's entry for the window: which notices by mail bring it, move it, or take it back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.notices import Notice, NoticeKind, NoticeStage
from bot.domain.plan import Channel

WORTH_MOVING = timedelta(minutes=15)
"""A window that moves by less leaves the entry in people's calendars alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a mail says to a calendar; `sequence` counts from 0 (RFC 5545, 3.8.7.4).

    `is_off`: the entry is taken back. `start` and `end` are aware UTC.
    """

    sequence: int
    start: datetime
    end: datetime
    is_off: bool = False


def invitation(notices: Iterable[Notice], number: int) -> Invitation | None:
    """The invitation that the mail of this notice carries; `None` where nobody's calendar changes.

    Whoever was not told before is invited while the window is ahead; who has the entry gets each newer one.
    """
    last: Invitation | None = None
    has: dict[str, int] = {}
    for notice in notices:
        if Channel.EMAIL not in notice.ways or notice.number > number:
            continue
        last = _newest(last, notice)
        brings = last is not None and any(
            _wants(last, has.get(address), notice.stage) for address in notice.audience.addresses
        )
        if brings and last:
            has |= dict.fromkeys(notice.audience.addresses, last.sequence)
        if notice.number == number:
            return last if brings else None
    return None


def _newest(last: Invitation | None, notice: Notice) -> Invitation | None:
    """The entry as it is to be from this notice on.

    A delay moves its end, and only a window that is moved moves it back; once it is over the entry stays as
    it is.
    """
    start, end = notice.starts_at, notice.ends_at
    if start is None or end is None or notice.kind is NoticeKind.ROLLED_BACK:
        return last
    if notice.kind is NoticeKind.CANCELLED:
        return _off(last) if last and not last.is_off else last
    if last is None or last.is_off:
        return Invitation(sequence=last.sequence + 1 if last else 0, start=start, end=end)
    if notice.stage in {NoticeStage.UNDONE, NoticeStage.OVER}:
        return last
    if start == last.start and notice.kind is not NoticeKind.MOVED:
        end = max(end, last.end)
    if all(abs(was - now) < WORTH_MOVING for was, now in ((last.start, start), (last.end, end))):
        return last
    return Invitation(sequence=last.sequence + 1, start=start, end=end)


def _off(last: Invitation) -> Invitation:
    return replace(last, sequence=last.sequence + 1, is_off=True)


def _wants(newest: Invitation, has: int | None, stage: NoticeStage) -> bool:
    if has is None:
        return not newest.is_off and stage is NoticeStage.AHEAD
    return has < newest.sequence
