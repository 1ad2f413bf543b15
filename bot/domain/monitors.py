"""The services that watch what is deployed, and hear what becomes of it; what of a plan names them (8.2)."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise
from urllib.parse import urlsplit

from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.plan import Channel, Plan


class Monitor(StrEnum):
    """A service that watches; a lane leads to it, as to a `Channel`."""

    PAGERDUTY = "PagerDuty"
    GRAFANA = "Grafana"


Way = Channel | Monitor
"""Where something can be told."""

HEARD_BY = {
    MessageKind.CHANGE: Monitor.PAGERDUTY,
    MessageKind.PAGER: Monitor.PAGERDUTY,
    MessageKind.ANNOTATION: Monitor.GRAFANA,
}
"""Messages that go to a monitor and nowhere else."""
DASHBOARD = frozenset({"d", "d-solo"})
"""What stands before a dashboard's uid in Grafana's addresses: `/d/UID/NAME`."""
SERVICE = frozenset({"service-directory", "services"})
"""What stands before a service's id in PagerDuty's."""


def where_set_up(effects: Iterable[Effect], ways: frozenset[Way]) -> tuple[Effect, ...]:
    """The effects without what only a monitor would hear that is not set up: nobody misses that."""
    return tuple(effect for effect in effects if _goes(effect, ways))


def _goes(effect: Effect, ways: frozenset[Way]) -> bool:
    if not isinstance(effect, PostMessage | RewriteMessages):
        return True
    monitor = HEARD_BY.get(effect.kind)
    return monitor is None or monitor in ways


def grafana_dashboards(plan: Plan) -> tuple[str, ...]:
    """The uids of the dashboards that 8.2 names, each once."""
    uids = (_after(dashboard.url, DASHBOARD) for dashboard in plan.dashboards)
    return tuple(dict.fromkeys(filter(None, uids)))


def pagerduty_services(plan: Plan) -> tuple[str, ...]:
    """The ids of PagerDuty's services that 8.2 names, each once."""
    ids = (_after(dashboard.url, SERVICE) for dashboard in plan.dashboards)
    return tuple(dict.fromkeys(filter(None, ids)))


def _after(url: str, names: frozenset[str]) -> str:
    """The part of an address's path behind the first of these names; "" where there is none."""
    try:
        parts = urlsplit(url).path.split("/")
    except ValueError:
        return ""
    return next((after for name, after in pairwise(parts) if name in names), "")
