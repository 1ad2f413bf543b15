"""A whole night over Socket Mode: the same stories, the same transcript, and no address to call."""

import pytest

from tests.scenario import test_first_journey as journey
from tests.scenario.night import Night
from tests.waiting import until

START = "start web-shop 4.12.0 2026-12-01 23:00"


@pytest.fixture
def app_token() -> str:
    """What the bot opens its connection with."""
    return "xapp-night"


async def connected(night: Night, times: int) -> None:
    """Wait until the bot has so many connections."""

    async def are_there() -> bool:
        found: int = (await night.sandbox.get("/sandbox/socket")).json()["connections"]
        return found >= times

    await until(are_there)


async def test_a_night_goes_from_start_to_completed_through_the_socket(night: Night) -> None:
    """Commands, presses and forms come through the connection, and the transcript is the one of HTTP."""
    await connected(night, 1)
    await journey.test_the_web_shop_goes_from_start_to_completed(night)


async def test_slack_replaces_the_connection_in_the_middle_of_a_night(night: Night) -> None:
    """Warned, refreshed or dropped without a word: the next press is heard all the same."""
    await connected(night, 1)
    await night.types("tess", START)
    for reason, expected in (("warning", 2), ("refresh_requested", 1), ("dropped", 1)):
        await night.sandbox.post("/sandbox/socket/disconnect", json={"reason": reason})
        await connected(night, expected)
        await night.types("tess", "status")
    await night.presses("tess", "Submit for review")
    assert "production: in review" in await night.sees("ana", "production: ")
