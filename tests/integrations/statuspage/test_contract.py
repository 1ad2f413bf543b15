"""What the adapter and its null twin have in common, tried on both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.domain.effects import MessageKind
from bot.errors import TMinusError
from bot.ports import Carrier, Message, Place
from integrations.statuspage.carrier import StatuspageCarrier
from integrations.statuspage.client import StatuspageClient
from integrations.statuspage.unset import NoStatusPage
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_status_page import on_page
from tests.pretend_statuspage import KEY, PAGE, PretendStatuspage

PLACE = Place(channel="status page")


@asynccontextmanager
async def carrying(page: PretendStatuspage, key: str = KEY) -> AsyncIterator[StatuspageCarrier]:
    """The adapter, before a pretend page."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(page.app),
        base_url="http://page.test",
        headers={"Authorization": f"OAuth {key}"},
    ) as http:
        yield StatuspageCarrier(StatuspageClient(http, PAGE))


def told(stage: Stage) -> Message:
    """The entry of a deployment as it stands."""
    return Message(kind=MessageKind.PAGE, subject="", to="status page", state=stage.state, plan=stage.plan)


@pytest.fixture(params=["adapter", "twin"])
async def carrier(request: pytest.FixtureRequest) -> AsyncIterator[Carrier]:
    """Each of the two."""
    if request.param == "twin":
        yield NoStatusPage()
        return
    async with carrying(PretendStatuspage()) as adapter:
        yield adapter


def test_the_same_state_gives_the_same_bytes(carrier: Carrier) -> None:
    """The fingerprint changes with what customers read, and with nothing else."""
    planned = carrier.render(told(on_page().to_approved()))
    assert planned == carrier.render(told(on_page().to_approved()))
    assert planned.fingerprint == carrier.render(told(on_page().to_pre_deployment())).fingerprint
    assert planned.fingerprint != carrier.render(told(on_page().to_deploying())).fingerprint


async def test_what_never_arrived_is_not_found(carrier: Carrier) -> None:
    """Whoever asks goes on and posts."""
    assert "" == await carrier.find(PLACE, "a mark that nobody made")


async def test_nothing_is_said_to_stand_there_that_does_not(carrier: Carrier) -> None:
    """A post either has an id by which it is edited, or fails with words."""
    rendered = carrier.render(told(on_page().to_approved()))
    posted = failed = ""
    try:
        posted = await carrier.post(rendered, PLACE, "mark")
        await carrier.edit(rendered, Place(channel="status page", ts=posted))
    except TMinusError as error:
        failed = str(error)
    assert posted == await carrier.find(PLACE, "mark")
    assert bool(posted) != ("not set up" in failed)
