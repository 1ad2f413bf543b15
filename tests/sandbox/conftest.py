"""A sandbox with the cast and a fake bot, reached over HTTP in this process."""

from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.cast import octal
from sandbox.control import ClockHooks
from sandbox.workspace import World
from tests.sandbox.fake_bot import SECRET, TOKEN, FakeBot
from tests.sandbox.helpers import Client, PlanClock, RealTime


@pytest.fixture
def bot() -> FakeBot:
    """The bot."""
    return FakeBot()


@pytest.fixture
def plan_clock() -> PlanClock:
    """The plan's clock."""
    return PlanClock()


@pytest.fixture
def real_time() -> RealTime:
    """The clock for what expires."""
    return RealTime()


@pytest.fixture
def world(plan_clock: PlanClock, real_time: RealTime) -> World:
    """The team Octal."""
    return octal(now=plan_clock.now, elapsed=real_time.elapsed)


@pytest.fixture
async def client(world: World, bot: FakeBot, plan_clock: PlanClock) -> AsyncIterator[Client]:
    """The sandbox."""
    link = BotLink(
        events_url="http://bot/slack/events",
        signing_secret=SECRET,
        bot_token=TOKEN,
        transport=httpx.ASGITransport(app=bot),
        ack_limit=0.2,
    )
    app = create_app(world, link, ClockHooks(now=plan_clock.now, skip_to=plan_clock.skip_to))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        yield Client(http)
