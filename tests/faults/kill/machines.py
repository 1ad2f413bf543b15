"""Machines that say the same in every life of a process: by the plan's clock, which no death sets back.

What is sent to the shop is sent as it is to any other.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from bot.clock import PlanClock
from bot.domain.plan import SmokeTest
from bot.domain.watch import Sample, SmokeOutcome, SmokeResult
from bot.ports import SmokeSession, SmokeTester
from integrations.smoke.allowed import Allowed
from integrations.smoke.tester import HttpTester, Outside
from tests.bot.machines import PretendMetrics, PretendTester
from tests.scenario.night import instant
from tminus.http import create_transport
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


class AtTheShop:
    """Runs smoke tests at the shop, wherever the plan has it; each takes the same time."""

    def __init__(self, shop: str) -> None:
        allowed = Allowed((f"{urlsplit(shop).netloc}@127.0.0.0/8",))
        self._tester = HttpTester(Outside(allowed=allowed, headers={}, transport=create_transport()))
        self._shop = shop

    @asynccontextmanager
    async def open(self, _base_url: str) -> AsyncIterator["AtOnce"]:
        """A session (`bot.ports.SmokeTester`)."""
        async with self._tester.open(self._shop) as session:
            yield AtOnce(session)


class AtOnce:
    """Tells each result but for how long it took, which is another time in each run."""

    def __init__(self, session: SmokeSession) -> None:
        self._session = session

    async def run(self, test: SmokeTest) -> SmokeResult | None:
        """What came of one row (`bot.ports.SmokeSession`)."""
        result = await self._session.run(test)
        return replace(result, milliseconds=None) if result else None


def machines_by(clock: asyncio.Future[PlanClock], shop: str) -> Machines:
    """Those of a night on which the list of products fails; where there is a shop, what it says."""
    tester: SmokeTester = AtTheShop(shop) if shop else PretendTester({"Product listing": FAILED})
    return Machines(tester=tester, metrics=ByTheClock(clock))
