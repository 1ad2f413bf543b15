"""What customers read of a deployment on the status page: one entry, as a function of state and plan.

It is there from the first approval on, and follows what really happens, never the clock alone.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.agenda_events import key
from bot.domain.maintenance import is_off_again, is_on_before_go
from bot.domain.plan import Channel, Notification, Plan
from bot.domain.progress import was_completed
from bot.domain.state import Deployment, Lifecycle
from bot.domain.telling import words_of
from bot.domain.times import day_and_clock, span

NOT_SET_UP = "the status page is not set up: not told there"

MISSED = "The maintenance did not take place at the planned time. A new time will be told here."
GOING_BACK = "The change is being taken back: the previous version will run again."
GONE_BACK = "The change was taken back: the previous version runs again."
CANCELLED = "The maintenance is cancelled. Nothing was changed."

BEGINS_LATE, ENDS_LATE = "page-begins-late", "page-ends-late"
"""The rules of the agenda by which customers read that it is late."""
LATE_BY = timedelta(minutes=15)
"""A beginning that slips by less is no news to customers."""

_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")


class PageStatus(StrEnum):
    """Where a planned maintenance stands, in the words of status pages."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"


class Moment(StrEnum):
    """Which part of a maintenance a row of 9.1 speaks of, by its time."""

    BEFORE = "before T-0"
    DURING = "from T-0 on"
    AFTER = "when it is done"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """The entry: `words` are its newest update, plain text; `start` and `end` are aware UTC."""

    name: str
    status: PageStatus
    words: str
    start: datetime | None
    end: datetime | None


def is_asked_for(plan: Plan) -> bool:
    """Whether a row of 9.1 names the status page as a channel."""
    return any(Channel.STATUS_PAGE in row.channels for row in plan.notifications)


def page_entry(state: Deployment, plan: Plan) -> PageEntry:
    """What the page shows of a deployment that it was told of."""
    status, words = _standing(state, plan)
    return PageEntry(
        name=f"{state.name}: planned maintenance",
        status=status,
        words=words,
        start=state.window_start,
        end=state.window_end,
    )


def _standing(state: Deployment, plan: Plan) -> tuple[PageStatus, str]:
    match state.state:
        case Lifecycle.DRAFT | Lifecycle.IN_REVIEW | Lifecycle.APPROVED:
            return PageStatus.SCHEDULED, _planned(state, plan)
        case Lifecycle.PRE_DEPLOYMENT:
            return _preparing(state, plan)
        case Lifecycle.DEPLOYING:
            return PageStatus.IN_PROGRESS, _under_way(state, plan)
        case Lifecycle.VERIFYING:
            return PageStatus.VERIFYING, _being_checked(state, plan)
        case Lifecycle.ROLLING_BACK:
            return _going_back(state, plan)
        case Lifecycle.MISSED:
            return PageStatus.SCHEDULED, MISSED
    return PageStatus.COMPLETED, _over(state, plan)


def _planned(state: Deployment, plan: Plan) -> str:
    """The plan's own words, unless they name a time that does not hold any more."""
    is_moved = state.announced is not None and state.announced.window != state.window
    is_confirmed = state.state not in {Lifecycle.DRAFT, Lifecycle.IN_REVIEW}
    is_late = _begins_late(state)
    announced = _row(state, plan, Moment.BEFORE)
    if not announced or ((is_moved or is_late) and _CLOCK.search(announced)):
        announced = f"Maintenance is planned: {state.name}"
    when = _when(state)
    if is_moved and not is_confirmed:
        when = f"The time is moved to {when}, which is still to be confirmed"
    elif is_moved:
        when = f"The time is moved to {when}"
    else:
        when = f"Planned for {when}"
    late = "It begins later than planned" if is_late else ""
    return _sentences(announced, late, when if state.window_start else "", _impact(plan))


