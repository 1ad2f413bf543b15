"""How an instant is said: absolute, in the plan's zone, with the zone's name."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo


def zone_of(zone: str) -> tzinfo:
    """The plan's zone; UTC where the plan has none that can be read."""
    return ZoneInfo(zone) if zone else UTC


def clock(at: datetime, zone: str) -> str:
    """`23:02 CET`."""
    return at.astimezone(zone_of(zone)).strftime("%H:%M %Z")


def day_and_clock(at: datetime, zone: str) -> str:
    """`Tue 1 Dec 23:00 CET`."""
    local = at.astimezone(zone_of(zone))
    return f"{local:%a} {local.day} {local:%b %H:%M %Z}"


def span(start: datetime, end: datetime, zone: str) -> str:
    """`Tue 1 Dec 23:00–01:00 CET`; with the end's day where it is a whole day or more away.

    Over a daylight-saving change both ends say their zone: `Sat 28 Mar 23:00 CET–04:00 CEST`.
    """
    first, last = start.astimezone(zone_of(zone)), end.astimezone(zone_of(zone))
    opens = f"{first:%a} {first.day} {first:%b %H:%M}"
    if first.tzname() != last.tzname():
        opens += f" {first:%Z}"
    is_far = end - start >= timedelta(days=1)
    closes = day_and_clock(end, zone) if is_far else clock(end, zone)
    return f"{opens}–{closes}"


def minutes(count: int) -> str:
    """`10 min`, `1 h 30 min`."""
    hours, rest = divmod(count, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"
