"""Rules on time: phases that overrun, a way back that does not fit, messages that come too late."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.document.findings import Finding, warning
from bot.document.schedule import from_t0, rollback_minutes, schedule
from bot.domain.maintenance import turns_on
from bot.domain.ordering import PlannedStep, minutes_of
from bot.domain.plan import Channel, Notification, Plan
from bot.domain.telling import OF_THE_END
from bot.domain.times import minutes as spoken, zone_of


def phases_overrun(plan: Plan) -> Iterable[Finding]:
    """A phase that cannot end before the next one's offset."""
    declared = [(phase, phase.offset_minutes) for phase in plan.phases if phase.offset_minutes is not None]
    for (phase, start), (following, begins) in pairwise(declared):
        end = start + minutes_of(phase.steps)
        if phase.steps and end > begins:
            yield warning(
                phase.line,
                f"“{phase.title}” cannot end before {from_t0(end)}, but “{following.title}” is to begin "
                f"at {from_t0(begins)}: shorten its steps or move the other.",
            )


def rollback_fits(plan: Plan) -> Iterable[Finding]:
    """The steps, and after them a rollback, within the window."""
    steps = schedule(plan)
    if plan.window is None or not steps:
        return
    open_for = int(plan.window.length.total_seconds() // 60)
    ends = max(planned.end for planned in steps)
    left = open_for - ends
    if left < 0:
        yield warning(
            plan.window.line,
            f"The last step ends at {from_t0(ends)}, but the window at {from_t0(open_for)}: lengthen the "
            f"window or shorten the steps.",
        )
    needed = rollback_minutes(plan)
    if plan.rollback and needed > max(left, 0):
        yield warning(
            plan.rollback.line,
            f"The rollback takes {spoken(needed)}, but the window leaves {spoken(max(left, 0))} after the "
            f"last step ({from_t0(ends)}): lengthen the window or shorten the steps.",
        )


@dataclass(frozen=True, slots=True)
class _Announcement:
    """What a message announces, known by its words; from `ends` (minutes from T-0) on it is too late."""

    words: re.Pattern[str]
    what: str
    ends: int


_SOON = r"\b(?:scheduled|soon|upcoming|planned|shortly|will (?:be|begin|start)|about to|starts|begins)\b"


def notified_too_late(plan: Plan) -> Iterable[Finding]:
    """A notification sent after what it announces."""
    steps = schedule(plan)
    announcements = tuple(_announcements(steps))
    for notification in plan.notifications:
        at = _minutes(notification, plan, steps)
        found = next((a for a in announcements if a.words.search(notification.message)), None)
        if found and at is not None and at >= found.ends:
            yield warning(
                notification.line,
                f"“{notification.message}” goes out at {from_t0(at)}, but {found.what} at "
                f"{from_t0(found.ends)}: send it earlier.",
            )
    yield from _maintenance_unannounced(plan, steps)


def told_only_at_the_end(plan: Plan) -> Iterable[Finding]:
    """A notification that says something of the end, but has a time before it."""
    for row in plan.notifications:
        found = OF_THE_END.search(row.message)
        if found and row.time and not row.time.when_done:
            yield warning(
                row.line,
                f"“{row.message}” stands at {row.time.text}, but “{found[0]}” is said only after the last "
                f"confirmation, so it waits for that: write T+done there, or say it without “{found[0]}”.",
            )


def _announcements(steps: Sequence[PlannedStep]) -> Iterator[_Announcement]:
    """The most telling words first."""
    ends = max((planned.end for planned in steps), default=0)
    maintenance = _maintenance_starts(steps)
    if maintenance is not None:
        words = re.compile(rf"^(?=.*\bmaintenance\b)(?=.*{_SOON})", re.IGNORECASE | re.DOTALL)
        yield _Announcement(words, "maintenance begins", maintenance)
    yield _Announcement(re.compile(_SOON, re.IGNORECASE), "the deployment begins", 0)
    under_way = re.compile(r"\b(?:in progress|under way|underway|has (?:started|begun))\b", re.IGNORECASE)
    yield _Announcement(under_way, "the last step ends", max(ends, 1))


def _maintenance_starts(steps: Sequence[PlannedStep]) -> int | None:
    """When a step puts the maintenance page up."""
    return next((planned.start for planned in steps if turns_on(planned.step)), None)


def _maintenance_unannounced(plan: Plan, steps: Sequence[PlannedStep]) -> Iterator[Finding]:
    """The status page is where users look when they meet a maintenance page."""
    begins = _maintenance_starts(steps)
    public = [n for n in plan.notifications if Channel.STATUS_PAGE in n.channels]
    times = [(at, n) for n in public if (at := _minutes(n, plan, steps)) is not None]
    if begins is None or not times:
        return
    at, first = min(times, key=lambda pair: pair[0])
    if at > begins:
        yield warning(
            first.line,
            f"Maintenance begins at {from_t0(begins)}, but the status page says nothing before {from_t0(at)} "
            f"(“{first.message}”): send it earlier.",
        )


def _minutes(notification: Notification, plan: Plan, steps: Sequence[PlannedStep]) -> int | None:
    """When a notification goes out, in minutes from T-0; `T+done` is when the last step ends."""
    time = notification.time
    if time is None:
        return None
    if time.when_done:
        return max((planned.end for planned in steps), default=0)
    if time.clock and plan.window:
        return int((time.clock - plan.window.start).total_seconds() // 60)
    return time.offset_minutes


def window_has_passed(plan: Plan, now: datetime) -> Iterable[Finding]:
    """A window that is over already."""
    if plan.window and plan.window.end <= now:
        ended = plan.window.end.astimezone(zone_of(plan.window.zone))
        yield warning(
            plan.window.line,
            f"The window has passed: it ended on {ended:%Y-%m-%d at %H:%M %Z}. Choose another date.",
        )
