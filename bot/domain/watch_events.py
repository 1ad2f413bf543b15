"""Accepted facts of what machines say of a release."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.event import Event
from bot.domain.watch import Drawn, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsRead(Event):
    """These metrics stand otherwise than before."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeMeasured(Event):
    """What these metrics measured in the hour before Begin (`comparing.of_before`), in their bands' units."""

    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSaid(Event):
    """Somebody said how a row of 8.1 stands, by its number; `note` is what they saw."""

    row: int
    name: str
    is_normal: bool
    note: str = ""
    as_member_of: str = ""
    for_whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartDrawn(Event):
    """A chart of metrics was drawn. The values are not kept: the past can be read again."""

    drawn: Drawn
