"""What machines report of a release."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.intent import Intent
from bot.domain.watch import Drawn, MetricRead, SmokeResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMetrics(Intent):
    """The answers about the watched rows of 8.1 (`watching.watched`); `before` as `BeforeMeasured` has it."""

    reads: tuple[MetricRead, ...]
    before: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSmokeTests(Intent):
    """What came of rows of 7.1, by their numbers, that were asked for at `asked_at`."""

    results: Mapping[int, SmokeResult]
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChart(Intent):
    """A chart was drawn."""

    drawn: Drawn
