"""Machines that say the same in every life of a process: by the plan's clock, which no death sets back."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.clock import PlanClock
from bot.domain.watch import Sample, SmokeOutcome, SmokeResult
from tests.bot.machines import PretendMetrics, PretendTester
from tests.scenario.night import instant
from tminus.ways import Machines

ERRORS = "code=~"
"""What stands in the query of the error rate and in no other."""
BREAKS, MENDED = instant("2026-12-01", "22:02"), instant("2026-12-01", "22:05")
"""When the error rate becomes critical, and when it is normal again."""
FAILED = SmokeResult(outcome=SmokeOutcome.FAILED, why="500 Internal Server Error", status=500)


class ByTheClock:
    """Reads metrics of which one is critical for some minutes; it waits for the house's clock."""

    def __init__(self, clock: asyncio.Future[PlanClock]) -> None:
        self._clock = clock

    async def read(self, query: str, start: datetime, end: datetime) -> Sequence[Sample] | None:
        """What the metric is then (`bot.ports.MetricsReader`)."""
        now = (await self._clock).now()
        errors = 7.2 if BREAKS <= now < MENDED else 0.3
        return await PretendMetrics({ERRORS: errors, "orders": 40.0}).read(query, start, end)


def machines_by(clock: asyncio.Future[PlanClock]) -> Machines:
    """Those of a night on which the list of products fails."""
    return Machines(tester=PretendTester({"Product listing": FAILED}), metrics=ByTheClock(clock))
