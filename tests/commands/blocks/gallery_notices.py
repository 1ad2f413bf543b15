"""Notices to audiences in every state they can be in, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain.effects import MessageKind
from bot.domain.notices import NoticeGiven, NoticeKind
from bot.domain.notices_progress import with_notice
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.test_notices_progress import given
from tests.commands.blocks import stories as s

SCHEDULED = replace(given(1), is_late=False, starts_at=p.T0, ends_at=p.END)


def _notice(event: NoticeGiven = SCHEDULED, to: str = "C9") -> Callable[[], Message]:
    def build() -> Message:
        stage = s.stage().to_approved()
        state = with_notice(stage.state, event)
        return Message(kind=MessageKind.NOTICE, subject="1", to=to, state=state, plan=stage.plan)

    return build


def _completed() -> Message:
    stage = s.stage().to_completed()
    event = replace(given(1), is_late=False, message="Deployment complete", starts_at=p.T0, ends_at=p.END)
    state = with_notice(stage.state, event)
    return Message(kind=MessageKind.NOTICE, subject="1", to="C9", state=state, plan=stage.plan)


def _untold(*, is_told_since: bool = False) -> Callable[[], Message]:
    def build() -> Message:
        stage = s.stage().to_approved()
        plan = p.announced(plan=stage.plan)
        ask = 'nobody is known for “All stakeholders”: `/deploy roster audience "All stakeholders" address…`'
        state = with_notice(stage.state, replace(given(1), ways=(), failings=(ask,)))
        if is_told_since:
            state = with_notice(state, replace(given(2), about=given(1).about))
        return Message(kind=MessageKind.REMINDER, subject="untold 1", to=p.ANA.id, state=state, plan=plan)

    return build


LATE = "due Mon 30 Nov 23:00 CET, approved only Tue 1 Dec 10:00 CET"
HELD = "due Tue 1 Dec 23:40 CET, on hold until Wed 2 Dec 00:10 CET"
LONGER = "Planned to end Wed 2 Dec 01:00 CET; it was Wed 2 Dec 00:30 CET"
MOVED = "Moved to Wed 2 Dec 23:00 CET; it was Tue 1 Dec 23:00 CET"
NOTICES: Mapping[str, Callable[[], Message]] = {
    "notice/scheduled": _notice(),
    "notice/in-its-own-channel": _notice(to="C1"),
    "notice/late": _notice(replace(SCHEDULED, is_late=True, late_because=LATE)),
    "notice/after-a-hold": _notice(replace(SCHEDULED, is_late=True, late_because=HELD, message="Half time")),
    "notice/longer": _notice(replace(SCHEDULED, kind=NoticeKind.MOVED, message=LONGER)),
    "notice/moved": _notice(replace(SCHEDULED, kind=NoticeKind.MOVED, message=MOVED)),
    "notice/delayed": _notice(
        replace(
            SCHEDULED,
            kind=NoticeKind.DELAYED,
            message="Takes longer: it ends about 01:30 CET",
            ends_at=p.END + timedelta(minutes=30),
        )
    ),
    "notice/slipped": _notice(
        replace(
            SCHEDULED,
            kind=NoticeKind.DELAYED,
            message="Has not started yet; it was planned for Tue 1 Dec 23:00 CET",
        )
    ),
    "notice/cancelled": _notice(
        replace(SCHEDULED, kind=NoticeKind.CANCELLED, message="Cancelled: the supplier is down")
    ),
    "notice/rolled-back": _notice(
        replace(
            SCHEDULED, kind=NoticeKind.ROLLED_BACK, message="Rolled back: the version before is in use again"
        )
    ),
    "notice/completed": _completed,
    "notice/long": _notice(
        replace(SCHEDULED, message="Maintenance & more " * 15, is_late=True, late_because=LATE)
    ),
    "reminder/untold": _untold(),
    "reminder/untold-told-since": _untold(is_told_since=True),
}
