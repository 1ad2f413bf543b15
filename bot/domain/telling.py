"""Telling an audience something: who is meant, by which ways it goes, and who was told what so far (9.1)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.facts import Facts
from bot.domain.notices import Audience, Notice, NoticeGiven, NoticeKind
from bot.domain.people import role_text
from bot.domain.plan import Channel, Notification
from bot.domain.questions import told_row
from bot.domain.remembering import remembered
from bot.domain.state import Deployment, Lifecycle

NAMES: Mapping[Channel, str] = {
    Channel.EMAIL: "email",
    Channel.SLACK: "Slack",
    Channel.STATUS_PAGE: "the status page",
}
SOON = timedelta(hours=2)
"""Whoever was told something later than this before T-0 counts on it now: they hear of delays."""
COUNTS_ANEW = timedelta(days=1)
"""A row that was told is told again only where the window moved by so much since."""
NOT_SENT = ": not sent"
NOT_SET_UP = f"is not set up{NOT_SENT}"
OF_THE_END = re.compile(r"(?i)\b(complet(?:e|ed|ion)|finished|done|successful(?:ly)?)\b")
"""Words that may be said of a deployment only once it is completed."""
LIVE = "Live, being watched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """Whether something was due before, and what that was due to, in words."""

    is_late: bool = False
    because: str = ""


IN_TIME = Lateness()


def words_of(state: Deployment, row: Notification) -> str:
    """What a row of 9.1 says: as the lead edited it, else in the plan's words."""
    return state.edited.get(row.number, row.message)


def is_of_the_end(state: Deployment, row: Notification) -> bool:
    """Whether a row says that it is completed, so that it may be said only then."""
    time = row.time
    return bool((time and time.when_done) or OF_THE_END.search(words_of(state, row)))


def was_told(state: Deployment, row: Notification) -> bool:
    """Whether this row was ever told, for whatever window."""
    return any(each.about == told_row(row.number) for each in state.notices)


def told_of(state: Deployment, row: Notification) -> Notice | None:
    """The last notice that this row gave; none where its window is not the one that holds any more."""
    about = told_row(row.number)
    last = next((each for each in reversed(state.notices) if each.about == about), None)
    if last and state.actual_t0 is None and last.starts_at and state.window_start:
        return last if abs(state.window_start - last.starts_at) < COUNTS_ANEW else None
    return last


def audience_named(facts: Facts, name: str) -> Audience:
    """Whom a name of the plan means; nobody where nobody is known."""
    return facts.audiences.get(role_text(name), Audience(name=name))


def ways_to(
    audience: Audience, wanted: Iterable[Channel], facts: Facts
) -> tuple[tuple[Channel, ...], tuple[str, ...]]:
    """The ways that reach an audience, of those that are wanted, and why the others do not, in words."""
    ways: list[Channel] = []
    failings: list[str] = []
    for way in dict.fromkeys(wanted):
        reached = {Channel.EMAIL: audience.addresses, Channel.SLACK: audience.channels}.get(way, ("page",))
        if way not in facts.ways:
            failings.append(f"{NAMES[way]} {NOT_SET_UP}")
        elif not reached:
            failings.append(_nobody(audience, way))
        else:
            ways.append(way)
    if not ways and not failings:
        failings.append("the plan names no way by which to tell it")
    return tuple(ways), tuple(failings)


def lacks_people(notice: NoticeGiven) -> bool:
    """Whether nobody was told, and somebody can mend that tonight: what is not set up is no lead's matter."""
    return not notice.ways and not all(failing.endswith(NOT_SET_UP) for failing in notice.failings)


def _nobody(audience: Audience, way: Channel) -> str:
    if audience.is_known:
        what = "address" if way is Channel.EMAIL else "channel"
        return f"no {what} is known for “{audience.name}”"
    what = "address…" if way is Channel.EMAIL else "#channel"
    return f'nobody is known for “{audience.name}”: `/deploy roster audience "{audience.name}" {what}`'


