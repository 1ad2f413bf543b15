import httpx
import pytest

from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.workspace import World
from tests.sandbox.fake_bot import SECRET, TOKEN
from tests.sandbox.helpers import Client, PlanClock


@pytest.mark.parametrize(
    ("skip", "now"),
    [
        ({"minutes": 10}, "2026-12-01T21:10:00+00:00"),
        ({"minutes": 0}, "2026-12-01T21:00:00+00:00"),
        ({"skip_to": "2026-12-01T23:30:00+01:00"}, "2026-12-01T22:30:00+00:00"),
    ],
)
async def test_the_plans_clock_is_skipped(
    client: Client, plan_clock: PlanClock, skip: dict[str, object], now: str
) -> None:
    """By minutes or to an instant of any zone; the hook is told."""
    answer = await client.post("time", **skip)

    assert (now, now) == (answer["now"], plan_clock.now().isoformat())


@pytest.mark.parametrize(
    ("skip", "status"),
    [({"minutes": -1}, 409), ({}, 422), ({"minutes": 1, "skip_to": "2026-12-01T23:30:00Z"}, 422)],
)
async def test_the_clock_only_goes_forward(client: Client, skip: dict[str, object], status: int) -> None:
    """Backwards, nowhere and two ways at once are refused."""
    assert status == (await client.http.post("/sandbox/time", json=skip)).status_code


async def test_a_clock_without_hooks_stands_by_itself(world: World) -> None:
    """It can be read, not skipped."""
    link = BotLink(events_url="http://bot/", signing_secret=SECRET, bot_token=TOKEN)
    transport = httpx.ASGITransport(app=create_app(world, link))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        read = await http.get("/sandbox/time")
        skipped = await http.post("/sandbox/time", json={"minutes": 1})

    assert (False, 409) == (read.json()["can_skip"], skipped.status_code)
