"""What a machine reports of a release's metrics."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.intent import Intent
from bot.domain.watch import Drawn, MetricRead


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMetrics(Intent):
    """The answers about the watched rows of 8.1 (`watching.watched`); `before` as `BeforeMeasured` has it."""

    reads: tuple[MetricRead, ...]
    before: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChart(Intent):
    """A chart was drawn."""

    drawn: Drawn
