"""Notices that were told by mail, for the tests of what a mail says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain.effects import MessageKind
from bot.domain.notices import Audience, NoticeGiven, NoticeKind
from bot.domain.notices_progress import with_notice
from bot.domain.plan import Channel, Plan
from bot.domain.questions import told_row, told_step
from bot.domain.state import Deployment, Lifecycle
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

SENDER = "deploy@octal.example"
ALL = Audience(name="All stakeholders", addresses=("all@octal.example", "board@octal.example"))
HOSTILE = 'Shop\r\nBcc: eve@evil.example\u202e <script>alert(1)</script> & \x00"quoted", ünïcode 🚀'
RIGHT_TO_LEFT = "ستتم عملية النشر الليلة 4.12.0"
LONG = "An extraordinarily long release name that somebody thought was a good idea " * 6


def given(kind: NoticeKind, text: str, *, about: str = told_row(1), late: str = "") -> NoticeGiven:
    """What the audience is told, a day before."""
    return NoticeGiven(
        at=p.T0 - timedelta(days=1),
        by=None,
        number=0,
        kind=kind,
        about=about,
        message=text,
        audience=ALL,
        ways=(Channel.EMAIL,),
        is_late=bool(late),
        late_because=late,
    )


def also(state: Deployment, event: NoticeGiven) -> Deployment:
    """One more notice, with the next number, about the window as it is."""
    ends = event.ends_at or state.window_end
    about_it = replace(event, number=len(state.notices) + 1, starts_at=state.window_start, ends_at=ends)
    return with_notice(state, about_it)


def message(state: Deployment, plan: Plan, number: int = 0) -> Message:
    """The last notice, or the one of this number, as the outbox hands it on."""
    return Message(
        kind=MessageKind.NOTICE,
        subject=str(number or len(state.notices)),
        to=Channel.EMAIL.value,
        state=state,
        plan=plan,
        channel="web-shop",
    )


def mails() -> Mapping[str, Message]:
    """One of each kind, by name."""
    stage = Stage().open()
    impact = replace(stage.plan.release, customer_impact="Checkout is read-only for about ten minutes")
    plan = replace(stage.plan, release=impact)
    planned = also(stage.state, given(NoticeKind.PLANNED, "Deployment scheduled"))
    assert planned.window_start
    assert planned.window_end
    later = timedelta(hours=1)
    moved = replace(planned, window_start=planned.window_start + later, window_end=planned.window_end + later)
    begun = replace(planned, state=Lifecycle.DEPLOYING, actual_t0=p.T0)
    late = given(NoticeKind.PLANNED, "Deployment scheduled", late="approved only Tue 1 Dec 10:00 CET")
    delayed = given(NoticeKind.DELAYED, "Takes longer: it ends about 01:30 CET")
    shaped = {
        "planned": planned,
        "late": also(stage.state, late),
        "moved": also(moved, given(NoticeKind.MOVED, "Moved to Wed 2 Dec 00:00 CET")),
        "delayed": also(begun, replace(delayed, ends_at=p.END + timedelta(minutes=30))),
        "cancelled": also(
            replace(moved, state=Lifecycle.CANCELLED),
            given(NoticeKind.CANCELLED, "Cancelled: the supplier is down"),
        ),
        "rolled_back": also(
            replace(begun, state=Lifecycle.ROLLING_BACK),
            given(NoticeKind.ROLLED_BACK, "Being rolled back to the version before"),
        ),
        "step": also(stage.state, given(NoticeKind.PLANNED, "Maintenance begins", about=told_step("4"))),
    }
    for name, text in (("hostile", HOSTILE), ("right_to_left", RIGHT_TO_LEFT), ("long", LONG)):
        named = replace(stage.state, release=text, version=text, environment=text)
        audience = replace(ALL, name=text)
        shaped[name] = also(named, replace(given(NoticeKind.PLANNED, text), audience=audience))
    found = {name: message(state, plan) for name, state in shaped.items()}
    harmful = replace(plan, release=replace(impact, customer_impact=HOSTILE))
    return found | {"hostile": replace(found["hostile"], plan=harmful)}
