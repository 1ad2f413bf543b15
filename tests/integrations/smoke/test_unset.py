from integrations.smoke.unset import NoSmokeTests
from tests.bot.domain.machines import smoke_test


async def test_nothing_is_run_and_nothing_is_taken_for_passed() -> None:
    """The row is for people."""
    async with NoSmokeTests().open("https://shop.example.com") as session:
        assert await session.run(smoke_test(1, "Homepage loads")) is None
