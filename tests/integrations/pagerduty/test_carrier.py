import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from starlette.responses import JSONResponse, Response
from structlog.testing import capture_logs

from bot.domain import intents as i
from bot.errors import Lost
from integrations.pagerduty.carrier import PagerDutyCarrier
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_pages import paging
from tests.integrations.pagerduty.test_contract import PLACE, called, change, events
from tests.integrations.pagerduty.test_rest import reading
from tests.pretend_pagerduty import PretendPagerDuty

BEGINS = "Web shop 4.12.0, production: deployment begins"


async def test_a_change_is_told_once() -> None:
    """What was told is not told otherwise later."""
    pagerduty = PretendPagerDuty()
    async with events(pagerduty) as client:
        carrier = PagerDutyCarrier(client)
        rendered = carrier.render(change(Stage().to_deploying(), "DeployingBegan"))
        assert "mark" == await carrier.post(rendered, PLACE, "mark")
        await carrier.edit(rendered, PLACE)
    assert [BEGINS] == pagerduty.summaries()


async def test_a_change_whose_answer_was_lost_is_told_again() -> None:
    """PagerDuty does not say what it has: twice is better than not at all."""
    pagerduty = PretendPagerDuty(lost=[Response(status_code=502)])
    async with events(pagerduty) as client:
        carrier = PagerDutyCarrier(client)
        rendered = carrier.render(change(Stage().to_deploying(), "DeployingBegan"))
        with pytest.raises(Lost):
            await carrier.post(rendered, PLACE, "mark")
        assert "" == await carrier.find(PLACE, "mark")
        await carrier.post(rendered, PLACE, "mark")
    assert [BEGINS, BEGINS] == pagerduty.summaries()


@asynccontextmanager
async def handing_over(pagerduty: PretendPagerDuty) -> AsyncIterator[PagerDutyCarrier]:
    """A carrier that may have the plan's policies rung."""
    async with events(pagerduty) as client, reading(pagerduty) as rest:
        yield PagerDutyCarrier(client, rest, look_again=(0.0, 0.0))


def with_policies(**more: object) -> PretendPagerDuty:
    """A PagerDuty that has the policies of the plan."""
    return PretendPagerDuty(rotas={"PWEBL1": [], "PWEBL2": []}, **more)  # type: ignore[arg-type] # the case's


async def test_a_page_rings_is_acknowledged_and_over() -> None:
    """One incident, whatever is sent twice; the policy that the plan names is rung."""
    pagerduty, stage = with_policies(), la.escalated(paging())
    async with handing_over(pagerduty) as carrier:
        ringing = carrier.render(called(stage))
        place = replace(PLACE, ts=await carrier.post(ringing, PLACE, "mark"))
        await carrier.edit(ringing, place)
        assert ["L1 triggered: PDEFAULT, PWEBL1"] == pagerduty.rung()
        stage.do(i.Acknowledge(), la.ON_CALL)
        await carrier.edit(carrier.render(called(stage)), place)
        assert ["L1 acknowledged: PDEFAULT, PWEBL1"] == pagerduty.rung()
        stage.do(i.StandDown(note="over"), p.ANA)
        await carrier.edit(carrier.render(called(stage)), place)
    assert ["L1 resolved: PDEFAULT, PWEBL1"] == pagerduty.rung()


async def test_whoever_took_charge_and_is_silent_is_rung_anew() -> None:
    """With an incident of its own."""
    pagerduty, stage = with_policies(), la.escalated(paging())
    async with handing_over(pagerduty) as carrier:
        place = replace(PLACE, ts=await carrier.post(carrier.render(called(stage)), PLACE, "mark"))
        stage.do(i.Acknowledge(), la.ON_CALL)
        await carrier.edit(carrier.render(called(stage)), place)
        la.passes(stage, 15)
        await carrier.edit(carrier.render(called(stage)), place)
    assert ["L1 resolved: PDEFAULT, PWEBL1", "L1 triggered: PDEFAULT, PWEBL1"] == pagerduty.rung()


async def test_what_was_answered_before_pagerduty_heard_of_it_rings_nobody() -> None:
    """PagerDuty was away: it drops an acknowledgement of what it does not have."""
    pagerduty, stage = with_policies(), la.escalated(paging())
    stage.do(i.Acknowledge(), la.ON_CALL)
    async with handing_over(pagerduty) as carrier:
        await carrier.post(carrier.render(called(stage)), PLACE, "mark")
    assert [] == pagerduty.rung()


@pytest.mark.parametrize(
    ("opens_late", "rung"),
    [(2, "L1 triggered: PDEFAULT, PWEBL1"), (3, "L1 triggered: PDEFAULT")],
)
async def test_an_incident_that_opens_late_is_looked_for_again(opens_late: int, rung: str) -> None:
    """Not for ever: the integration's own policy rings all the same."""
    pagerduty = with_policies(opens_late=opens_late)
    async with handing_over(pagerduty) as carrier:
        await carrier.post(carrier.render(called(la.escalated(paging()))), PLACE, "mark")
    assert [rung] == pagerduty.rung()


async def test_a_policy_that_does_not_exist_leaves_the_integrations_own() -> None:
    """The log says so; the page was sent."""
    pagerduty = PretendPagerDuty()
    async with handing_over(pagerduty) as carrier:
        with capture_logs() as logs:
            assert "mark" == await carrier.post(carrier.render(called(la.escalated(paging()))), PLACE, "mark")
    assert ["L1 triggered: PDEFAULT"] == pagerduty.rung()
    assert ["Escalation policy not found" in str(log["why"]) for log in logs] == [True]


async def test_a_rest_api_that_is_away_is_tried_again() -> None:
    """The page rings already; sent once more it rings nobody twice."""
    pagerduty = with_policies()
    ringing = [called(la.escalated(paging()))]
    async with handing_over(pagerduty) as carrier:
        rendered = carrier.render(ringing[0])
        async with events(pagerduty) as client:
            await client.alert(json.loads(rendered.body)["events"][0])
        pagerduty.faults = [JSONResponse({}, 202), Response(status_code=503)]
        with pytest.raises(Lost):
            await carrier.post(rendered, PLACE, "mark")
        await carrier.post(rendered, PLACE, "mark")
    assert ["L1 triggered: PDEFAULT, PWEBL1"] == pagerduty.rung()


async def test_a_rest_api_that_is_slow_is_tried_again() -> None:
    """A delivery ends within its lease."""
    pagerduty = with_policies(opens_late=1)
    rendered_of = called(la.escalated(paging()))
    async with events(pagerduty) as client, reading(pagerduty) as rest:
        carrier = PagerDutyCarrier(client, rest, look_again=(60.0,), seconds=0.01)
        with pytest.raises(Lost, match="too slow to hand a page"):
            await carrier.post(carrier.render(rendered_of), PLACE, "mark")
    assert ["L1 triggered: PDEFAULT"] == pagerduty.rung()


async def test_without_the_rest_api_the_integrations_own_policy_rings() -> None:
    """What the plan names stands in the page's details, for an orchestration to go by."""
    pagerduty = with_policies()
    async with events(pagerduty) as client:
        carrier = PagerDutyCarrier(client)
        await carrier.post(carrier.render(called(la.escalated(paging()))), PLACE, "mark")
    assert ["L1 triggered: PDEFAULT"] == pagerduty.rung()
    assert "PWEBL1" == pagerduty.alerts[0]["payload"]["custom_details"]["escalation_policy"]
