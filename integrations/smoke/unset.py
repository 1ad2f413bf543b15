"""The null twin: stands where no machine runs smoke tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.domain.plan import SmokeTest
from bot.domain.watch import SmokeResult


class NoSmokeTests:
    """Says of every row that it is for people; nothing is run, and nothing is taken for passed."""

    @asynccontextmanager
    async def open(self, _base_url: str) -> AsyncIterator["NoSmokeTests"]:
        """There is nothing to open (`bot.ports.SmokeTester`)."""
        yield self

    async def run(self, _test: SmokeTest) -> SmokeResult | None:
        """It is for people (`bot.ports.SmokeSession`)."""
        return None
