"""Accepted facts about alerts: what monitors said, and what was tied by hand."""

from dataclasses import dataclass

from bot.domain.alerts import AlertSource
from bot.domain.event import Event
from bot.domain.sightings import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsReported(Event):
    """Alerts fire, changed or are over, as `alerts` has them from now on.

    `more` fire besides, and `gone` of those that were only counted are over.
    """

    alerts: tuple[Sighting, ...]
    gone: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAttached(Event):
    """Somebody said that an alert, listed under `number`, is of this deployment."""

    alert: Sighting
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineRead(Event):
    """These were asked what fires before anything is done; what they named was reported with it."""

    asked: tuple[AlertSource, ...]
