import json
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.ports import OnCall, Rota
from integrations.pagerduty.rest import RestClient
from integrations.pagerduty.rota import NoRota, PagerDutyRota
from tests.integrations.pagerduty.test_rest import reading
from tests.pretend_pagerduty import PretendPagerDuty, on_call

ANA, BEN, CLEO = (
    OnCall(name=name, email=f"{name.casefold()}@octal.example") for name in ("Ana", "Ben", "Cleo")
)
ENTRIES = [
    on_call("Cleo", CLEO.email, level=2),
    on_call("Ana", ANA.email),
    on_call("Ben", BEN.email),
    on_call("Ana", ANA.email),
]
REFERENCE = """{"oncalls": [{
  "escalation_policy": {"id": "PEP0001", "summary": "Checkout", "type": "escalation_policy_reference"},
  "escalation_level": 2,
  "schedule": null,
  "user": {"id": "PUSER02", "summary": "Ben", "type": "user_reference"},
  "start": null,
  "end": null
}], "limit": 25, "offset": 0, "more": false, "total": null}"""
"""As PagerDuty answers where users were not included."""


@pytest.fixture(params=["adapter", "twin"])
async def rota(request: pytest.FixtureRequest) -> AsyncIterator[Rota]:
    """The adapter before a pretend account, and the null twin."""
    if request.param == "twin":
        yield NoRota()
        return
    async with reading(PretendPagerDuty(rotas={"PWEBL1": ENTRIES})) as client:
        yield PagerDutyRota(client)


async def test_whoever_is_rung_first_is_named_or_nobody_is_asked(rota: Rota) -> None:
    """Each once; who would be rung next is not called yet."""
    assert await rota.on_call("PWEBL1") in {(ANA, BEN), None}


async def test_where_the_first_level_is_empty_the_next_one_is_rung() -> None:
    """And nobody, where nobody is on call at all."""
    async with reading(PretendPagerDuty(rotas={"PWEBL1": ENTRIES[:1]})) as client:
        assert (CLEO,) == await PagerDutyRota(client).on_call("PWEBL1")
        assert () == await PagerDutyRota(client).on_call("PEMPTY")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (json.loads(REFERENCE)["oncalls"][0], OnCall(name="Ben", email="")),
        ({"user": None}, OnCall(name="", email="")),
        ({"escalation_level": "one", "user": {"name": 7, "email": 7}}, OnCall(name="", email="")),
    ],
)
async def test_what_is_not_told_is_empty(entry: object, expected: OnCall) -> None:
    """A reference instead of the user, or something odd."""
    odd = httpx.MockTransport(lambda _request: httpx.Response(200, json={"oncalls": [entry]}))
    async with httpx.AsyncClient(transport=odd, base_url="http://pagerduty.test") as http:
        assert (expected,) == await PagerDutyRota(RestClient(http)).on_call("PWEBL1")
