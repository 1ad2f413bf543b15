"""What a picture of metrics shows. Times are aware UTC, of the plan's clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.plan import Metric
from bot.domain.watch import Sample

APART = 2.5
"""So many times the usual distance between two values is a gap."""
MOST = 1e300
"""Values beyond are drawn as this: differences must stay numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From when to when something lasted, by a short name; `end` is `None` while it does."""

    name: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One metric, by its name and its `number` in 8.1: its values in the order of time, and since when it is
    critical.

    `before` is how it was before Begin; `why` it cannot be read, "" where it can.
    """

    name: str
    metric: Metric
    number: int = 1
    samples: Sequence[Sample] = ()
    critical_since: datetime | None = None
    before: float | None = None
    why: str = ""

    @property
    def unit(self) -> str:
        """The unit of its bands."""
        return next((band.unit for band in (self.metric.critical, self.metric.warning) if band), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Metrics below each other on one axis of time, in the plan's zone; `title` says of what."""

    title: str
    zone: str
    start: datetime
    end: datetime
    panels: Sequence[Panel]
    t0: datetime | None = None
    steps: Sequence[Stretch] = ()


def gaps(panel: Panel, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From when to when there is no data."""
    times = [sample.at for sample in panel.samples]
    if not times:
        yield start, end
        return
    usual = _usual(times, end - start)
    for before, after in zip([start, *times], [*times, end], strict=True):
        if after - before > usual:
            yield before, after


def runs(panel: Panel, start: datetime, end: datetime) -> list[list[Sample]]:
    """The values, those together between which there is no gap."""
    after = {late for _, late in gaps(panel, start, end)}
    found: list[list[Sample]] = []
    for sample in panel.samples:
        if not found or sample.at in after:
            found.append([])
        found[-1].append(sample)
    return found


def _usual(times: Sequence[datetime], whole: timedelta) -> timedelta:
    """The longest distance that is no gap; of one value alone nothing is known."""
    apart = [(late - early).total_seconds() for early, late in pairwise(times)]
    return timedelta(seconds=APART * middle(apart)) if apart else whole / 20


def middle(values: Sequence[float]) -> float:
    """The median, of an even number the higher of the two; there is one at least."""
    return sorted(values)[len(values) // 2]


def drawn(value: float) -> float:
    """A value as it is drawn."""
    return min(max(value, -MOST), MOST)
