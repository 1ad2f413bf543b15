"""The deployment window: a date, two times and a zone, and what daylight saving makes of them.

A local time that a change of clocks skips or repeats is an error, not a guess.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.document.values import time_of_day

CLOCK = r"[0-9]{1,2}[:.][0-9]{2}"
"""How a time is written."""

_WINDOW = re.compile(
    rf"(?P<start>{CLOCK})\s*(?:h\s*)?(?:-|–|—|−|to|until)\s*(?P<end>{CLOCK})(?:\s*h)?\s*(?P<zone>.*)",
    re.IGNORECASE,
)
FORM = "23:00 - 01:00 Europe/Berlin"


@dataclass(frozen=True, slots=True)
class WindowText:
    """A window as it is written: two local times and the zone's words."""

    start: time
    end: time
    zone: str

    @property
    def length(self) -> timedelta:
        """The time between both on the wall's clock; an end that is not later is on the next day."""
        today = date(2000, 1, 1)
        start, end = datetime.combine(today, self.start), datetime.combine(today, self.end)
        return end - start if end > start else end - start + timedelta(days=1)


def window_text(text: str) -> WindowText | None:
    """The parts of `23:00 - 01:00 Europe/Berlin`; `None` where they cannot be told."""
    match = _WINDOW.fullmatch(text.strip())
    if match is None:
        return None
    start, end = time_of_day(match["start"]), time_of_day(match["end"])
    if start is None or end is None:
        return None
    return WindowText(start, end, match["zone"].strip(" ()"))


def zone_named(text: str) -> str | None:
    """The IANA name that is meant, case apart; abbreviations such as CET name no place and no rule."""
    return _zones().get(text.casefold().replace(" ", "_"))


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if "/" in name or name == "UTC"}


def instant(local: datetime, zone: str) -> datetime | str:
    """A local time as an aware UTC instant, or what daylight saving has against it."""
    place = ZoneInfo(zone)
    first, second = (local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    said = f"{local:%Y-%m-%d %H:%M} in {zone}"
    if first.astimezone(place).replace(tzinfo=None) != local:
        return f"{said} does not exist: the clocks are put forward over it. Choose an earlier or later time."
    return f"{said} happens twice: the clocks are put back over it. Choose an earlier or later time."


def ends_on(day: date, text: WindowText) -> date:
    """The day a window ends that starts on `day`."""
    return day if text.end > text.start else day + timedelta(days=1)


def end_of(start: datetime, length: timedelta, zone: str | None) -> time:
    """The local time at which a window ends that starts at a local time.

    The length is real time, also over a change of clocks, where the zone is known.
    """
    if zone is None:
        return (start + length).time()
    place = ZoneInfo(zone)
    ends = start.replace(tzinfo=place).astimezone(UTC) + length
    return ends.astimezone(place).time()
