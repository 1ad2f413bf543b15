"""From values and times to places in a picture, and the marks on its axes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, log10

from bot.domain.times import zone_of

VALUE_TICKS = 4
TIME_TICKS = 6
MARGIN = 0.08
"""What is left free above the highest value, as a part of the whole."""
LEAST = 1e-290
"""What is nearer than this is one value: its parts would be no numbers."""
ROUND = (1, 2, 5, 10, 20)
STEPS = tuple(timedelta(minutes=each) for each in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440))
BIG = ((1e12, 1e12, "T"), (1e9, 1e9, "G"), (1e6, 1e6, "M"), (1e4, 1e3, "k"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Where values from `low` to `high` stand between the pixels `first` and `last`."""

    low: float
    high: float
    first: float
    last: float

    def at(self, value: float) -> float:
        """The pixel, within the picture also for what lies beyond."""
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.first + part * (self.last - self.first)


def bounds(values: Iterable[float]) -> tuple[float, float]:
    """The lowest and the highest value of an axis on which all these stand; it has 0 unless all are below."""
    known = [*values, 0.0]
    low, high = min(known), max(known)
    if high - low < LEAST:
        return 0.0, 1.0
    free = (high - low) * MARGIN
    return (low - free if low < 0 else low), (high + free if high > 0 else high)


def value_ticks(low: float, high: float) -> list[float]:
    """Round values between, a few of them."""
    rough = (high - low) / VALUE_TICKS
    magnitude = 10.0 ** floor(log10(rough))
    step = next(each * magnitude for each in ROUND if each * magnitude >= rough)
    return [step * number for number in range(ceil(low / step), floor(high / step) + 1)]


def short(value: float) -> str:
    """`12`, `0.25`, `2000`, `1.5M`, `2e+15`."""
    for least, size, letter in BIG:
        if least <= abs(value) < size * 1000:
            return f"{value / size:.3g}{letter}"
    return f"{value:.4g}" if value else "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTick:
    """An instant that the axis of time names."""

    at: datetime
    text: str


def time_ticks(start: datetime, end: datetime, zone: str) -> list[TimeTick]:
    """Round times of the plan's zone between; where clocks change, the first one after says the new zone."""
    step = next((each for each in STEPS if (end - start) / each <= TIME_TICKS), end - start)
    offset = start.astimezone(zone_of(zone)).utcoffset() or timedelta(0)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0) - offset
    at = midnight + step * ceil((start - midnight) / step)
    times = [at + step * number for number in range(floor((end - at) / step) + 1)]
    is_days = end - start > timedelta(days=1)
    return [
        _tick(each, before, zone, is_days=is_days)
        for before, each in zip([start, *times], times, strict=False)
    ]


def _tick(at: datetime, before: datetime, zone: str, *, is_days: bool) -> TimeTick:
    local, was = at.astimezone(zone_of(zone)), before.astimezone(zone_of(zone))
    text = f"{local:%a %H:%M}" if is_days else f"{local:%H:%M}"
    return TimeTick(at=at, text=text if local.tzname() == was.tzname() else f"{text} {local:%Z}")


def lanes(places: Sequence[tuple[float, float]], most: int) -> list[int | None]:
    """In which row each of these stands that none covers another's; `None` for what has no room."""
    ends: list[float] = [float("-inf")] * most
    found: list[int | None] = []
    for first, last in places:
        lane = next((number for number, end in enumerate(ends) if end <= first), None)
        if lane is not None:
            ends[lane] = last
        found.append(lane)
    return found
