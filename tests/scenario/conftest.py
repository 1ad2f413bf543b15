"""A night for each story."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.web_shop import PLANS
from tests.scenario.evening import evening
from tests.scenario.night import Night


@pytest.fixture
def plans_dir() -> Path:
    """Where the night's plans lie: the examples, unless a story brings plans of its own."""
    return PLANS


@pytest.fixture
def app_token() -> str:
    """Slack calls the bot over HTTP, unless a story has a token for Socket Mode."""
    return ""


@pytest.fixture
def others() -> int:
    """How many people the workspace has beside those of the stories."""
    return 0


@pytest.fixture
async def night(database_url: str, plans_dir: Path, app_token: str, others: int) -> AsyncIterator[Night]:
    """Monday morning, the day before the window; everybody is known, nothing was started."""
    async with evening(database_url, plans_dir=plans_dir, app_token=app_token, others=others) as night:
        yield night
