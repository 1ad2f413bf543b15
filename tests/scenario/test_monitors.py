import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from starlette.responses import JSONResponse, Response

from bot.deliveries import TOLD_AFTER
from tests.pretend_grafana import TOKEN, PretendGrafana
from tests.pretend_pagerduty import ROUTING_KEY, PretendPagerDuty
from tests.scenario.as_planned import all_back, as_planned
from tests.scenario.evening import evening
from tests.scenario.night import Night
from tests.scenario.test_status_page import begun, done, is_read, tried_again
from tests.serving import free_port, served
from tests.waiting import until
from tminus.doctor import examine

NAME = "Web shop 4.12.0, production"
BEGINS, COMPLETE, BACK = (
    f"{NAME}: {words}" for words in ("deployment begins", "deployment complete", "rolled back")
)
GOING_BACK = f"{NAME}: rolling back (critical), orders are lost"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Watched:
    """A night, and the monitors that hear of it."""

    night: Night
    pagerduty: PretendPagerDuty
    grafana: PretendGrafana


@pytest.fixture
async def watched(database_url: str) -> AsyncIterator[Watched]:
    """An evening with PagerDuty and Grafana."""
    pagerduty, grafana = PretendPagerDuty(), PretendGrafana()
    with free_port() as first, free_port() as second:
        async with served(pagerduty.app, first) as events, served(grafana.app, second) as dashboards:
            more = {
                "pagerduty_events_url": events,
                "pagerduty_routing_key": ROUTING_KEY,
                "grafana_url": dashboards,
                "grafana_token": TOKEN,
            }
            async with evening(database_url, more=more) as night:
                yield Watched(night, pagerduty, grafana)


async def deploying(night: Night) -> None:
    """Go takes effect; not played once, since the monitors belong to it."""
    await begun(night)
    await done(night, 1, 4)
    await night.types("ana", "go now")


def shown(grafana: PretendGrafana) -> list[str]:
    """What stands on the shop's dashboard, without the deployment's id."""
    return [
        each.removesuffix(" (WEB-DEPLOY-041)").removeprefix("web-shop, ")
        for each in grafana.spans()
        if each.startswith("web-shop, ")
    ]


async def test_start_and_end_are_heard(watched: Watched) -> None:
    """Each dashboard of 8.2 shows the time in between; whoever is paged sees what was changed last."""
    await deploying(watched.night)
    assert [BEGINS] == watched.pagerduty.summaries()
    assert [f"open: {NAME}: deployment under way"] == shown(watched.grafana)
    assert ["web-shop", "payments"] == [each["dashboardUID"] for each in watched.grafana.annotations]
    assert {
        "href": "https://grafana.example.com/d/web-shop",
        "text": "Web shop",
    } in watched.pagerduty.changes[0]["links"]


async def test_the_end_is_heard(watched: Watched) -> None:
    """The span is closed when the last confirmation is given."""
    night = watched.night
    await deploying(night)
    await done(night, 5, 14)
    await as_planned(night)
    await night.types("quinn", "smoke all passed")
    for who in ("quinn", "omar", "ana", "pia"):
        await night.types(who, "confirm")
    assert [BEGINS, COMPLETE] == watched.pagerduty.summaries()
    assert [f"over: {NAME}: deployment complete"] == shown(watched.grafana)


async def test_a_rollback_is_heard(watched: Watched) -> None:
    """It is a change of its own, and a span beside the first."""
    await deploying(watched.night)
    await watched.night.types("ana", "step 5 start")
    await watched.night.types("ana", "rollback critical orders are lost")
    assert [BEGINS, GOING_BACK] == watched.pagerduty.summaries()
    deployed = f"over: {NAME}: deployment, until it was rolled back"
    assert [deployed, f"open: {NAME}: rolling back, orders are lost"] == shown(watched.grafana)
    for step in range(1, 7):
        await watched.night.types("ana", f"step R{step} done")
    await all_back(watched.night)
    assert [BEGINS, GOING_BACK, BACK] == watched.pagerduty.summaries()
    assert [deployed, f"over: {NAME}: rolled back, orders are lost"] == shown(watched.grafana)


async def test_what_was_missed_is_made_up_for(watched: Watched) -> None:
    """PagerDuty was away, or asked to wait, for an hour: nothing in Slack waited, and the thread says so."""
    night, pagerduty = watched.night, watched.pagerduty
    asks_to_wait = JSONResponse({"error": {"code": 2020}}, 429, {"ratelimit-reset": "300"})
    pagerduty.faults = [asks_to_wait, *[Response(status_code=503)] * 50]
    night.away = "PagerDuty"
    await deploying(night)
    await night.at("22:10")
    await night.types("ana", "step 5 start")
    await night.types("ana", "rollback critical orders are lost")
    assert await is_read(night, "your turn: step R")
    assert [] == pagerduty.summaries()
    await tried_again(night, timedelta(hours=1))
    await until(lambda: is_read(night, "PagerDuty does not work: PagerDuty had an error of its own"))
    [line] = [str(each) async for each in examine(night.house.settings) if "told there waits" in each.found]
    assert line.startswith("FAIL  PagerDuty: what is to be told there waits since ")
    pagerduty.faults.clear()
    night.away = ""
    await tried_again(night)
    await night.quiet()
    assert [BEGINS, GOING_BACK] == pagerduty.summaries()
    assert pagerduty.changes[0]["payload"]["timestamp"] < pagerduty.changes[1]["payload"]["timestamp"]
    assert await is_read(night, "PagerDuty works again")
    assert 2 == len(shown(watched.grafana))


async def test_a_grafana_that_never_answers_holds_up_nobody(watched: Watched) -> None:
    """Its spans are made up for, each once."""
    night, grafana = watched.night, watched.grafana
    await begun(night)
    await done(night, 1, 4)
    grafana.silence = asyncio.Event()
    night.away, night.tries = "Grafana", 0
    await night.types("ana", "go now")
    assert [BEGINS] == watched.pagerduty.summaries()
    assert [] == shown(grafana)
    grafana.silence.set()
    grafana.silence = None
    night.away = ""
    await tried_again(night, TOLD_AFTER)
    await night.quiet()
    assert [f"open: {NAME}: deployment under way"] == shown(grafana)


async def test_what_is_refused_for_good_is_told_in_the_thread(watched: Watched) -> None:
    """In PagerDuty's words, which hold no key; it can be sent again."""
    night, pagerduty = watched.night, watched.pagerduty
    pagerduty.key = "f" * 32
    await deploying(night)
    said = await night.sees("ned", "could not be sent by PagerDuty")
    assert "PagerDuty does not accept it (400): Event is invalid" in said
    assert ROUTING_KEY not in await night.transcript()
    pagerduty.key = ROUTING_KEY
    await night.types("ana", "resend")
    assert [BEGINS] == pagerduty.summaries()
