"""How an instant is said: absolute, in the plan's zone, with the zone's name; and which one a clock meant."""

from datetime import UTC, datetime, time, timedelta, tzinfo
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


def last_time(said: time, now: datetime, zone: str) -> datetime | None:
    """When a clock of the zone last showed this time, aware UTC: today or, if that is to come, yesterday.

    `None` where clocks went forward past it; of an hour that came twice the later one that is not to come.
    """
    local = now.astimezone(zone_of(zone))
    for day in (local.date(), local.date() - timedelta(days=1)):
        wall = datetime.combine(day, said, tzinfo=local.tzinfo)
        both = [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
        shown = [at for at in both if at.astimezone(local.tzinfo).time() == said]
        past = [at for at in shown if at <= now]
        if past or (not shown and wall <= local):
            return max(past, default=None)
    return None


def next_time(said: time, now: datetime, zone: str) -> datetime | None:
    """When a clock of the zone next shows this time, aware UTC: later today, else tomorrow.

    `None` where clocks go forward past it; of an hour that comes twice the first one that is to come.
    """
    local = now.astimezone(zone_of(zone))
    for day in (local.date(), local.date() + timedelta(days=1)):
        wall = datetime.combine(day, said, tzinfo=local.tzinfo)
        both = [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
        shown = [at for at in both if at.astimezone(local.tzinfo).time() == said]
        to_come = [at for at in shown if at > now]
        if to_come or (not shown and wall > local):
            return min(to_come, default=None)
    return None


def minutes(count: int) -> str:
    """`10 min`, `1 h 30 min`."""
    hours, rest = divmod(count, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"
