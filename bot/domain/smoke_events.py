"""Accepted facts of the smoke tests of 7."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.event import Event
from bot.domain.watch import SmokeRun


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeTestsAsked(Event):
    """A machine is to run these rows of 7.1, by their numbers; none, where all are people's.

    `asked` counts how often it was asked, `runs` the runs: a press of the rows that write belongs to the run
    before it. A new run forgets what came of the one before, but for ticks that it `keeps`: of rows that no
    machine judged. `is_back`: what is rolled back to is tested.
    """

    asked: int
    runs: int
    rows: tuple[int, ...]
    keeps: bool = False
    is_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeTestSent(Event):
    """A row of 7.1 that writes is about to be sent: whatever happens, it is not sent again for this press."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeTestsReported(Event):
    """What came of rows of 7.1, while a machine is at others yet."""

    runs: tuple[SmokeRun, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeTestsRun(Event):
    """What came of all the rows of 7.1 that a machine ran, as they were asked for at `asked_at`.

    `asked` is which time it was, 0 before such were counted.
    """

    runs: tuple[SmokeRun, ...]
    asked_at: datetime
    asked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeTestsTicked(Event):
    """Somebody said what came of rows of 7.1, or of 7.2's suite (`is_suite`): as they stand from then on."""

    runs: tuple[SmokeRun, ...]
    is_suite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeTestsLeft(Event):
    """The step of the smoke tests is done though these rows of 7.1 have not passed; what is known of them."""

    step: str
    rows: tuple[int, ...]
