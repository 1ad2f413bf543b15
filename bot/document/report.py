"""Findings and timelines as text for a terminal of 100 columns."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import zip_longest
from textwrap import wrap

from bot.document.findings import Finding
from bot.document.schedule import from_t0
from bot.document.timeline import Timeline, TimelineNotification, TimelinePhase, TimelineStep
from bot.domain.times import minutes as spoken
from bot.domain.times import zone_of

WIDTH = 100
_AT, _OFFSET, _NUMBER, _WHAT, _WHO, _TAKES = 9, 12, 4, 36, 22, 9


def render_findings(path: str, findings: Iterable[Finding]) -> str:
    """`FILE:LINE: level: text`, one line each, ended by a line break; "" without findings."""
    return "".join(f"{path}:{f.line}: {f.level}: {_printable(f.text)}\n" for f in findings)


def render_timeline(found: Timeline) -> str:
    """The timeline: window, phases, rollback, notifications; times in the plan's zone."""
    lines = [f"{found.release} ({found.document_id})" if found.document_id else found.release]
    lines.append(_window(found))
    for phase in found.phases:
        lines += ["", phase.title, *_steps(phase, found.zone)]
    lines += ["", f"The steps from T-0 on take {spoken(found.minutes)}{_ending(found)}."]
    if found.rollback:
        lines += ["", found.rollback.title, *_steps(found.rollback, found.zone)]
        lines += ["", f"The rollback takes {spoken(found.rollback_minutes)}{_latest_rollback(found)}."]
    if found.notifications:
        lines += ["", "Notifications"]
        for notification in found.notifications:
            lines += _notification(notification, found.zone)
    return "".join(f"{_printable(line).rstrip()}\n" for line in lines)


def _window(found: Timeline) -> str:
    if found.start is None or found.end is None:
        return "Window: not known yet, so that only offsets from T-0 are shown."
    start, end = (at.astimezone(zone_of(found.zone)) for at in (found.start, found.end))
    length = int((found.end - found.start).total_seconds() // 60)
    return (
        f"Window: {start:%a} {start.day} {start:%b %Y %H:%M %Z} to {end:%a} {end.day} {end:%b %H:%M %Z} "
        f"({found.zone}), {spoken(length)}"
    )


def _ending(found: Timeline) -> str:
    if found.start is None:
        return ""
    return f", until {_at(found.start + timedelta(minutes=found.minutes), found.zone)}"


def _latest_rollback(found: Timeline) -> str:
    if found.end is None:
        return ""
    latest = found.end - timedelta(minutes=found.rollback_minutes)
    return f"; to end within the window it must begin by {_at(latest, found.zone)}"


def _steps(phase: TimelinePhase, zone: str) -> list[str]:
    return [line for step in phase.steps for line in _step(step, zone)]


def _step(step: TimelineStep, zone: str) -> list[str]:
    takes = "follow-up" if step.minutes is None else f"{step.minutes} min"
    when = "" if step.offset is None else from_t0(step.offset)
    return _row((_at(step.at, zone), when, step.number), step.action, step.owner, takes)


def _notification(notification: TimelineNotification, zone: str) -> list[str]:
    who = f"{notification.audience} ({notification.channels})"
    at = _at(notification.at, zone)
    return _row((at, notification.when, str(notification.number)), notification.message, who, "")


def _row(place: tuple[str, str, str], what: str, who: str, takes: str) -> list[str]:
    """One entry; what does not fit its column goes on below."""
    room = _WHO if takes else _WHO + _TAKES + 1
    lines = []
    for row, (action, owner) in enumerate(
        zip_longest(
            wrap(what, _WHAT, break_on_hyphens=False), wrap(who, room, break_on_hyphens=False), fillvalue=""
        )
    ):
        (at, when, number), minutes = (("", "", ""), "") if row else (place, takes)
        left = f"  {at:<{_AT}} {when:<{_OFFSET}} {number:<{_NUMBER}}"
        lines.append(f"{left} {action:<{_WHAT}} {owner:<{room}} {minutes:>{_TAKES}}")
    return lines


def _at(at: datetime | None, zone: str) -> str:
    return f"{at.astimezone(zone_of(zone)):%a %H:%M}" if at else ""


def _printable(text: str) -> str:
    """A document's text must not steer the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