def _preparing(state: Deployment, plan: Plan) -> tuple[PageStatus, str]:
    """Before Go: what users notice begins with maintenance mode, and is taken back where it is given up."""
    is_on = is_on_before_go(state, plan)
    if not is_on and not state.actual_t0:
        return PageStatus.SCHEDULED, _planned(state, plan)
    if not state.leaving:
        return PageStatus.IN_PROGRESS, _under_way(state, plan)
    moved = f"The maintenance is moved to {_when(state)}" if state.leaving.anew else ""
    ended = moved or "The maintenance is cancelled"
    turned_off = "; maintenance mode is being turned off" if is_on else ""
    return PageStatus.IN_PROGRESS, _sentences(ended, f"Nothing was changed{turned_off}")


def _under_way(state: Deployment, plan: Plan) -> str:
    return _sentences(
        _row(state, plan, Moment.DURING) or "The maintenance has begun", _impact(plan), _until(state)
    )


def _until(state: Deployment) -> str:
    end = state.window_end
    if _ends_late(state):
        return "It takes longer than planned"
    return f"Planned to end by {_instant(end, state.zone)}" if end else ""


def late_subject(planned: datetime) -> str:
    """What a rule of lateness is about: another instant is waited for anew."""
    return planned.isoformat()


def _begins_late(state: Deployment) -> bool:
    return _is_late(state, BEGINS_LATE, state.window_start, LATE_BY)


def _ends_late(state: Deployment) -> bool:
    return _is_late(state, ENDS_LATE, state.window_end, timedelta())


def _is_late(state: Deployment, rule: str, planned: datetime | None, by: timedelta) -> bool:
    """Whether the clock found it late, or something was done when it was: no time that is over is told."""
    if planned is None:
        return False
    is_over = state.acted_at is not None and state.acted_at >= planned + by
    return is_over or key(rule, late_subject(planned)) in state.came_due


def _being_checked(state: Deployment, plan: Plan) -> str:
    """Never "complete" before it is: whoever reads it may use it again once maintenance mode is off."""
    if is_off_again(state, plan):
        return _sentences(f"{state.name} is live and is being watched")
    return _sentences("The change is made and is being checked", _impact(plan), _until(state))


def _going_back(state: Deployment, plan: Plan) -> tuple[PageStatus, str]:
    """An entry that was completed stays so: status pages do not open one again."""
    if was_completed(state, plan):
        return PageStatus.COMPLETED, GOING_BACK
    late = "It takes longer than planned" if _ends_late(state) else ""
    return PageStatus.IN_PROGRESS, _sentences(GOING_BACK, late)


def _over(state: Deployment, plan: Plan) -> str:
    match state.state:
        case Lifecycle.ROLLED_BACK:
            return GONE_BACK
        case Lifecycle.CANCELLED:
            return CANCELLED
    return _sentences(_row(state, plan, Moment.AFTER) or "The maintenance is complete")


def _row(state: Deployment, plan: Plan, moment: Moment) -> str:
    """What the first row for the status page says that speaks of this part; "" where none does."""
    rows = (row for row in plan.notifications if Channel.STATUS_PAGE in row.channels)
    return next((words_of(state, row) for row in rows if _moment(row, plan) is moment), "")


def _moment(row: Notification, plan: Plan) -> Moment | None:
    time = row.time
    if time is None:
        return None
    if time.when_done:
        return Moment.AFTER
    offset = time.offset_minutes
    if offset is None and time.clock and plan.window:
        offset = int((time.clock - plan.window.start).total_seconds() // 60)
    if offset is None:
        return None
    return Moment.BEFORE if offset < 0 else Moment.DURING


def _impact(plan: Plan) -> str:
    impact = plan.release.customer_impact
    return f"What you will notice: {impact}" if impact else ""


def _when(state: Deployment) -> str:
    """The window in the plan's zone and in UTC: who reads the page may be anywhere."""
    start, end = state.window
    if not start or not end:
        return ""
    here, there = span(start, end, state.zone), span(start, end, "")
    return here if here == there else f"{here} ({there})"


def _instant(at: datetime, zone: str) -> str:
    here, there = day_and_clock(at, zone), day_and_clock(at, "")
    return here if here == there else f"{here} ({there})"


def _sentences(*parts: str) -> str:
    """Each with its end mark, on one line."""
    told = (" ".join(part.split()) for part in parts)
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in told if part)
