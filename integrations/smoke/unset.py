"""The null twin: stands where no machine runs smoke tests."""

from bot.domain.plan import SmokeTest
from bot.domain.watch import SmokeResult


class NoSmokeTests:
    """Runs nothing, and takes that for no result."""

    async def run(self, _test: SmokeTest, _base_url: str) -> SmokeResult | None:
        """It is for people (`bot.ports.SmokeTester`)."""
        return None
