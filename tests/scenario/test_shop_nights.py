"""The web shop's document against a real little shop and a Prometheus: five nights, as they may go."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.responses import Response

from bot.domain.state import Lifecycle, StepStatus
from sandbox.shop import Mood, Shop
from tests.bot.web_shop import PLANS
from tests.prometheus_api import PretendPrometheus
from tests.scenario.as_planned import as_planned
from tests.scenario.evening import evening
from tests.scenario.in_vain import refused
from tests.scenario.night import Night, instant
from tests.scenario.test_metrics import ASKED, ERRORS, ORDERS, SHORT
from tests.scenario.test_run import before_go, state
from tests.serving import address_of, free_port, served

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What differs between databases is told by the healthy night."""


class Evening:
    """A night, with the shop that is released and the Prometheus that measures it."""

    def __init__(self, night: Night, shop: Shop, prometheus: PretendPrometheus) -> None:
        self.night, self.shop, self.prometheus = night, shop, prometheus

    async def deployed(self) -> None:
        """Gone at once, at 22:00; the lead records the steps of 3.2."""
        await before_go(self.night)
        await self.night.types("ana", "go now")
        for step in range(5, 10):
            await self.night.types("ana", f"step {step} done")

    async def tested(self) -> None:
        """The smoke tests are run, those that write by a press."""
        await self.night.types("quinn", "step 10 start")
        await self.night.presses("quinn", "Run the 3 that write")
        await self.night.types("quinn", "step 10 done")

    async def watched(self, until: str) -> None:
        """What is left of 3.3 is done, and the watch of three minutes begun."""
        for step in range(11, 14):
            await self.night.types("ana", f"step {step} done")
        await self.night.types("omar", "step 14 start")
        await self.night.at(until)

    async def confirmed(self, who: str, monitoring: str) -> None:
        """What people have to say is said, and all is confirmed, Monitoring Normal in these words."""
        await as_planned(self.night)
        await self.night.types("quinn", "confirm smoke")
        await self.night.types(who, monitoring)
        await self.night.types("ana", "confirm deployment")
        await self.night.types("pia", "confirm release")
        assert Lifecycle.COMPLETED is (await state(self.night)).state


@pytest.fixture
async def it(database_url: str, tmp_path: Path) -> AsyncIterator[Evening]:
    """Monday morning, as every story; the shop is open, and all is normal."""
    shop_at, prometheus_at = free_port(), free_port()
    written = (PLANS / "web-shop.md").read_text(encoding="utf-8")
    for before, after in (SHORT, ("https://shop.example.com", address_of(shop_at))):
        written = written.replace(before, after)
    (tmp_path / "web-shop.md").write_text(written, encoding="utf-8")
    shop = Shop()
    prometheus = PretendPrometheus(answers={ERRORS: 0.4, ORDERS: 40.0, "duration": 180.0, "cpu": 35.0})
    more = {
        "prometheus_url": address_of(prometheus_at),
        "smoke_allowed_hosts": f"{address_of(shop_at).removeprefix('http://')}@127.0.0.0/8",
    }
    async with (
        served(shop.app, shop_at),
        served(prometheus.app, prometheus_at),
        evening(database_url, plans_dir=tmp_path, more=more) as night,
    ):
        prometheus.shown_at = night.house.clock.shown_at
        yield Evening(night, shop, prometheus)


async def test_a_healthy_night(it: Evening) -> None:
    """Machines say that all is well, and people that they saw it."""
    await it.deployed()
    await it.tested()
    assert "Smoke tests: 5 of 5 passed" in await it.night.sees("ned", "Smoke tests: ")
    assert (["SMOKE-1"], ["express"]) == (it.shop.carts, it.shop.orders)
    await it.watched("22:03")
    assert (StepStatus.DONE, None) == ((ended := (await state(it.night)).steps["14"]).status, ended.by)
    await it.confirmed("omar", "confirm monitoring")


@ONCE
async def test_a_slow_night(it: Evening) -> None:
    """Both ask: the page that is not there within 2 s, and the response time; on the way back all is well."""
    await it.deployed()
    it.shop.mood, it.shop.delay = Mood.SLOW, 2.05
    it.prometheus.answers["duration"] = 2400.0
    await it.night.types("quinn", "step 10 start")
    await it.night.at("22:03")
    shown = await it.night.sees("ana", ASKED)
    assert "smoke test 1, Homepage loads, failed: it took 2" in shown
    assert "Response Time (p95) 2400 ms (critical > 2 s" in shown
    it.shop.mood, it.prometheus.answers["duration"] = Mood.HEALTHY, 170.0
    await it.night.types("ana", "vote rollback nobody waits that long")
    for number in ("R2", "R3", "R4"):
        await it.night.types("ana", f"step {number} done")
    await it.night.types("quinn", "step R5 start")
    assert "✅ 1 Homepage loads" in await it.night.sees("ned", "Smoke tests: 2 of 5 passed, Web")


@ONCE
async def test_a_night_that_errs_from_minute_4(it: Evening) -> None:
    """The question names the minute at which it began, with what was before, and a picture."""
    minute_4 = instant("2026-12-01", "22:04")
    it.prometheus.answers[ERRORS] = lambda at: 7.2 if at >= minute_4 else 0.4
    await it.deployed()
    await it.night.at("22:05")
    assert (await state(it.night)).question is None
    await it.night.at("22:07")
    shown = await it.night.sees("ana", ASKED)
    assert "Error Rate 7.2% (critical > 5%, before 0.4%) since 22:04" in shown
    assert "Error Rate: 7.2%, critical" in await it.night.sees("omar", "(picture: ")
    await it.night.types("ana", "vote rollback carts are lost")
    assert Lifecycle.ROLLING_BACK is (await state(it.night)).state


@ONCE
async def test_a_night_without_data(it: Evening) -> None:
    """It is said and asks nothing, ends no watch, and Monitoring Normal is the lead's, with a reason."""
    it.prometheus.answers[ERRORS] = None
    await it.deployed()
    await it.tested()
    await it.watched("22:04")
    assert "Error Rate no data since" in await it.night.sees("omar", "production: verifying")
    assert StepStatus.RUNNING is (await state(it.night)).steps["14"].status
    await it.night.types("omar", "step 14 done")
    assert "Error Rate: no data since" in await refused(it.night, "omar", "confirm monitoring")
    await it.confirmed("ana", "confirm monitoring override the exporter is broken, logs are clean")


@ONCE
async def test_a_night_whose_monitoring_is_down(it: Evening) -> None:
    """Nothing is taken for health, and the release not held up: the lead goes past it with a reason."""
    it.prometheus.down = Response("<html>Bad Gateway</html>", 502)
    await it.deployed()
    await it.tested()
    assert "metrics: 0 of 4 normal" in await it.night.sees("omar", "production: verifying")
    await it.watched("22:04")
    assert (await state(it.night)).question is None
    await it.night.types("omar", "step 14 done")
    assert "not readable" in await refused(it.night, "omar", "confirm monitoring")
    it.prometheus.down = None
    await it.confirmed("ana", "confirm monitoring override Prometheus is down; Grafana is clean")
