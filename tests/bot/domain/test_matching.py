"""Which deployments an alert concerns."""

from dataclasses import replace

import pytest

from bot.domain.alerts import Alert, AlertSource
from bot.domain.matching import (
    Candidate,
    Kind,
    Matching,
    environment_of,
    named_in,
)
from bot.domain.plan import Plan
from tests.bot.domain.monitors import alert, dashboard, variable, watched

PD = "https://example.pagerduty.com/incidents/Q1"


def candidate(
    deployment: str = "WEB-1",
    *,
    plan: Plan | None = None,
    environment: str = "production",
    is_running: bool = True,
) -> Candidate:
    """A deployment of the web shop."""
    return Candidate(
        deployment=deployment,
        service="Web shop",
        environment=environment,
        is_running=is_running,
        named=named_in(plan or watched()),
    )


def found(one: Alert, *candidates: Candidate) -> list[str]:
    """`WEB-1: why`."""
    matches = Matching(candidates or (candidate(),)).find(one).matches
    return [f"{match.deployment}: {match.why}" for match in matches]


def pagerduty(*services: str, url: str = PD) -> Alert:
    """An incident of a service, by id and name."""
    return replace(alert(source=AlertSource.PAGERDUTY), services=services, url=url)


def shown_on(url: str) -> Alert:
    """An alert of a dashboard."""
    return replace(alert(), dashboards=(url,))


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (pagerduty("PWEBSHOP", "Shop, all of it"), "PagerDuty service PWEBSHOP, of 8.2, Alerts"),
        (pagerduty("PX", "Web shop"), "service Web shop, the Service of 1.1"),
        (pagerduty("PX", "cart-api"), "service cart-api, a service of 5.1"),
        (
            shown_on("https://grafana.example.com/d/web-shop?from=1&to=2&viewPanel=4"),
            "dashboard web-shop, of 8.2, Web shop",
        ),
        (shown_on("http://grafana:3000/d/web-shop/overview"), "dashboard web-shop, of 8.2, Web shop"),
        (shown_on("http://10.0.0.7:3000/d-solo/web-shop"), "dashboard web-shop, of 8.2, Web shop"),
        (alert(labels={"service": "web-shop"}), "label service=web-shop, the Service of 1.1"),
        (alert(labels={"App": "Web_Shop"}), "label app=Web_Shop, the Service of 1.1"),
        (alert(labels={"deployment": "checkout-api"}), "label deployment=checkout-api, a service of 5.1"),
        (alert(labels={"job": "shop/web-shop"}), "label job=shop/web-shop, the Service of 1.1"),
    ],
)
def test_a_plan_names_what_its_alerts_are_found_by(one: Alert, why: str) -> None:
    """The PagerDuty service and the dashboard of 8.2, the Service of 1.1, a service of 5.1: it is said."""
    assert [f"WEB-1: {why}"] == found(one)


@pytest.mark.parametrize(
    "one",
    [
        alert(),
        alert(labels={"service": "billing"}),
        alert(labels={"team": "web-shop"}),
        alert(labels={"service": "web-shop-2"}),
        pagerduty("POTHER", "Billing"),
        pagerduty("PWEBSHOP", url="https://other.pagerduty.com/incidents/Q1"),
        shown_on("https://grafana.other.com/d/web-shop"),
        shown_on("https://grafana.example.com/alerting/web-shop"),
        shown_on("https://[::1"),
        replace(alert(), services=("PWEBSHOP",)),
    ],
)
def test_what_no_plan_names_matches_none(one: Alert) -> None:
    """Another service, another label, another house's PagerDuty or Grafana; it is said why."""
    assert [] == found(one)
    assert Matching((candidate(),)).find(one).why_none == "no plan under way names anything in it"


def test_another_environment_is_no_match() -> None:
    """Whatever else agrees; it is said what came nearest."""
    labels = {"service": "web-shop", "env": "staging"}
    nearest = Matching((candidate(),)).find(alert(labels=labels))
    assert ((), "label service=web-shop as for WEB-1, but it fires in staging, not production") == (
        nearest.matches,
        nearest.why_none,
    )
    of_both = candidate("WEB-1"), candidate("WEB-2", environment="staging")
    assert ["WEB-2: label service=web-shop, the Service of 1.1"] == found(alert(labels=labels), *of_both)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"environment": "prod"}, "prod"),
        ({"env": "prod", "stage": "staging"}, "prod"),
        ({"Env": " ", "stage": "staging"}, "staging"),
        ({"stage": "canary"}, ""),
        ({}, ""),
    ],
)
def test_an_alert_says_its_environment(labels: dict[str, str], expected: str) -> None:
    """In a label; a stage is one only where it is among the usual ones."""
    assert expected == environment_of(alert(labels=labels))


def test_the_more_specific_reason_wins() -> None:
    """Of two that match, the one whose plan names the very service of PagerDuty."""
    shared = candidate("ALL-1", plan=replace(watched(), dashboards=()))
    one = pagerduty("PWEBSHOP", "web-shop")
    assert ["WEB-1: PagerDuty service PWEBSHOP, of 8.2, Alerts"] == found(one, shared, candidate())


def test_two_that_match_alike_hear_both() -> None:
    """Nobody knows better."""
    others = candidate("WEB-1"), candidate("EU-1", environment="prod-eu")
    assert ["EU-1", "WEB-1"] == [
        each.partition(":")[0] for each in found(alert(labels={"app": "web-shop"}), *others)
    ]


def test_of_one_target_those_that_run_hear() -> None:
    """A run that is completed, or is to come, does not, while another changes the same service."""
    ended = candidate("WEB-1", is_running=False)
    one = alert(labels={"app": "web-shop"})
    assert ["WEB-1.2: label app=web-shop, the Service of 1.1"] == found(one, ended, candidate("WEB-1.2"))
    assert ["WEB-1: label app=web-shop, the Service of 1.1"] == found(one, ended)


def test_a_plan_names_each_thing_once() -> None:
    """Under the more specific name, and nothing that is empty."""
    plan = replace(
        watched(),
        dashboards=(dashboard("https://x.pagerduty.com/services/P1", ""), dashboard("https://[")),
        variables=(variable(""), variable("cart-api"), variable("cart-api and Web shop")),
    )
    assert [
        (Kind.PAGERDUTY, "p1", "of 8.2"),
        (Kind.SERVICE, "web-shop", "the Service of 1.1"),
        (Kind.VARIABLE, "cart-api", "a service of 5.1"),
        (Kind.VARIABLE, "web-shop", "a service of 5.1"),
    ] == [(named.kind, named.value, named.where) for named in named_in(plan)]
