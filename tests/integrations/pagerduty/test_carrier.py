import pytest
from starlette.responses import Response

from bot.errors import Lost
from integrations.pagerduty.carrier import PagerDutyCarrier
from tests.bot.domain.stories import Stage
from tests.integrations.pagerduty.test_contract import PLACE, change, events
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
