from collections.abc import AsyncIterator, Callable

import pytest
from starlette.responses import Response

from tests.pretend_grafana import TOKEN, PretendGrafana
from tests.pretend_pagerduty import API_TOKEN, ROUTING_KEY, SENDER, PretendPagerDuty
from tests.pretend_service import Pretend
from tests.prometheus_api import PretendPrometheus
from tests.serving import free_port, served
from tminus.look_at_monitors import look_at_grafana, look_at_pagerduty, look_at_prometheus
from tminus.settings import Settings, read_settings
from tminus.verdicts import Check

NOT_ACCEPTED = "PagerDuty does not accept it (400): Event is invalid; 'routing_key' is invalid"
Look = Callable[[Settings], AsyncIterator[Check]]


async def lines_of(look: Look, service: Pretend, *address_settings: str, **settings: str) -> list[str]:
    """What one look at a pretend service says."""
    with free_port() as listening:
        async with served(service.app, listening) as address:
            read = read_settings(**dict.fromkeys(address_settings, address), **settings)
            lines = [str(each) async for each in look(read)]
    assert not any(value in line for line in lines for value in settings.values() if value)
    return lines


NOT_SET_UP = "--    PagerDuty: not set up: nobody is paged, deployments are not told there"
TAKES = "ok    PagerDuty: takes events with the integration key"
NOT_ASKED = "--    PagerDuty on-call: not set up: those are called whom the plan names"
ASKED = "ok    PagerDuty on-call: the API key reads who is on call"
OWN = "--    PagerDuty policies: {} is not set: each page rings the integration's own policy"
REFUSED = f"FAIL  PagerDuty: {NOT_ACCEPTED}: see docs/pagerduty.md"
AWAY = "FAIL  PagerDuty: PagerDuty had an error of its own: see docs/pagerduty.md"
UNKNOWN = "FAIL  PagerDuty on-call: PagerDuty does not accept the API key: see docs/pagerduty.md"


@pytest.mark.parametrize(
    ("key", "token", "sender", "lines"),
    [
        ("", "", "", [NOT_SET_UP, NOT_ASKED]),
        (ROUTING_KEY, "", "", [TAKES, NOT_ASKED, OWN.format("PAGERDUTY_API_TOKEN")]),
        (ROUTING_KEY, API_TOKEN, "", [TAKES, ASKED, OWN.format("PAGERDUTY_FROM_EMAIL")]),
        (ROUTING_KEY, API_TOKEN, SENDER, [TAKES, ASKED]),
        ("", API_TOKEN, SENDER, [NOT_SET_UP, ASKED]),
        ("f" * 32, "u+somebody-elses", SENDER, [REFUSED, UNKNOWN]),
    ],
    ids=["not set up", "events alone", "no sender", "well", "reads alone", "another's keys"],
)
async def test_pagerduty_is_asked(key: str, token: str, sender: str, lines: list[str]) -> None:
    """Whether it takes events, says who is on call, rings the plan's policies; nobody is paged for that."""
    pagerduty = PretendPagerDuty()
    set_up = {"pagerduty_routing_key": key, "pagerduty_api_token": token, "pagerduty_from_email": sender}
    addresses = ("pagerduty_events_url", "pagerduty_api_url")
    assert lines == await lines_of(look_at_pagerduty, pagerduty, *addresses, **set_up)
    assert all(each["event_action"] == "resolve" for each in pagerduty.alerts)


async def test_a_pagerduty_that_is_away_is_said() -> None:
    """And what of it is not set up."""
    pagerduty = PretendPagerDuty(faults=[Response(status_code=503)])
    set_up = {"pagerduty_routing_key": ROUTING_KEY}
    found = await lines_of(look_at_pagerduty, pagerduty, "pagerduty_events_url", **set_up)
    assert [AWAY, NOT_ASKED, OWN.format("PAGERDUTY_API_TOKEN")] == found


@pytest.mark.parametrize(
    ("token", "faults", "line"),
    [
        ("", [], "FAIL  Grafana: GRAFANA_TOKEN is not set, so nothing is shown there: see docs/grafana.md"),
        (TOKEN, [], "ok    Grafana: version 13.3.0 answers; the token reads annotations and alerts"),
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
    assert [line] == await lines_of(look_at_grafana, grafana, "grafana_url", grafana_token=token)
    assert [] == grafana.annotations


async def test_a_grafana_without_an_address_is_said() -> None:
    """A token alone leads nowhere; without both it is not set up."""
    [half] = [str(each) async for each in look_at_grafana(read_settings(grafana_token="of-none"))]
    assert "FAIL  Grafana: GRAFANA_URL is not set, so nothing is shown there: see docs/grafana.md" == half
    [none] = [str(each) async for each in look_at_grafana(read_settings())]
    assert "--    Grafana: not set up: deployments are not shown there" == none


@pytest.mark.parametrize(
    ("known_as", "down", "line"),
    [
        (None, None, "ok    Prometheus: version 2.42.0 answers queries"),
        (("ana", "made-up"), None, "FAIL  Prometheus: Prometheus does not accept the user and password: {}"),
        (None, Response(status_code=404), "FAIL  Prometheus: Prometheus does not accept it (404): {}"),
        (None, Response(status_code=502), "FAIL  Prometheus: Prometheus had an error of its own: {}"),
        (None, Response("<html>"), "FAIL  Prometheus: Prometheus's answer could not be read: {}"),
    ],
    ids=["well", "a password is wanted", "another address", "away", "a page"],
)
async def test_prometheus_is_asked(
    known_as: tuple[str, str] | None, down: Response | None, line: str
) -> None:
    """Whether it answers a query."""
    prometheus = PretendPrometheus(known_as=known_as, down=down)
    found = await lines_of(look_at_prometheus, prometheus, "prometheus_url")
    assert [line.format("see docs/prometheus.md")] == found


async def test_a_prometheus_that_is_not_set_up_is_said() -> None:
    """And who does it then."""
    found = [str(each) async for each in look_at_prometheus(read_settings())]
    assert ["--    Prometheus: not set up: people watch the metrics of 8.1"] == found
