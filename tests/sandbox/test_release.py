from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.release import PROMETHEUS, SHOP, Release
from sandbox.series import Course
from sandbox.shop import GREETING, Mood
from sandbox.workspace import World
from tests.sandbox.helpers import START, Client, PlanClock
from tests.sandbox.page.reading import Reading

AHEAD = timedelta(days=4)
"""By which the plan's clock is before the real one."""
QUERY = "sum(rate(ledger_errors_total[5m]))"


@pytest.fixture
def release(plan_clock: PlanClock) -> Release:
    """All is well."""
    return Release(plan_clock.now, lambda real: real + AHEAD)


@pytest.fixture
async def client(world: World, release: Release) -> AsyncIterator[Client]:
    """A sandbox with a release."""
    link = BotLink(events_url="http://bot/", signing_secret="x", bot_token="x")
    transport = httpx.ASGITransport(create_app(world, link, release=release))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        yield Client(http)


async def errors(client: Client) -> float:
    """What is measured as the plan's clock stands."""
    at = {"query": QUERY, "time": f"{(START - AHEAD).timestamp()}"}
    (found,) = (await client.http.get(f"{PROMETHEUS}/api/v1/query", params=at)).json()["data"]["result"]
    return float(found["value"][1])


async def test_the_shop_does_as_it_is_told(client: Client, release: Release) -> None:
    """It answers below the sandbox, well at first."""
    assert GREETING in (await client.http.get(f"{SHOP}/")).text
    assert {"ok": True} == await client.post("release/shop", mood="erroring")
    assert 500 == (await client.http.get(f"{SHOP}/")).status_code
    assert Mood.ERRORING is release.shop.mood


async def test_what_is_measured_goes_as_it_is_told(client: Client, release: Release) -> None:
    """By the plan's clock, though it is asked for in real time."""
    assert await errors(client) < 1
    assert {"ok": True} == await client.post("release/metrics", course="erring")
    assert await errors(client) > 5
    assert Course.ERRING is release.measured.course
    span = {"query": QUERY, "start": "0", "end": "30", "step": "15"}
    (found,) = (await client.http.get(f"{PROMETHEUS}/api/v1/query_range", params=span)).json()["data"][
        "result"
    ]
    assert 3 == len(found["values"])


@pytest.mark.parametrize("content", [{}, {"mood": "merry"}, {"course": "merry"}])
async def test_what_there_is_not_cannot_be_wanted(client: Client, content: dict[str, str]) -> None:
    """It stays as it was."""
    for path in ("shop", "metrics"):
        answer = await client.http.post(f"/sandbox/release/{path}", json=content)
        assert 422 == answer.status_code


async def test_the_page_shows_how_both_do(client: Client) -> None:
    """Which words count now, and how many do not do well."""
    page = (await client.http.get("/")).text
    Reading(page)
    assert "What does not do well" not in page
    await client.post("release/shop", mood="maintenance")
    await client.post("release/metrics", course="no data")
    page = (await client.http.get("/")).text
    assert 'title="What does not do well">2</i>' in page
    for pressed in ("maintenance", "no data"):
        assert f'data-value="{pressed}" aria-pressed="true"' in page
    assert 2 == page.count('aria-pressed="true"')


async def test_every_way_can_be_chosen_on_the_page(client: Client) -> None:
    """Each mood of the shop, and each course of what is measured."""
    page = (await client.http.get("/")).text
    for each in (*Mood, *Course):
        assert f'data-value="{each}"' in page


async def test_without_a_release_there_is_none(world: World) -> None:
    """Neither on the page nor behind it."""
    link = BotLink(events_url="http://bot/", signing_secret="x", bot_token="x")
    transport = httpx.ASGITransport(create_app(world, link))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        assert "pretend web shop" not in (await http.get("/")).text
        for path in (f"{SHOP}/", f"{PROMETHEUS}/api/v1/query", "/sandbox/release/shop"):
            assert 404 == (await http.get(path)).status_code
