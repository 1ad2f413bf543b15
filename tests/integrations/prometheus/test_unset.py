from bot.clock import real_now
from integrations.prometheus.unset import NoMetrics


async def test_nothing_is_read_and_nothing_is_taken_for_normal() -> None:
    """Nobody is there to ask: that is neither a value nor the lack of data."""
    assert await NoMetrics().read("up", real_now(), real_now()) is None
