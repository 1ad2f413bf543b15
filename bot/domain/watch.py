"""What machines say of a release while it goes on: the metrics of 8.1, the smoke tests of 7.1."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was measured at an instant (aware UTC); `value` is finite, in the unit of the row's bands."""

    at: datetime
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRead:
    """The answer about one row of 8.1: what was measured, in the order of time; nothing is "no data".

    `unavailable` is why nothing could be asked, "" where it was. `is_unset`: there is nobody to ask.
    """

    metric: str
    samples: tuple[Sample, ...] = ()
    unavailable: str = ""
    is_unset: bool = False


class Level(StrEnum):
    """How a metric stands; without an answer it is never taken for normal."""

    NORMAL = "normal"
    WARNING = "warning"
    CRITICAL = "critical"
    NO_DATA = "no data"
    UNAVAILABLE = "not readable"

    @property
    def is_measured(self) -> bool:
        """Whether there is a value."""
        return self not in {Level.NO_DATA, Level.UNAVAILABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a metric stands since when; `value` is what was measured when it was read `at` (`None` of what an
    earlier version kept), `None` where nothing was.

    `critical_since` is when it last became critical: what is not measured meanwhile ends nothing. `why` is
    why it cannot be read.
    """

    metric: str
    level: Level
    since: datetime
    value: float | None = None
    critical_since: datetime | None = None
    why: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody said of a row that no machine measures: whether it is normal, and what they saw."""

    is_normal: bool
    by: Person | None
    at: datetime
    note: str = ""


class SmokeOutcome(StrEnum):
    """What came of a smoke test.

    That the maintenance page answered says nothing of the release; neither does a test that was not run, for
    that is people's. `UNANSWERED`: it writes, was sent, and nobody knows yet, or ever will, whether it was
    done. `LOCKED`: it was turned away, or not sent, for want of what a row before it, which writes, gets it.
    """

    PASSED = "passed"
    FAILED = "failed"
    MAINTENANCE = "maintenance page"
    NOT_RUN = "not run"
    UNANSWERED = "no answer"
    LOCKED = "turned away"


BUSY = "it asks to be tried again later"
"""Why a maintenance page is taken for one that does not say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeResult:
    """What came of a row of 7.1; `why` it failed or was not run, the HTTP status and how long it took, where
    known. A maintenance page that does not say that it is one has `BUSY`.
    """

    outcome: SmokeOutcome
    why: str = ""
    status: int | None = None
    milliseconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeRun:
    """A row of 7.1, by its number and name, what came of it, and when that was known.

    `by` is who ticked it, with what they said in the result's `why`; `machine` is what a machine said of the
    row beside it. Without `by` the result is a machine's.
    """

    number: int
    name: str
    result: SmokeResult
    at: datetime | None = None
    by: Person | None = None
    machine: SmokeResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What these rows of 8.1 (`Row.key`) measured from `start` to `end`, drawn; `words` say the same.

    `picture` is its id where it was uploaded to; "" where it could not be, and `why`. `about` is the
    decision's subject where they speak for a rollback, "" at the end.
    """

    about: str
    metrics: tuple[str, ...]
    start: datetime
    end: datetime
    words: str
    picture: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """All that was said: the metrics by their names; what came of the tests that were asked for last.

    There are no readings while nobody can be asked. `before` is what the metrics measured in the hour before
    Begin, `None` where there was no data. `said` is what people said, by the row's number.

    `tests` are the rows of 7.1 of which something is known, by their numbers, `suite` is what somebody said
    of 7.2's.

    `runs` counts the runs of the tests, `asked` how often a machine was asked within them and between them:
    for a run, and for each press of the rows that write. The last time was at `tested_at`, by `asked_by` (who
    is `None` where a step asks), of the way back where `is_back`. `left` are the rows that it was asked for
    then and did not answer yet; `heard_at` is when it last said something.
    """

    readings: Mapping[str, Reading] = field(default_factory=dict)
    before: Mapping[str, float | None] = field(default_factory=dict)
    said: Mapping[int, Said] = field(default_factory=dict)
    tests: tuple[SmokeRun, ...] = ()
    suite: SmokeRun | None = None
    runs: int = 0
    asked: int = 0
    tested_at: datetime | None = None
    asked_by: Person | None = None
    is_back: bool = False
    left: tuple[int, ...] = ()
    heard_at: datetime | None = None

    def test(self, number: int) -> SmokeRun | None:
        """What is known of a row of 7.1."""
        return next((each for each in self.tests if each.number == number), None)
