"""The rows of 9.1: each is told to its audience at its minute, once, and only of a plan that is approved.

Before T-0 the clock tells them, reckoned from the planned one; from T-0 on what really happened does. On
hold they wait: what audiences hear then is a correction of its own.
An offset is elapsed time, so a change of the clocks in between does not move it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.domain.agenda.item import LATE_AFTER, Item, Rule
from bot.domain.approvals import approved_at
from bot.domain.event import Event
from bot.domain.facts import Facts
from bot.domain.people import role_text
from bot.domain.plan import Notification, Plan
from bot.domain.questions import told_row
from bot.domain.state import Deployment, Lifecycle
from bot.domain.telling import IN_TIME, Lateness, is_of_the_end, row_given, told_of, was_told
from bot.domain.times import day_and_clock

NOTICE = "notice"
"""The ladder of these rules, with which all names of rules that tell audiences begin."""
BEFORE, RUNNING, COMPLETED = f"{NOTICE}-before", f"{NOTICE}-running", f"{NOTICE}-completed"
READY = frozenset({Lifecycle.APPROVED, Lifecycle.PRE_DEPLOYMENT})
UNDER_WAY = frozenset({Lifecycle.DEPLOYING, Lifecycle.VERIFYING})


def row_of(subject: str, plan: Plan) -> Notification | None:
    """The row that an item, or a notice, is about; `None` where the plan has it no more."""
    kind, _, rest = subject.partition(":")
    number = rest.partition(":")[0]
    if kind != told_row(0).partition(":")[0]:
        return None
    return next((row for row in plan.notifications if str(row.number) == number), None)


def minute_before(row: Notification, start: datetime) -> datetime | None:
    """When a row is due that stands before planned T-0; `None` for the others."""
    time = row.time
    if time is None or time.when_done:
        return None
    at = time.clock
    if time.offset_minutes is not None:
        at = start + timedelta(minutes=time.offset_minutes)
    return at if at and at < start else None


def _before(state: Deployment, plan: Plan) -> Iterator[Item]:
    start, approved = state.window_start, approved_at(state)
    if state.state not in READY or state.leaving or state.actual_t0 or state.hold:
        return
    if start is None or approved is None:
        return
    asked = max(approved, state.revised.at) if state.revised else approved
    known = max(asked, state.resumed_at) if state.resumed_at else asked
    for row in plan.notifications:
        at = minute_before(row, start)
        if at and at <= asked and was_told(state, row):
            # Whoever was told it for another window hears that it moved: no need to hear it late, too.
            continue
        if at and not is_of_the_end(state, row) and not told_of(state, row):
            subject = f"{told_row(row.number)}:{start:%Y%m%dT%H%M}"
            yield Item(subject=subject, at=at, known=known, until=start, rung=_rung(row))


def minute_after(row: Notification, state: Deployment) -> datetime | None:
    """When a row is due that stands at T-0 or after it, by what really happened; `None` for the others."""
    time, began, start = row.time, state.actual_t0, state.window_start
    if time is None or began is None:
        return None
    if time.offset_minutes is not None and time.offset_minutes >= 0:
        return began + timedelta(minutes=time.offset_minutes)
    if time.clock and (start is None or time.clock >= start):
        return max(time.clock, began)
    return None


def _running(state: Deployment, plan: Plan) -> Iterator[Item]:
    began = state.actual_t0
    if state.state not in UNDER_WAY or began is None or state.hold:
        return
    known = max(began, state.resumed_at) if state.resumed_at else began
    for row in plan.notifications:
        at = minute_after(row, state)
        if at and not waits_for_the_end(row, state) and not told_of(state, row):
            yield Item(subject=told_row(row.number), at=at, known=known, rung=_rung(row))


def waits_for_the_end(row: Notification, state: Deployment) -> bool:
    """Whether a row is only true once it is completed: by its words, or because it lies after the window."""
    start, end, time = state.window_start, state.window_end, row.time
    is_after = False
    if start and end and time:
        at = start + timedelta(minutes=time.offset_minutes) if time.offset_minutes else time.clock
        is_after = at is not None and at > end
    return is_after or is_of_the_end(state, row)


def _completed(state: Deployment, plan: Plan) -> Iterator[Item]:
    if state.state is not Lifecycle.COMPLETED or state.ended is None:
        return
    ended = state.ended.at
    for row in plan.notifications:
        if waits_for_the_end(row, state) and not told_of(state, row):
            at = max(ended, minute_after(row, state) or ended)
            yield Item(subject=told_row(row.number), at=at, known=ended, rung=_rung(row))


def _rung(row: Notification) -> str:
    """What ties rows of one audience and the same ways to each other."""
    return f"{role_text(row.audience)} {row.channels}"


def _tell(state: Deployment, item: Item, facts: Facts) -> Iterable[Event]:
    row = row_of(item.subject, facts.plan)
    return (row_given(state, row, facts, _lateness(state, item, facts)),) if row else ()


def _lateness(state: Deployment, item: Item, facts: Facts) -> Lateness:
    """Late where it was due before it could be told, and why that is."""
    if facts.now - item.at <= LATE_AFTER:
        return IN_TIME
    due = f"due {day_and_clock(item.at, state.zone)}"
    if item.known <= item.at:
        return Lateness(is_late=True, because=due)
    since = day_and_clock(item.known, state.zone)
    why = "on hold until" if item.known == state.resumed_at else "approved only"
    return Lateness(is_late=True, because=f"{due}, {why} {since}")


RULES = (
    Rule(
        name=BEFORE,
        when="T-24h, T-1h, a clock time before planned T-0: at that minute, once the plan is approved. "
        "Approved after it: at once, as a late notice; of several for one audience the last alone. On hold "
        "it waits, and is late after it",
        what="The row of 9.1 is told to its audience",
        items=_before,
        still_good_for=timedelta(days=365),
        good_until="until planned T-0; then skipped, and the log says so",
        ladder=NOTICE,
        leads_to=_tell,
    ),
    Rule(
        name=RUNNING,
        when="T-0, T+30min, a clock time after it: from actual T-0, while it deploys or is verified. On hold "
        "it waits, and is late after it",
        what="The row of 9.1 is told to its audience",
        items=_running,
        still_good_for=timedelta(days=365),
        good_until="until it is completed or rolled back",
        ladder=NOTICE,
        leads_to=_tell,
    ),
    Rule(
        name=COMPLETED,
        when="T+done, and what lies after the window or says “complete”: after the last confirmation",
        what="The row of 9.1 is told to its audience",
        items=_completed,
        still_good_for=timedelta(days=3),
        ladder=NOTICE,
        leads_to=_tell,
    ),
)
