from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.responses import JSONResponse, Response

from bot.errors import Lost, Permanent, RateLimited, Unauthorized
from integrations.pagerduty.rest import ACCEPT, PAGES, RestClient
from tests.integrations.pagerduty.test_contract import events
from tests.pretend_pagerduty import API_TOKEN, SENDER, PretendPagerDuty, on_call


@asynccontextmanager
async def reading(
    pagerduty: PretendPagerDuty, token: str = API_TOKEN, sender: str = SENDER
) -> AsyncIterator[RestClient]:
    """The REST API of a pretend PagerDuty."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(pagerduty.app),
        base_url="http://pagerduty.test",
        headers={"Authorization": f"Token token={token}", "Accept": ACCEPT},
    ) as http:
        yield RestClient(http, sender)


def incident(number: int, service: str = "PWEBSHOP", status: str = "triggered") -> dict[str, object]:
    """An incident, as short as it may be."""
    return {"id": f"Q{number}", "status": status, "service": {"id": service}}


async def test_who_is_on_call_is_read_in_full() -> None:
    """With their addresses, for one policy."""
    ana = on_call("Ana", "ana@octal.example")
    pagerduty = PretendPagerDuty(rotas={"PWEBL1": [ana], "PWEBL2": [on_call("Ben", "ben@octal.example")]})
    async with reading(pagerduty) as client:
        assert [ana] == list(await client.on_call("PWEBL1"))
        assert [] == list(await client.on_call("PUNKNOWN"))


async def test_a_list_is_read_page_by_page() -> None:
    """And no more pages than anybody would read."""
    crowd = [on_call(f"Ana {number}", "ana@octal.example") for number in range(7)]
    async with reading(PretendPagerDuty(rotas={"PWEBL1": crowd}, page=3)) as client:
        assert crowd == list(await client.on_call("PWEBL1"))
    endless = httpx.MockTransport(
        lambda _request: httpx.Response(200, json={"oncalls": [crowd[0], "odd"], "more": True})
    )
    async with httpx.AsyncClient(transport=endless, base_url="http://pagerduty.test") as http:
        assert PAGES == len(await RestClient(http).on_call("PWEBL1"))


async def test_open_incidents_are_read() -> None:
    """Of these services alone, and not those that are resolved."""
    incidents = [incident(1), incident(2, status="acknowledged")]
    others = [incident(98, "POTHER"), incident(99, status="resolved")]
    async with reading(PretendPagerDuty(incidents=[*others, *incidents])) as client:
        assert incidents == list(await client.open_incidents(["PWEBSHOP", "PMORE"]))


@pytest.mark.parametrize("answer", [{}, {"oncalls": None}, {"oncalls": "none"}, {"oncalls": [None, 7]}])
async def test_what_is_missing_or_odd_is_nobody(answer: object) -> None:
    """Where nobody is on call, or PagerDuty answers something else."""
    odd = httpx.MockTransport(lambda _request: httpx.Response(200, json=answer))
    async with httpx.AsyncClient(transport=odd, base_url="http://pagerduty.test") as http:
        assert [] == list(await RestClient(http).on_call("PWEBL1"))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Response(status_code=401), Unauthorized),
        (
            JSONResponse({"error": {"message": "Rate Limit Exceeded"}}, 429, {"ratelimit-reset": "20"}),
            RateLimited,
        ),
        (JSONResponse({"error": {"message": "Invalid Input Provided", "code": 2001}}, 400), Permanent),
        (Response(status_code=500), Lost),
        (Response("<html>", 200), Lost),
    ],
    ids=["401", "429", "400", "500", "no JSON"],
)
async def test_what_it_refuses_is_one_of_ours(fault: Response, expected: type[Exception]) -> None:
    """Tried again or not, and after which pause."""
    async with reading(PretendPagerDuty(faults=[fault])) as client:
        with pytest.raises(expected) as raised:
            await client.greet()
    assert 20.0 == getattr(raised.value, "retry_after", 20.0)


async def test_another_accounts_key_is_not_accepted() -> None:
    """And stands in no message."""
    async with reading(PretendPagerDuty(), "somebody-elses") as client:
        with pytest.raises(Unauthorized, match="PagerDuty does not accept the API key") as raised:
            await client.greet()
    assert "somebody-elses" not in str(raised.value)


async def paging(pagerduty: PretendPagerDuty) -> None:
    """A page of ours rings."""
    event = {"event_action": "trigger", "dedup_key": "tminus:WEB:L2", "payload": {}}
    async with events(pagerduty) as client:
        await client.alert(event)


async def test_another_policy_is_rung_once() -> None:
    """The incident is found by its key; whoever is rung for it already is not rung again."""
    pagerduty = PretendPagerDuty(rotas={"PWEBL2": []})
    await paging(pagerduty)
    async with reading(pagerduty) as client:
        assert await client.incident_of("tminus:WEB:L1") is None
        for _ in range(2):
            incident = await client.incident_of("tminus:WEB:L2")
            assert incident
            await client.assign(incident, "PWEBL2")
    assert ["L2 triggered: PDEFAULT, PWEBL2"] == pagerduty.rung()


async def test_without_a_user_nothing_is_changed() -> None:
    """PagerDuty wants to know who does it."""
    pagerduty = PretendPagerDuty(rotas={"PWEBL2": []})
    await paging(pagerduty)
    async with reading(pagerduty, sender="") as client:
        incident = await client.incident_of("tminus:WEB:L2")
        assert incident
        with pytest.raises(Permanent, match="Requester User Not Found"):
            await client.assign(incident, "PWEBL2")