def given(
    state: Deployment,
    facts: Facts,
    *,
    kind: NoticeKind,
    about: str,
    message: str,
    audience: Audience,
    wanted: Iterable[Channel],
    late: Lateness = IN_TIME,
    ends_at: datetime | None = None,
) -> NoticeGiven:
    """The next notice of a deployment."""
    ways, failings = ways_to(audience, wanted, facts)
    return NoticeGiven(
        at=facts.now,
        by=facts.actor,
        number=len(state.notices) + 1,
        kind=kind,
        about=about,
        message=message,
        audience=audience,
        ways=ways,
        failings=failings,
        is_late=late.is_late,
        late_because=late.because,
        starts_at=state.window_start,
        ends_at=ends_at or _end_told(state, audience, ways) or state.window_end,
    )


def _end_told(state: Deployment, audience: Audience, ways: Iterable[Channel]) -> datetime | None:
    """The later end that some of them were told to expect: it holds as long as it is under way."""
    if state.state not in {Lifecycle.DEPLOYING, Lifecycle.VERIFYING}:
        return None
    ends = set(destinations(audience, ways))
    told = (each for each in state.notices if ends & set(destinations(each.audience, each.ways)))
    return max((each.ends_at for each in told if _holds(state, each) and each.ends_at), default=None)


def _holds(state: Deployment, notice: Notice) -> bool:
    """Whether it spoke of this window, and of an end that is later than the window's by now."""
    is_later = notice.ends_at and state.window_end and notice.ends_at > state.window_end
    return bool(is_later) and notice.starts_at == state.window_start


def row_given(state: Deployment, row: Notification, facts: Facts, late: Lateness = IN_TIME) -> NoticeGiven:
    """What a row of 9.1 tells its audience."""
    return given(
        state,
        facts,
        kind=NoticeKind.PLANNED,
        about=told_row(row.number),
        message=words_of(state, row),
        audience=audience_named(facts, row.audience),
        wanted=row.channels,
        late=late,
    )


Destination = tuple[Channel, str]
"""A way, and the address or channel at its end; "" for the status page."""


def destinations(audience: Audience, ways: Iterable[Channel]) -> tuple[Destination, ...]:
    """Where a notice goes."""
    ends = {Channel.EMAIL: audience.addresses, Channel.SLACK: audience.channels, Channel.STATUS_PAGE: ("",)}
    return tuple((way, end) for way in ways for end in ends[way])


@remembered
def last_told(state: Deployment) -> Mapping[Destination, Notice]:
    """What each destination was told last, of those that ever were told anything."""
    found: dict[Destination, Notice] = {}
    for notice in state.notices:
        found.update(dict.fromkeys(destinations(notice.audience, notice.ways), notice))
        if notice.kind is not NoticeKind.PLANNED:
            # Where a way does not work any more, a correction is not tried again and again.
            tried = set(destinations(notice.audience, Channel)) & set(found)
            found.update(dict.fromkeys(tried, notice))
    return found


def counts_on_it(state: Deployment, notice: Notice) -> bool:
    """Whether whoever was told this was told that it is soon, or since it began."""
    return state.window_start is not None and notice.at >= state.window_start - SOON


def audience_of(state: Deployment, reached: Iterable[Destination]) -> Audience:
    """Several destinations as one audience, under the names by which they were told."""
    ends = tuple(dict.fromkeys(reached))
    names = {
        notice.audience.name: None
        for notice in state.notices
        if set(destinations(notice.audience, notice.ways)) & set(ends)
    }
    single = [
        name for name in names if not any(name != other and name in other.split(", ") for other in names)
    ]
    return Audience(
        name=", ".join(single),
        addresses=tuple(end for way, end in ends if way is Channel.EMAIL),
        channels=tuple(end for way, end in ends if way is Channel.SLACK),
    )
