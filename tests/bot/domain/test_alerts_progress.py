"""Alerts, folded into the state."""

from bot.domain import events as e
from bot.domain.alerts import AlertSource
from bot.domain.alerts_progress import FOLDS
from bot.domain.evolve import evolve
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_sightings import sighting

BOTH = (AlertSource.PAGERDUTY, AlertSource.GRAFANA)


def test_each_event_is_folded() -> None:
    """Reports and what was tied by hand are known; who was asked is kept; others are counted off."""
    state = Stage().to_approved().state
    for event in (
        e.AlertsReported(at=p.T0, by=None, alerts=(sighting("a"), sighting("b"))),
        e.AlertAttached(at=p.T0, by=p.ANA, number=7, alert=sighting("c")),
        e.BaselineRead(at=p.T0, by=None, asked=BOTH),
    ):
        assert type(event) in FOLDS
        state = evolve(state, event)
    assert (["a", "b", "c"], BOTH, p.T0) == (
        list(state.alerts.known),
        state.alerts.asked,
        state.alerts.asked_at,
    )
