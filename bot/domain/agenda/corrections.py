"""Corrections: whoever was told something hears when it does not hold any more.

Each is one notice for all whom it concerns, by the ways by which they were told, so that nobody reads it
twice. What was promised of an approved plan is corrected at once, also while the plan is in review again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.agenda.item import Item, Items, Rule
from bot.domain.agenda.notifications import NOTICE, UNDER_WAY
from bot.domain.event import Event
from bot.domain.facts import Facts
from bot.domain.forecast import ends_at
from bot.domain.invitation import WORTH_MOVING
from bot.domain.lateness import forecast_since
from bot.domain.notices import Notice, NoticeKind
from bot.domain.plan import Channel, Plan
from bot.domain.progress import open_steps
from bot.domain.state import Deployment, Lifecycle
from bot.domain.telling import Destination, audience_of, counts_on_it, given, last_told
from bot.domain.times import clock, day_and_clock

WORTH_TELLING = timedelta(minutes=15)
"""What is late by no more than this is told to nobody; nor is what is later by no more than this since."""
LONGER = f"{NOTICE}-longer"
"""The ladder of what is said of a later end: the end that is known now stands for the one that is over."""
MOVED, CONFIRMED = f"{NOTICE}-moved", f"{NOTICE}-confirmed"
IF_APPROVED = " if that is approved"
SLIPPED, PAUSED = f"{NOTICE}-slipped", f"{NOTICE}-paused"
OVERRUNS, OVERDUE = f"{NOTICE}-overruns", f"{NOTICE}-overdue"
CANCELLED, MISSED = f"{NOTICE}-cancelled", f"{NOTICE}-missed"
ROLLING_BACK, ROLLED_BACK = f"{NOTICE}-rolling-back", f"{NOTICE}-rolled-back"

PLANNED_ANEW = frozenset({Lifecycle.IN_REVIEW, Lifecycle.APPROVED, Lifecycle.PRE_DEPLOYMENT})
NOT_BEGUN = PLANNED_ANEW | {Lifecycle.DRAFT}

Concerned = Callable[[Deployment, Plan], Callable[[Notice], bool]]
"""Whether the last thing that somebody was told does not hold any more, found for all at once."""


def _reached(state: Deployment, plan: Plan, concerned: Concerned) -> tuple[Destination, ...]:
    is_concerned = concerned(state, plan)
    return tuple(reached for reached, notice in last_told(state).items() if is_concerned(notice))


def _told_since(state: Deployment, plan: Plan) -> datetime | None:
    """Since when somebody counts on it: what is due before that is asked for from then on."""
    is_concerned = _counts_on_it(state, plan)
    return min((notice.at for notice in last_told(state).values() if is_concerned(notice)), default=None)


def _starts_otherwise(state: Deployment, _plan: Plan) -> Callable[[Notice], bool]:
    return lambda notice: notice.starts_at != state.window_start


def _is_moved(state: Deployment, _plan: Plan) -> Callable[[Notice], bool]:
    """Any other start counts; an end alone where it moved so far that calendars follow."""
    return lambda notice: notice.starts_at != state.window_start or _ends_otherwise(state, notice)


def _ends_otherwise(state: Deployment, notice: Notice) -> bool:
    was, ends = notice.ends_at, state.window_end
    return was is not None and ends is not None and abs(ends - was) >= WORTH_MOVING


def _waits_for_approval(state: Deployment, _plan: Plan) -> Callable[[Notice], bool]:
    """Whether they were told this window before it was approved."""
    return lambda notice: (
        notice.about == MOVED and IF_APPROVED in notice.message and notice.starts_at == state.window_start
    )


def _is_hoping(_state: Deployment, _plan: Plan) -> Callable[[Notice], bool]:
    return lambda notice: notice.kind is not NoticeKind.CANCELLED


def _knows_not_of(rule: str) -> Concerned:
    return lambda _state, _plan: lambda notice: notice.about != rule


def _counts_on_it(state: Deployment, _plan: Plan) -> Callable[[Notice], bool]:
    return lambda notice: counts_on_it(state, notice) and notice.kind is not NoticeKind.CANCELLED


def _expects_less(state: Deployment, plan: Plan) -> Callable[[Notice], bool]:
    """Whether the end has moved too far from the one that they were told."""
    ends = expected_end(state, plan)
    return lambda notice: bool(
        counts_on_it(state, notice) and ends and notice.ends_at and ends - notice.ends_at > WORTH_TELLING
    )


def expected_end(state: Deployment, plan: Plan) -> datetime | None:
    """When audiences may expect it to end: with the window, or when it is forecast to, if that is later."""
    ends = ends_at(state, plan)
    return max(ends, state.window_end) if ends and state.window_end else state.window_end


def _moved(state: Deployment, plan: Plan) -> Iterator[Item]:
    is_planned = state.state in PLANNED_ANEW and state.actual_t0 is None and state.window_start
    said = [given.at for given in (state.submitted, state.revised, *state.extended[-1:]) if given]
    if state.notices and is_planned and said and _reached(state, plan, _is_moved):
        yield _at_once(f"{len(state.notices)}", max(said))


def _confirmed(state: Deployment, plan: Plan) -> Iterator[Item]:
    is_planned = state.state in {Lifecycle.APPROVED, Lifecycle.PRE_DEPLOYMENT} and state.actual_t0 is None
    if state.notices and is_planned and state.approved_at and _reached(state, plan, _waits_for_approval):
        yield _at_once(f"{len(state.notices)}", state.approved_at)


def _slipped(state: Deployment, plan: Plan) -> Iterator[Item]:
    start = state.window_start
    if not state.notices or state.state not in NOT_BEGUN or state.leaving or state.actual_t0 or start is None:
        return
    told = _told_since(state, plan)
    if told and not _reached(state, plan, _starts_otherwise):
        yield Item(subject=f"{start:%Y%m%dT%H%M}", at=start + WORTH_TELLING, known=told)


def _paused(state: Deployment, plan: Plan) -> Iterator[Item]:
    if state.notices and state.hold and state.state in UNDER_WAY and (told := _told_since(state, plan)):
        yield Item(subject=f"{state.holds}", at=state.hold.at + WORTH_TELLING, known=told)


def _overruns(state: Deployment, plan: Plan) -> Iterator[Item]:
    if not state.notices or state.state not in UNDER_WAY or not _reached(state, plan, _counts_on_it):
        return
    if _reached(state, plan, _expects_less):
        yield _at_once(f"{len(state.notices)}", forecast_since(state), LONGER)


def _overdue(state: Deployment, plan: Plan) -> Iterator[Item]:
    began = state.actual_t0
    if not state.notices or state.state not in UNDER_WAY or began is None or not open_steps(state, plan):
        return
    ends = max((each.ends_at for each in last_told(state).values() if each.ends_at), default=None)
    if ends and (told := _told_since(state, plan)):
        at, known = ends + WORTH_TELLING, max(told, began)
        yield Item(subject=f"{ends:%Y%m%dT%H%M}", at=at, known=known, rung=LONGER)


def _cancelled(state: Deployment, plan: Plan) -> Iterator[Item]:
    is_left = state.leaving is not None and not state.leaving.anew
    decided = state.leaving if is_left else state.ended if state.state is Lifecycle.CANCELLED else None
    if state.notices and decided and _reached(state, plan, _knows_not_of(CANCELLED)):
        yield _at_once(f"{len(state.notices)}", decided.at)


def _missed(state: Deployment, plan: Plan) -> Iterator[Item]:
    ends = state.window_end
    if state.notices and state.state is Lifecycle.MISSED and ends and _reached(state, plan, _is_hoping):
        # What a pause found missed only now was asked for only now: the pause itself is told already.
        known = state.acted_at or ends
        yield Item(subject=f"{ends:%Y%m%dT%H%M}", at=ends, known=known, until=ends + LONG)


def _rolling_back(state: Deployment, plan: Plan) -> Iterator[Item]:
    is_concerned = state.notices and state.state is Lifecycle.ROLLING_BACK and state.rollback
    if is_concerned and state.rollback and _reached(state, plan, _knows_not_of(ROLLING_BACK)):
        yield _at_once("", state.rollback.at)


def _rolled_back(state: Deployment, plan: Plan) -> Iterator[Item]:
    is_concerned = state.notices and state.state is Lifecycle.ROLLED_BACK
    if is_concerned and state.ended and _reached(state, plan, _knows_not_of(ROLLED_BACK)):
        yield _at_once("", state.ended.at)


def _at_once(subject: str, at: datetime, rung: str = "") -> Item:
    return Item(subject=subject, at=at, known=at, rung=rung)


Words = Callable[[Deployment, Plan], str]
"""What is said to all whom a correction concerns."""


def _says_moved(state: Deployment, plan: Plan) -> str:
    last = last_told(state).values()
    waits = IF_APPROVED if state.state is Lifecycle.IN_REVIEW else ""
    if state.window_end and not any(map(_starts_otherwise(state, plan), last)):
        told = {notice.ends_at for notice in last if notice.ends_at and _ends_otherwise(state, notice)}
        return f"Planned to end {day_and_clock(state.window_end, state.zone)}{waits}{_was(state, told)}"
    told = {notice.starts_at for notice in last if notice.starts_at}
    return f"Moved to {_start(state)}{waits}{_was(state, told - {state.window_start})}"


def _was(state: Deployment, told: Iterable[datetime]) -> str:
    before = max(told, default=None)
    return f"; it was {day_and_clock(before, state.zone)}" if before else ""


def _start(state: Deployment) -> str:
    return day_and_clock(state.window_start, state.zone) if state.window_start else "another time"


def _says_overruns(state: Deployment, plan: Plan) -> str:
    ends = expected_end(state, plan)
    return f"Takes longer: it ends about {clock(ends, state.zone)}" if ends else "Takes longer"


def _says_overdue(state: Deployment, _plan: Plan) -> str:
    ends = max((each.ends_at for each in last_told(state).values() if each.ends_at), default=None)
    return f"Takes longer than planned{f'; it was to end {clock(ends, state.zone)}' if ends else ''}"


def _says_cancelled(state: Deployment, _plan: Plan) -> str:
    decided = state.leaving.reason if state.leaving else state.ended.note if state.ended else ""
    return f"Cancelled: {decided}" if decided else "Cancelled"


def _says_paused(state: Deployment, _plan: Plan) -> str:
    since = f" since {clock(state.hold.at, state.zone)}" if state.hold else ""
    return f"On hold{since}; it may take longer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One row: what has happened by the clock or by people, who is concerned, and what they are told."""

    name: str
    kind: NoticeKind
    when: str
    what: str
    items: Items
    concerned: Concerned
    words: Words

    def tell(self, state: Deployment, _item: Item, facts: Facts) -> Iterable[Event]:
        """One notice for all whom it concerns, by the ways by which they were told."""
        reached = _reached(state, facts.plan, self.concerned)
        notice = given(
            state,
            facts,
            kind=self.kind,
            about=self.name,
            message=self.words(state, facts.plan),
            audience=audience_of(state, reached),
            wanted=tuple(way for way in Channel if any(way is by for by, _ in reached)),
            ends_at=expected_end(state, facts.plan) if self.name == OVERRUNS else None,
        )
        return (notice,)


