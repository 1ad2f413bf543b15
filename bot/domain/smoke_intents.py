"""What is asked of the smoke tests of 7, and reported of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.intent import Intent
from bot.domain.watch import SmokeResult


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTests(Intent):
    """Run the smoke tests anew: those that only read; the others are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWritingTests(Intent):
    """Run the smoke tests that write, with those that read between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TickTest(Intent):
    """Say what came of a test: `wanted` is a row of 7.1 (a number or a name), "all" that are left to people,
    or "suite", which is 7.2's. With `rows` all are those of them that were shown as left, and no other.
    """

    wanted: str
    has_passed: bool
    note: str = ""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTest(Intent):
    """Before a row of 7.1 that writes is sent: may it be, for what a machine was `asked` for?"""

    number: int
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSmokeTests(Intent):
    """What came of rows of 7.1, by their numbers, of those that a machine was `asked` for."""

    results: Mapping[int, SmokeResult]
    asked: int
