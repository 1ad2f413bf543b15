"""Alerts as monitors report them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.alerts import Alert, AlertSource, AlertStatus
from bot.domain.plan import Severity
from bot.ports import Report

FIRED = datetime(2026, 12, 1, 22, 14, tzinfo=UTC)
CART = Alert(
    source=AlertSource.GRAFANA,
    key="grafana:558dc664adfc4b8c:1",
    status=AlertStatus.FIRING,
    title="cart 5xx above 2 %",
    fired_at=FIRED,
    changed_at=FIRED,
    severity=Severity.CRITICAL,
    services=("cart",),
    labels={"service": "cart", "severity": "critical"},
    url="https://grafana.example.com/alerting/1",
    dashboards=("https://grafana.example.com/d/abc",),
    value="A=0.031",
)


def cart(**changed: Any) -> Alert:  # noqa: ANN401 - values of any field
    """An alert of the cart, with something else in it."""
    return replace(CART, **changed)


def report(alert: Alert = CART, delivery: str = "") -> Report:
    """What a webhook brings of it; each change of an alert is a delivery of its own."""
    key = delivery or f"{alert.key}:{alert.status}:{alert.changed_at.isoformat()}"
    return Report(source=alert.source, delivery=key, alert=alert, raw="{}")


def odd(why: str = "the body is no JSON", delivery: str = "odd") -> Report:
    """What could not be understood."""
    return Report(source=AlertSource.PAGERDUTY, delivery=delivery, why=why, raw="{")