SHORT, LONG = timedelta(hours=2), timedelta(days=3)
"""How long a delay, and what is final, are worth telling."""


def _rule(row: Correction) -> Rule:
    return Rule(
        name=row.name,
        when=row.when,
        what=row.what,
        items=row.items,
        still_good_for=SHORT if row.kind is NoticeKind.DELAYED else LONG,
        ladder=LONGER if row.name in {OVERRUNS, OVERDUE} else "",
        leads_to=row.tell,
    )


EVERYONE_TOLD, WHO_COUNTS_ON_IT = "Whoever was told anything", "Whoever was told within two hours of T-0"
LATE = f"by more than {WORTH_TELLING.seconds // 60} minutes"
CORRECTIONS = (
    Correction(
        name=MOVED,
        kind=NoticeKind.MOVED,
        when="The window is another than the one that they were told, at once; where its end alone moved, by "
        f"{WORTH_MOVING.seconds // 60} minutes or more before Go",
        what=f"{EVERYONE_TOLD} hears the new time. What was told already is told again only where the window "
        "moved by a day or more; what was not moves with it",
        items=_moved,
        concerned=_is_moved,
        words=_says_moved,
    ),
    Correction(
        name=CONFIRMED,
        kind=NoticeKind.PLANNED,
        when="A window of which they were told before it was approved is approved",
        what="They hear that it holds",
        items=_confirmed,
        concerned=_waits_for_approval,
        words=lambda state, _plan: f"Approved: it is planned for {_start(state)}",
    ),
    Correction(
        name=SLIPPED,
        kind=NoticeKind.DELAYED,
        when=f"Planned T-0 is over {LATE}, and it has not started",
        what=f"{WHO_COUNTS_ON_IT} hears of it, once for each window",
        items=_slipped,
        concerned=_counts_on_it,
        words=lambda state, _plan: f"Has not started yet; it was planned for {_start(state)}",
    ),
    Correction(
        name=PAUSED,
        kind=NoticeKind.DELAYED,
        when=f"It is on hold {LATE} after T-0",
        what=f"{WHO_COUNTS_ON_IT} hears of it, once for each hold",
        items=_paused,
        concerned=_counts_on_it,
        words=_says_paused,
    ),
    Correction(
        name=OVERRUNS,
        kind=NoticeKind.DELAYED,
        when=f"It is forecast to end later than the window, or than they were told, {LATE}",
        what=f"{WHO_COUNTS_ON_IT} hears the new end",
        items=_overruns,
        concerned=_expects_less,
        words=_says_overruns,
    ),
    Correction(
        name=OVERDUE,
        kind=NoticeKind.DELAYED,
        when=f"The end that they were told is over {LATE}, and steps are open",
        what=f"{WHO_COUNTS_ON_IT} hears of it, once for each end that was told",
        items=_overdue,
        concerned=_counts_on_it,
        words=_says_overdue,
    ),
    Correction(
        name=CANCELLED,
        kind=NoticeKind.CANCELLED,
        when="It is cancelled, at once, also while pre-deployment is undone",
        what=f"{EVERYONE_TOLD} hears that, and why",
        items=_cancelled,
        concerned=_knows_not_of(CANCELLED),
        words=_says_cancelled,
    ),
    Correction(
        name=MISSED,
        kind=NoticeKind.CANCELLED,
        when="The window ended and nobody had begun",
        what=f"{EVERYONE_TOLD} hears that it did not take place",
        items=_missed,
        concerned=_is_hoping,
        words=lambda _state, _plan: "Did not take place; a new time will be told",
    ),
    Correction(
        name=ROLLING_BACK,
        kind=NoticeKind.ROLLED_BACK,
        when="The rollback is decided, at once",
        what=f"{EVERYONE_TOLD} hears that it is taken back",
        items=_rolling_back,
        concerned=_knows_not_of(ROLLING_BACK),
        words=lambda _state, _plan: "Being rolled back to the version before",
    ),
    Correction(
        name=ROLLED_BACK,
        kind=NoticeKind.ROLLED_BACK,
        when="The last step of the way back is over",
        what=f"{EVERYONE_TOLD} hears that it is taken back",
        items=_rolled_back,
        concerned=_knows_not_of(ROLLED_BACK),
        words=lambda _state, _plan: "Rolled back: the version before is in use again",
    ),
)
RULES = tuple(map(_rule, CORRECTIONS))
