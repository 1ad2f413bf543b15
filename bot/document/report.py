"""Findings and timelines as text for a terminal."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import zip_longest
from textwrap import wrap

from bot.document.findings import Finding
from bot.document.schedule import from_t0
from bot.document.timeline import Timeline, TimelineNotification, TimelinePhase, TimelineStep
from bot.domain.times import minutes as spoken, zone_of

WIDTH = 100
"""Columns of a terminal that does not say how wide it is."""
NARROWEST, WIDEST = 80, 120
_AT, _OFFSET, _NUMBER, _TAKES = 9, 12, 4, 9
_LEFT = 2 + _AT + 1 + _OFFSET + 1 + _NUMBER + 1
_WHAT_SHARE = 0.6
"""What a step's action gets of the room that it shares with the owner."""


def render_findings(path: str, findings: Iterable[Finding]) -> str:
    """`FILE:LINE: level: text`, one line each, ended by a line break; "" without findings."""
    return "".join(f"{path}:{f.line}: {f.level}: {printable(f.text)}\n" for f in findings)


def render_timeline(found: Timeline, width: int = WIDTH) -> str:
    """The timeline: window, phases, rollback, notifications; times in the plan's zone."""
    width = min(max(width, NARROWEST), WIDEST)
    lines = wrap(f"{found.release} ({found.document_id})" if found.document_id else found.release, width)
    lines += wrap(_window(found), width)
    for phase in found.phases:
        lines += ["", *wrap(phase.title, width), *_steps(phase, found.zone, width)]
    takes = f"From T-0 to the end of the last step it takes {spoken(found.minutes)}{_ending(found)}."
    lines += ["", *wrap(takes, width)]
    if found.rollback:
        lines += ["", *wrap(found.rollback.title, width), *_steps(found.rollback, found.zone, width)]
        takes = f"The rollback takes {spoken(found.rollback_minutes)}{_latest_rollback(found)}."
        lines += ["", *wrap(takes, width)]
    if found.notifications:
        lines += ["", "Notifications"]
        for notification in found.notifications:
            lines += _notification(notification, found.zone, width)
    return "".join(f"{printable(line).rstrip()}\n" for line in lines)


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


def _steps(phase: TimelinePhase, zone: str, width: int) -> list[str]:
    return [line for step in phase.steps for line in _step(step, zone, width)]


def _step(step: TimelineStep, zone: str, width: int) -> list[str]:
    takes = "follow-up" if step.minutes is None else f"{step.minutes} min"
    when = "" if step.offset is None else from_t0(step.offset)
    return _row((_at(step.at, zone), when, step.number), (step.action, step.owner, takes), width)


def _notification(notification: TimelineNotification, zone: str, width: int) -> list[str]:
    who = f"{notification.audience} ({notification.channels})"
    place = (_at(notification.at, zone), notification.when, str(notification.number))
    return _row(place, (notification.message, who, ""), width)


def _row(place: tuple[str, str, str], texts: tuple[str, str, str], width: int) -> list[str]:
    """One entry: where it stands in time, what, who, how long; what does not fit its column goes on below."""
    what, who, takes = texts
    shared = width - _LEFT - _TAKES - 2
    for_what = int(shared * _WHAT_SHARE)
    for_who = shared - for_what + (0 if takes else _TAKES + 1)
    wrapped = (wrap(text, room, break_on_hyphens=False) for text, room in ((what, for_what), (who, for_who)))
    lines = []
    for row, (action, owner) in enumerate(zip_longest(*wrapped, fillvalue="")):
        (at, when, number), minutes = (("", "", ""), "") if row else (place, takes)
        left = f"  {at:<{_AT}} {when:<{_OFFSET}} {number:<{_NUMBER}}"
        lines.append(f"{left} {action:<{for_what}} {owner:<{for_who}} {minutes:>{_TAKES}}")
    return lines


def _at(at: datetime | None, zone: str) -> str:
    return f"{at.astimezone(zone_of(zone)):%a %H:%M}" if at else ""


def printable(text: str) -> str:
    """A document's text must not steer the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
