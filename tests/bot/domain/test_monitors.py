from dataclasses import replace

import pytest

from bot.domain.effects import ClearTimer, Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.monitors import Monitor, Way, grafana_dashboards, pagerduty_services, where_set_up
from bot.domain.plan import Channel, Dashboard
from tests.bot.domain import plans as p

CHANGE = PostMessage(kind=MessageKind.CHANGE, subject="1", to="PagerDuty")
SPAN = RewriteMessages(kind=MessageKind.ANNOTATION)
OTHERS: tuple[Effect, ...] = (PostMessage(kind=MessageKind.LOG, subject="1"), ClearTimer(name="go"))


@pytest.mark.parametrize(
    ("ways", "left"),
    [
        (frozenset({Channel.SLACK}), OTHERS),
        (frozenset({Monitor.PAGERDUTY}), (CHANGE, *OTHERS)),
        (frozenset({Monitor.GRAFANA}), (SPAN, *OTHERS)),
        (frozenset(Monitor), (CHANGE, SPAN, *OTHERS)),
    ],
)
def test_what_only_a_monitor_would_hear_is_left_out_where_it_is_not_set_up(
    ways: frozenset[Way], left: tuple[Effect, ...]
) -> None:
    """All else stays, in its order."""
    assert left == where_set_up((CHANGE, SPAN, *OTHERS), ways)


@pytest.mark.parametrize(
    ("url", "uids"),
    [
        ("https://grafana.example.com/d/web-shop", ("web-shop",)),
        ("https://grafana.example.com/d/web-shop/web-shop-in-production?orgId=1&from=now", ("web-shop",)),
        ("https://example.com/grafana/d/abc_1-X/", ("abc_1-X",)),
        ("https://grafana.example.com/d-solo/abc/name?panelId=2", ("abc",)),
        ("https://grafana.example.com/dashboards", ()),
        ("https://grafana.example.com/d/", ()),
        ("https://logs.example.com/web-shop", ()),
        ("https://[broken/d/x", ()),
        ("", ()),
    ],
)
def test_a_dashboard_is_known_by_its_address(url: str, uids: tuple[str, ...]) -> None:
    """As Grafana writes it, whatever stands before and behind."""
    dashboard = Dashboard(name="x", url=url, line=1)
    assert uids == grafana_dashboards(replace(p.web_shop(), dashboards=(dashboard, dashboard)))


@pytest.mark.parametrize(
    ("url", "ids"),
    [
        ("https://example.pagerduty.com/service-directory/PWEBSHOP", ("PWEBSHOP",)),
        ("https://example.pagerduty.com/services/PWEBSHOP/activity", ("PWEBSHOP",)),
        ("https://example.pagerduty.com/incidents", ()),
        ("https://grafana.example.com/d/web-shop", ()),
    ],
)
def test_a_service_is_known_by_its_address(url: str, ids: tuple[str, ...]) -> None:
    """As PagerDuty writes it."""
    dashboard = Dashboard(name="x", url=url, line=1)
    assert ids == pagerduty_services(replace(p.web_shop(), dashboards=(dashboard, dashboard)))
