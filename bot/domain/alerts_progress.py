"""Alerts, folded into the state."""

from bot.domain import alert_events as a
from bot.domain.changing import replace
from bot.domain.folds import Folds
from bot.domain.state import Deployment


def with_reported(state: Deployment, event: a.AlertsReported) -> Deployment:
    """The newest report of each holds."""
    return replace(state, alerts=state.alerts.with_more(event.alerts, event.gone, event.more))


def with_attached(state: Deployment, event: a.AlertAttached) -> Deployment:
    """It is one of this deployment's from now on."""
    return replace(state, alerts=state.alerts.with_more((event.alert,)))


def with_baseline(state: Deployment, event: a.BaselineRead) -> Deployment:
    """It is known who was asked, and when."""
    return replace(state, alerts=replace(state.alerts, asked=event.asked, asked_at=event.at))


FOLDS: Folds = {
    a.AlertsReported: with_reported,
    a.AlertAttached: with_attached,
    a.BaselineRead: with_baseline,
}
