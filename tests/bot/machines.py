"""Pretend twins: a reader of metrics and a runner of smoke tests that answer as a test says."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import isfinite

from sqlalchemy import select

from bot.domain.plan import SmokeTest
from bot.domain.watch import Sample, SmokeOutcome, SmokeResult
from bot.storage.tables import event_table
from tests.bot import web_shop as w

MINUTE = timedelta(minutes=1)
Answer = float | Exception | None
"""A value at the end; what goes wrong; no data."""
PASSED = SmokeResult(outcome=SmokeOutcome.PASSED, status=200, milliseconds=140)


@dataclass
class PretendMetrics:
    """Answers a query by a piece of it that is a key of `values`; of others it says 0.

    `series` are what a longer time than a minute gives, where it is not the same value; they end in time, as
    all does unless it `ends_early`.
    """

    values: dict[str, Answer] = field(default_factory=dict)
    series: dict[str, list[float]] = field(default_factory=dict)
    ends_early: bool = False
    is_set_up: bool = True
    is_slow: bool = False
    asked: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    async def read(self, query: str, start: datetime, end: datetime) -> Sequence[Sample] | None:
        """The next answer."""
        self.asked.append((query, start, end))
        if self.is_slow:
            await asyncio.sleep(60)
        if not self.is_set_up:
            return None
        answer = next((value for piece, value in self.values.items() if piece in query), 0.0)
        if isinstance(answer, Exception):
            raise answer
        if answer is None or not isfinite(answer):
            return ()
        end = end.astimezone(UTC) - (MINUTE if self.ends_early else timedelta(0))
        series = next((each for piece, each in self.series.items() if piece in query), None)
        values = [answer] if series is None or end - start <= MINUTE else series
        return tuple(Sample(at=end - MINUTE * back, value=each) for back, each in enumerate(values))[::-1]


@dataclass
class PretendTester:
    """Runs a test as `results` has it, by its name; others pass. `None`: it is for people."""

    results: dict[str, SmokeResult | Exception | None] = field(default_factory=dict)
    is_slow: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    sessions: int = 0

    @asynccontextmanager
    async def open(self, base_url: str) -> AsyncIterator["PretendSession"]:
        """A session of its own."""
        self.sessions += 1
        yield PretendSession(self, base_url)


@dataclass(frozen=True)
class PretendSession:
    """Runs a test as its tester has it."""

    tester: PretendTester
    base_url: str

    async def run(self, test: SmokeTest) -> SmokeResult | None:
        """What comes of it."""
        self.tester.asked.append((test.name, self.base_url))
        if self.tester.is_slow:
            await asyncio.sleep(60)
        result = self.tester.results.get(test.name, PASSED)
        if isinstance(result, Exception):
            raise result
        return result


async def names(play: w.Play) -> list[str]:
    """The events of the deployment."""
    stored = select(event_table.c.name).where(event_table.c.stream == w.ID)
    return list(await play.database.read(lambda c: c.execute(stored).scalars().all()))
