import pytest
from starlette.responses import JSONResponse, Response

from bot.errors import Lost, Permanent, RateLimited, Unauthorized
from tests.integrations.pagerduty.test_contract import events
from tests.pretend_pagerduty import ROUTING_KEY, PretendPagerDuty

CHANGE = {"payload": {"summary": "Web shop 4.12.0: deployment begins", "source": "T-Minus"}}


async def test_a_change_is_taken_with_the_key() -> None:
    """The key is put in where it is sent, and stands nowhere before."""
    pagerduty = PretendPagerDuty()
    async with events(pagerduty) as client:
        await client.change(CHANGE)
    assert [CHANGE] == pagerduty.changes


async def test_an_alert_is_taken_with_the_key() -> None:
    """Opened, acknowledged, resolved: each under its dedup key."""
    pagerduty, key = PretendPagerDuty(), {"dedup_key": "tminus:WEB:L1"}
    actions = ("trigger", "acknowledge", "resolve")
    async with events(pagerduty) as client:
        for action in actions:
            await client.alert({"event_action": action, **key})
    assert [{"event_action": action, **key} for action in actions] == pagerduty.alerts


async def test_the_greeting_changes_nothing() -> None:
    """An alert that nobody has is resolved."""
    pagerduty = PretendPagerDuty()
    async with events(pagerduty) as client:
        await client.greet()
    assert [{"event_action": "resolve", "dedup_key": "tminus:doctor"}] == pagerduty.alerts


async def test_a_wrong_key_is_said_without_it() -> None:
    """In PagerDuty's words."""
    async with events(PretendPagerDuty(), "somebody-elses") as client:
        with pytest.raises(
            Permanent, match=r"\(400\): Event is invalid; 'routing_key' is invalid$"
        ) as raised:
            await client.greet()
    assert "somebody-elses" not in str(raised.value)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Response(status_code=403), Unauthorized),
        (JSONResponse({"message": "Rate limited"}, 429, {"ratelimit-reset": "20"}), RateLimited),
        (Response(status_code=500), Lost),
    ],
)
async def test_what_it_refuses_is_one_of_ours(fault: Response, expected: type[Exception]) -> None:
    """Tried again or not, and after which pause."""
    pagerduty = PretendPagerDuty(faults=[fault])
    async with events(pagerduty) as client:
        with pytest.raises(expected) as raised:
            await client.change(CHANGE)
    assert 20.0 == getattr(raised.value, "retry_after", 20.0)
    assert ROUTING_KEY not in str(raised.value)
