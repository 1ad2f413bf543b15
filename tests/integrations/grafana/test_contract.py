"""What the adapter and its null twin have in common, tried on both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.domain.annotations import Part, subject_of
from bot.domain.effects import MessageKind
from bot.errors import TMinusError
from bot.ports import Carrier, Message, Place
from integrations.grafana.carrier import GrafanaCarrier
from integrations.grafana.client import GrafanaClient
from integrations.grafana.unset import NoGrafana
from tests.bot.domain.stories import Stage
from tests.pretend_grafana import TOKEN, PretendGrafana

PLACE = Place(channel="Grafana")


@asynccontextmanager
async def asking(grafana: PretendGrafana, token: str = TOKEN) -> AsyncIterator[GrafanaClient]:
    """A client of a pretend Grafana."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(grafana.app),
        base_url="http://grafana.test",
        headers={"Authorization": f"Bearer {token}"},
    ) as http:
        yield GrafanaClient(http)


def span(stage: Stage, dashboard: str = "web-shop", part: Part = Part.DEPLOYMENT) -> Message:
    """The span of a deployment as it stands."""
    return Message(
        kind=MessageKind.ANNOTATION,
        subject=subject_of(part, dashboard),
        to="Grafana",
        state=stage.state,
        plan=stage.plan,
    )


@pytest.fixture(params=["adapter", "twin"])
async def carrier(request: pytest.FixtureRequest) -> AsyncIterator[Carrier]:
    """Each of the two."""
    if request.param == "twin":
        yield NoGrafana()
        return
    async with asking(PretendGrafana()) as client:
        yield GrafanaCarrier(client)


def test_the_same_state_gives_the_same_bytes(carrier: Carrier) -> None:
    """The fingerprint changes with what the dashboards show, and with nothing else."""
    begun = carrier.render(span(Stage().to_deploying()))
    assert begun == carrier.render(span(Stage().to_deploying()))
    assert begun.fingerprint == carrier.render(span(Stage().to_verifying())).fingerprint
    assert begun.fingerprint != carrier.render(span(Stage().to_completed())).fingerprint


async def test_nothing_is_said_to_stand_there_that_does_not(carrier: Carrier) -> None:
    """A span either has an id by which it is changed, or fails with words."""
    rendered = carrier.render(span(Stage().to_deploying()))
    assert "" == await carrier.find(PLACE, "a mark that nobody made")
    posted = failed = ""
    try:
        posted = await carrier.post(rendered, PLACE, "mark")
        await carrier.edit(rendered, Place(channel="Grafana", ts=posted))
    except TMinusError as error:
        failed = str(error)
    assert posted == await carrier.find(PLACE, "mark")
    assert bool(posted) != ("not set up" in failed)
