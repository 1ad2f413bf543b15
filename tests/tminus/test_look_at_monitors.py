from collections.abc import AsyncIterator, Callable

import pytest
from starlette.responses import Response

from tests.pretend_grafana import TOKEN, PretendGrafana
from tests.pretend_pagerduty import ROUTING_KEY, PretendPagerDuty
from tests.pretend_service import Pretend
from tests.serving import free_port, served
from tminus.look_at_monitors import look_at_grafana, look_at_pagerduty
from tminus.settings import Settings, read_settings
from tminus.verdicts import Check

NOT_ACCEPTED = "PagerDuty does not accept it (400): Event is invalid; 'routing_key' is invalid"
Look = Callable[[Settings], AsyncIterator[Check]]


async def line_of(look: Look, service: Pretend, address_setting: str, **settings: str) -> str:
    """What one look at a pretend service says."""
    with free_port() as listening:
        async with served(service.app, listening) as address:
            read = read_settings(**{address_setting: address, **settings})
            [line] = [str(each) async for each in look(read)]
    assert not any(value in line for value in settings.values() if value)
    return line


@pytest.mark.parametrize(
    ("key", "faults", "line"),
    [
        ("", [], "--    PagerDuty: not set up: deployments are not told there"),
        (ROUTING_KEY, [], "ok    PagerDuty: takes events with the integration key"),
        (
            "f" * 32,
            [],
            f"FAIL  PagerDuty: {NOT_ACCEPTED}: see docs/pagerduty.md",
        ),
        (
            ROUTING_KEY,
            [Response(status_code=503)],
            "FAIL  PagerDuty: PagerDuty had an error of its own: see docs/pagerduty.md",
        ),
    ],
    ids=["not set up", "well", "another's key", "away"],
)
async def test_pagerduty_is_asked(key: str, faults: list[Response], line: str) -> None:
    """Whether it takes events; nobody is paged for that."""
    pagerduty = PretendPagerDuty(faults=faults)
    set_up = {"pagerduty_routing_key": key}
    assert line == await line_of(look_at_pagerduty, pagerduty, "pagerduty_events_url", **set_up)
    assert all(each["event_action"] == "resolve" for each in pagerduty.alerts)


@pytest.mark.parametrize(
    ("token", "faults", "line"),
    [
        ("", [], "FAIL  Grafana: GRAFANA_TOKEN is not set, so nothing is shown there: see docs/grafana.md"),
        (TOKEN, [], "ok    Grafana: version 13.3.0 answers; the token reads annotations"),
        ("somebody-elses", [], "FAIL  Grafana: Grafana does not accept the token: see docs/grafana.md"),
        (
            TOKEN,
            [Response(status_code=502)],
            "FAIL  Grafana: Grafana had an error of its own: see docs/grafana.md",
        ),
    ],
    ids=["no token", "well", "another's token", "away"],
)
async def test_grafana_is_asked(token: str, faults: list[Response], line: str) -> None:
    """Whether it answers and knows the token; nothing is changed there."""
    grafana = PretendGrafana(faults=faults)
    assert line == await line_of(look_at_grafana, grafana, "grafana_url", grafana_token=token)
    assert [] == grafana.annotations


async def test_a_grafana_without_an_address_is_said() -> None:
    """A token alone leads nowhere; without both it is not set up."""
    [half] = [str(each) async for each in look_at_grafana(read_settings(grafana_token="of-none"))]
    assert "FAIL  Grafana: GRAFANA_URL is not set, so nothing is shown there: see docs/grafana.md" == half
    [none] = [str(each) async for each in look_at_grafana(read_settings())]
    assert "--    Grafana: not set up: deployments are not shown there" == none
