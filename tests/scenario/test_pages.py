from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.pretend_pagerduty import PretendPagerDuty, on_call
from tests.scenario.as_planned import all_back
from tests.scenario.monitors import TO_PAGERDUTY, by_pagerduty, send
from tests.scenario.night import Night
from tests.scenario.pages import acknowledged, paged, pretend
from tests.scenario.test_monitors import deploying
from tests.scenario.test_run import state
from tests.scenario.test_status_page import begun, done, is_read, tried_again
from tests.waiting import until
from tminus.doctor import examine

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def pagerduty() -> PretendPagerDuty:
    """Drew is on call for L1, Omar for L2."""
    return pretend()


@pytest.fixture
async def night(database_url: str, pagerduty: PretendPagerDuty) -> AsyncIterator[Night]:
    """An evening with PagerDuty, which is asked as well as told."""
    async with paged(database_url, pagerduty) as night:
        yield night


async def called(night: Night) -> list[str]:
    """Who was called for the open issue: level and people."""
    ladder = (await state(night)).ladder
    assert ladder
    return [f"{call.level} {', '.join(person.id for person in call.people)}" for call in ladder.calls]


async def test_whoever_is_on_call_is_called_and_paged(night: Night, pagerduty: PretendPagerDuty) -> None:
    """By name in Slack, by the plan's policy in PagerDuty; an acknowledgement in Slack is one there."""
    await deploying(night)
    await night.types("ana", "escalate orders are lost")
    assert ["L1 U0DREW"] == await called(night)
    assert ["L1 triggered: PDEFAULT, PWEBL1"] == pagerduty.rung()
    await night.types("drew", "ack")
    assert ["L1 acknowledged: PDEFAULT, PWEBL1"] == pagerduty.rung()


async def test_silence_pages_the_next_level(night: Night, pagerduty: PretendPagerDuty) -> None:
    """Whoever takes charge there takes it for both; L3 has no policy and is called in Slack alone."""
    await deploying(night)
    await night.at("22:20")
    await night.types("ana", "escalate orders are lost")
    await night.at("22:25")
    assert ["L1 U0DREW", "L2 U0OMAR"] == await called(night)
    assert ["L1 triggered: PDEFAULT, PWEBL1", "L2 triggered: PDEFAULT, PWEBL2"] == pagerduty.rung()
    await night.types("omar", "ack")
    assert ["L1 acknowledged: PDEFAULT, PWEBL1", "L2 acknowledged: PDEFAULT, PWEBL2"] == pagerduty.rung()


async def test_whoever_came_on_call_since_is_called(night: Night, pagerduty: PretendPagerDuty) -> None:
    """Each issue asks anew."""
    await deploying(night)
    pagerduty.rotas["PWEBL1"] = [on_call("Lee", "lee@octal.example")]
    await night.types("ana", "escalate orders are lost")
    assert "L1 U0LEE" in await called(night)


async def test_pagerduty_away_for_an_hour(night: Night, pagerduty: PretendPagerDuty) -> None:
    """Slack's calls go on; back again it rings for the level that nobody has, and for no other."""
    await deploying(night)
    pagerduty.is_deaf, night.away = True, ":L1"
    await night.at("22:20")
    await night.types("ana", "escalate orders are lost")
    await night.types("drew", "ack")
    assert await is_read(night, "your turn: step 5")
    await tried_again(night, timedelta(hours=1))
    await until(lambda: is_read(night, "PagerDuty does not work: PagerDuty had an error of its own"))
    [line] = [str(each) async for each in examine(night.house.settings) if "told there waits" in each.found]
    assert line.startswith("FAIL  PagerDuty: what is to be told there waits since ")
    pagerduty.is_deaf, night.away = False, ""
    await tried_again(night)
    await night.quiet()
    assert [] == pagerduty.rung()
    await night.types("ana", "escalate nobody does anything")
    assert ["L2 triggered: PDEFAULT, PWEBL2"] == pagerduty.rung()


async def test_an_hour_without_pagerduty_is_an_hour_of_calls_in_slack(
    night: Night, pagerduty: PretendPagerDuty
) -> None:
    """Level after level and all again; back, it rings once for those who are still waited for."""
    await deploying(night)
    pagerduty.is_deaf, night.away = True, "PagerDuty:"
    await night.at("22:20")
    await night.types("ana", "escalate orders are lost")
    await night.at("23:20")
    calls = await called(night)
    assert ["L1 U0DREW", "L2 U0OMAR", "L3 "] == calls[:3]
    assert calls[:3] * 11 == calls
    await tried_again(night, timedelta(hours=1))
    await until(lambda: is_read(night, "PagerDuty does not work"))
    assert [] == pagerduty.rung()
    pagerduty.is_deaf, night.away = False, ""
    await tried_again(night)
    await night.quiet()
    assert ["L1 triggered: PDEFAULT, PWEBL1", "L2 triggered: PDEFAULT, PWEBL2"] == sorted(pagerduty.rung())
    await night.types("ana", "step 5 start")
    await night.types("ana", "rollback critical orders are lost")
    for step in range(1, 7):
        await night.types("ana", f"step R{step} done")
    await all_back(night)
    assert ["L1 resolved: PDEFAULT, PWEBL1", "L2 resolved: PDEFAULT, PWEBL2"] == sorted(pagerduty.rung())


async def test_an_acknowledgement_in_pagerduty_stops_the_clock_here(
    night: Night, pagerduty: PretendPagerDuty
) -> None:
    """By the name that whoever gave it has there; nobody else is called."""
    await deploying(night)
    await night.at("22:20")
    await night.types("ana", "escalate orders are lost")
    [page] = [each for each in pagerduty.incidents if each["incident_key"] == "tminus:WEB-DEPLOY-041:L1"]
    page["status"] = "acknowledged"
    body = acknowledged(page)
    for _ in range(2):
        assert 202 == await send(night.bot, TO_PAGERDUTY, body, by_pagerduty(body))
    await until(lambda: is_read(night, "Jane Doe"))
    await night.at("22:30")
    assert ["L1 U0DREW"] == await called(night)
    assert ["L1 acknowledged: PDEFAULT, PWEBL1"] == pagerduty.rung()


async def test_what_fires_as_it_begins_is_old(night: Night, pagerduty: PretendPagerDuty) -> None:
    """PagerDuty is asked for the services of 8.2; Go's question says what fires already."""
    since = {"created_at": "2026-11-29T05:00:00Z", "last_status_change_at": "2026-11-29T05:00:00Z"}
    about = {"title": "disk of web-1 is full", "service": {"id": "PWEBSHOP", "summary": "Web shop"}}
    pagerduty.incidents.append({"id": "QDISK", "status": "triggered", "urgency": "low", **about, **since})
    await begun(night)
    await done(night, 1, 4)
    assert "Already firing: disk of web-1 is full" in await night.sees("ana", "Go at")
