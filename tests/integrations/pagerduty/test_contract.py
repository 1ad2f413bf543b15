"""What the adapter and its null twin have in common, tried on both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.domain import intents as i
from bot.domain.effects import MessageKind
from bot.domain.pages import recipient
from bot.errors import TMinusError
from bot.ports import Carrier, Message, Place
from integrations.pagerduty.carrier import PagerDutyCarrier
from integrations.pagerduty.events import EventsClient
from integrations.pagerduty.unset import NoPagerDuty
from tests.bot.domain import ladders as la, plans as p
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


def called(stage: Stage, level: str = "L1") -> Message:
    """The page of a level as it stands."""
    return Message(
        kind=MessageKind.PAGER, subject=level, to=recipient(level), state=stage.state, plan=stage.plan
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


def test_a_page_changes_with_its_level_alone(carrier: Carrier) -> None:
    """It rings, is acknowledged, is over; what else happens meanwhile changes nothing."""
    stage = la.escalated()
    rings = carrier.render(called(stage))
    stage.do(i.AddNote(text="we are looking"), p.ANA)
    assert rings == carrier.render(called(stage))
    stage.do(i.Acknowledge(), la.ON_CALL)
    acknowledged = carrier.render(called(stage))
    stage.do(i.StandDown(note="over"), p.ANA)
    assert 3 == len({rings.fingerprint, acknowledged.fingerprint, carrier.render(called(stage)).fingerprint})


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
