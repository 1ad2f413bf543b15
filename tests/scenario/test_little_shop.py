"""A night whose smoke tests meet a real shop: healthy, behind its maintenance page, erring."""

import ssl
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest

from bot.domain.evidence import EvidenceKind
from bot.domain.watch import SmokeOutcome
from integrations.prometheus.unset import NoMetrics
from integrations.smoke.allowed import Allowed
from integrations.smoke.tester import HttpTester, Outside
from sandbox.shop import Mood, Shop
from tests.scenario.evening import evening
from tests.scenario.night import Night
from tests.scenario.test_machines import evidence
from tests.scenario.test_run import deploying, state
from tests.serving import free_port, served
from tminus.ways import Machines

READ = ["GET /", "GET /api/products"]


class Detour(httpx.AsyncBaseTransport):
    """Leads from the address of the plan, at which nobody serves here, to the shop's port."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._way = httpx.AsyncHTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The shop's answer."""
        url = request.url.copy_with(scheme="http", port=self._port)
        led = httpx.Request(request.method, url, headers=request.headers, content=request.content)
        return await self._way.handle_async_request(led)

    async def aclose(self) -> None:
        """The way is closed."""
        await self._way.aclose()


async def here(_host: str, _port: int) -> Sequence[str]:
    """Every name is this machine's."""
    return ["127.0.0.1"]


@pytest.fixture
def shop() -> Shop:
    """It does well."""
    return Shop()


@pytest.fixture
async def night(database_url: str, plans_dir: Path, shop: Shop) -> AsyncIterator[Night]:
    """Monday morning, as every story; the shop is open."""
    listening = free_port()
    async with served(shop.app, listening), Detour(listening.getsockname()[1]) as way:
        allowed = Allowed(["shop.example.com@127.0.0.0/8"])
        tester = HttpTester(Outside(allowed=allowed, headers={}, transport=way, resolve=here))
        machines = Machines(tester=tester, metrics=NoMetrics())
        async with evening(database_url, plans_dir=plans_dir, machines=machines) as night:
            yield night


async def runs_anew(night: Night, shop: Shop, mood: Mood) -> list[SmokeOutcome]:
    """What came of the rows that read, as their step is started once more; nothing else was asked."""
    shop.mood = mood
    shop.asked.clear()
    await night.types("quinn", "step 10 start")
    assert READ == shop.asked
    await night.types("quinn", "step 10 fail once more")
    await night.types("quinn", "step 10 retry")
    tests = {run.name: run.result.outcome for run in (await state(night)).watch.tests}
    return [tests["Homepage loads"], tests["Product listing"]]


async def test_the_shop_is_asked_as_its_step_starts(night: Night, shop: Shop) -> None:
    """What reads is run, and nothing is written; only what errs asks whether to roll back."""
    await deploying(night)
    for step in range(5, 10):
        await night.types("ana", f"step {step} done")
    assert [SmokeOutcome.PASSED] * 2 == await runs_anew(night, shop, Mood.HEALTHY)
    assert [SmokeOutcome.MAINTENANCE] * 2 == await runs_anew(night, shop, Mood.MAINTENANCE)
    assert [] == [each for each in await evidence(night) if each.kind is EvidenceKind.SMOKE_TEST]
    assert [SmokeOutcome.FAILED] * 2 == await runs_anew(night, shop, Mood.ERRORING)
    why = "smoke test 1, Homepage loads, failed: 500 Internal Server Error, expected 200"
    assert why in [each.text for each in await evidence(night)]
    assert [SmokeOutcome.PASSED] * 2 == await runs_anew(night, shop, Mood.SLOW)
    assert [True] * 2 == [
        each.is_over for each in await evidence(night) if each.kind is EvidenceKind.SMOKE_TEST
    ]
    assert ([], []) == (shop.carts, shop.orders)
