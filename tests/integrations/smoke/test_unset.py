from integrations.smoke.unset import NoSmokeTests
from tests.bot.domain.machines import smoke_test


async def test_nothing_is_run_and_nothing_is_taken_for_passed() -> None:
    """The row is for people."""
    assert await NoSmokeTests().run(smoke_test(1, "Homepage loads"), "https://shop.example.com") is None
