"""What the adapter and its null twin have in common, tried on both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.domain.effects import MessageKind
from bot.errors import TMinusError
from bot.ports import Carrier, Message, Place
from integrations.pagerduty.carrier import PagerDutyCarrier
from integrations.pagerduty.events import EventsClient
from integrations.pagerduty.unset import NoPagerDuty
from tests.bot.domain.stories import Stage
from tests.pretend_pagerduty import ROUTING_KEY, PretendPagerDuty

PLACE = Place(channel="PagerDuty")


@asynccontextmanager
async def events(pagerduty: PretendPagerDuty, key: str = ROUTING_KEY) -> AsyncIterator[EventsClient]:
    """The Events API of a pretend PagerDuty."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(pagerduty.app), base_url="http://events.test"
    ) as http:
        yield EventsClient(http, key)


def change(stage: Stage, name: str) -> Message:
    """The change that the last event of this name is."""
    [*_, event] = [event for event in stage.events if type(event).__name__ == name]
    return Message(
        kind=MessageKind.CHANGE,
        subject="1",
        to="PagerDuty",
        state=stage.state,
        plan=stage.plan,
        events=(event,),
    )


@pytest.fixture(params=["adapter", "twin"])
async def carrier(request: pytest.FixtureRequest) -> AsyncIterator[Carrier]:
    """Each of the two."""
    if request.param == "twin":
        yield NoPagerDuty()
        return
    async with events(PretendPagerDuty()) as client:
        yield PagerDutyCarrier(client)


def test_the_same_event_gives_the_same_bytes(carrier: Carrier) -> None:
    """However far the deployment went since."""
    began = carrier.render(change(Stage().to_deploying(), "DeployingBegan"))
    assert began == carrier.render(change(Stage().to_deploying(), "DeployingBegan"))
    assert began == carrier.render(change(Stage().to_completed(), "DeployingBegan"))
    assert began != carrier.render(change(Stage().to_completed(), "Completed"))


async def test_nothing_is_said_to_be_told_that_was_not(carrier: Carrier) -> None:
    """It is told under a name, or fails with words."""
    rendered = carrier.render(change(Stage().to_deploying(), "DeployingBegan"))
    assert "" == await carrier.find(PLACE, "mark")
    posted = failed = ""
    try:
        posted = await carrier.post(rendered, PLACE, "mark")
        await carrier.edit(rendered, Place(channel="PagerDuty", ts=posted))
    except TMinusError as error:
        failed = str(error)
    assert bool(posted) != ("not set up" in failed)
