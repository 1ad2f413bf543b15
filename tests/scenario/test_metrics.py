"""A night whose metrics Prometheus measures over HTTP: normal, critical, gone, away, normal to the end."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.responses import Response

from bot.domain.state import StepStatus
from sandbox.prometheus import error
from tests.bot.web_shop import PLANS
from tests.prometheus_api import PretendPrometheus
from tests.scenario.evening import evening
from tests.scenario.in_vain import refused
from tests.scenario.night import Night
from tests.scenario.test_run import before_go, state
from tests.serving import free_port, served

ERRORS, ORDERS = "code=~", "orders_created_total"
"""What stands in one query and in no other."""
ASKED = "Roll back? "
SHORT = ("| 14 | Monitor for 30 min | Ops | 30 min |", "| 14 | Monitor for 3 min | Ops | 3 min |")


@pytest.fixture
def prometheus() -> PretendPrometheus:
    """All is well, and forty orders a minute."""
    return PretendPrometheus(
        answers={ERRORS: 0.4, ORDERS: 40.0, "duration": 180.0, "cpu": 35.0}, known_as=("tminus", "made-up")
    )


@pytest.fixture
async def night(database_url: str, tmp_path: Path, prometheus: PretendPrometheus) -> AsyncIterator[Night]:
    """Monday morning, as every story; Prometheus asks for a password, and the watch is short."""
    written = (PLANS / "web-shop.md").read_text(encoding="utf-8")
    (tmp_path / "web-shop.md").write_text(written.replace(*SHORT), encoding="utf-8")
    with free_port() as listening:
        async with served(prometheus.app, listening) as address:
            url = address.replace("://", "://tminus:made-up@")
            async with evening(database_url, plans_dir=tmp_path, more={"prometheus_url": url}) as night:
                yield night


async def test_a_night_that_is_measured(night: Night, prometheus: PretendPrometheus) -> None:
    """Errors from minute 4 on ask, with what was before; a monitoring that is away is no health; then the
    watch ends itself, and Monitoring Normal is confirmed past nothing.
    """
    await before_go(night)
    await night.types("ana", "go now")
    await night.types("dba", "step 5 start")
    await night.at("22:04")
    assert "metrics: 4 of 4 normal" in await night.sees("omar", "production: deploying")
    prometheus.answers[ERRORS] = 7.2
    await night.at("22:07")
    assert "Error Rate 7.2% (critical > 5%, before 0.4%) since 22:05" in await night.sees("ana", ASKED)
    prometheus.down = Response("<html>Bad Gateway</html>", 502)
    await night.at("22:08")
    shown = await night.sees("omar", "production: deploying")
    assert "metrics: 0 of 4 normal" in shown
    assert "and 1 more not readable (Prometheus had an error of its own)" in shown
    assert "(over)" not in await night.sees("ana", ASKED)
    prometheus.down, prometheus.answers[ERRORS] = None, 0.3
    await night.at("22:09")
    assert "since 22:05 (over)" in await night.sees("ana", ASKED)
    await night.types("ana", "vote continue the cache was cold")
    for step in range(5, 14):
        await night.types("ana", f"step {step} done")
    await night.types("omar", "step 14 start")
    assert "running since" in await night.sees("omar", "It ends itself, if all 4 metrics of 8.1 are normal")
    await night.at("22:11")
    assert StepStatus.RUNNING is (await state(night)).steps["14"].status
    prometheus.answers[ORDERS] = error("execution", "too many samples", 422)
    await night.at("22:14")
    assert StepStatus.RUNNING is (await state(night)).steps["14"].status
    assert "It did not end itself: Orders per minute is not readable" in await night.sees(
        "omar", "was due 22:12"
    )
    prometheus.answers[ORDERS] = 40.0
    await night.at("22:15")
    ended = (await state(night)).steps["14"]
    assert (StepStatus.DONE, None) == (ended.status, ended.by)
    assert "by itself: 4 of 4 metrics normal, Orders per minute since 22:15 CET only" == ended.note
    prometheus.answers[ERRORS] = None
    await night.at("22:16")
    assert "Error Rate: no data since 22:16 CET" in await refused(night, "omar", "confirm monitoring")
    await night.types("omar", "metric error not-normal: 9 % on the dashboard")
    assert "Error Rate is not normal: 9 % on the dashboard" in await night.sees("ana", ASKED)
    prometheus.answers[ERRORS] = 0.2
    await night.at("22:17")
    await night.types("ana", "vote continue it was the dashboard")
    await night.types("omar", "confirm monitoring")
    assert 3 in (await state(night)).confirmations
    assert "made-up" not in str(await state(night))
