"""What a monitor says: one report of one alert, whichever service sent it, in one shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain.plan import Severity


class AlertSource(StrEnum):
    """Who sent it."""

    PAGERDUTY = "PagerDuty"
    GRAFANA = "Grafana"
    ALERTMANAGER = "Alertmanager"


class AlertStatus(StrEnum):
    """How an alert stands."""

    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"

    @property
    def is_over(self) -> bool:
        """Whether it does not fire any more."""
        return self is AlertStatus.RESOLVED


BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a report that only says that another alert was merged into this one: any other is newer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One report. Reports with the same `key` are of one alert; the one `changed_at` last (aware UTC) holds.

    `key` names the source and one episode there: PagerDuty's incident, Grafana's fingerprint with the start.
    `severity` is `None` where the sender names none that is known. `services` are the ids and names of the
    sender's service; `labels` what it sent with it; `dashboards` the addresses of what shows it; `value` what
    was measured, in words. `incident_key` is PagerDuty's own: the dedup key of a page, "" for none.
    `by` is the person who acknowledged or resolved it there just now, as the sender calls them, "" for none.
    `merged_into` is the key of what it goes on as, `merged_from` that of what goes on as it, "" for none.
    """

    source: AlertSource
    key: str
    status: AlertStatus
    title: str
    fired_at: datetime
    changed_at: datetime
    severity: Severity | None = None
    services: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    dashboards: tuple[str, ...] = ()
    value: str = ""
    incident_key: str = ""
    by: str = ""
    merged_into: str = ""
    merged_from: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether a person says by it that they have it."""
        return bool(self.by) and self.status is not AlertStatus.FIRING

    @property
    def is_merge(self) -> bool:
        """Whether it says only that another one goes on as this one."""
        return self.changed_at == BEFORE_ALL


PAGE_KEY = "tminus:"
"""Begins the dedup key of each page that this house sends."""


def is_ours(alert: Alert) -> bool:
    """Whether it is no alert but the answer to a page that this house sent."""
    return alert.incident_key.startswith(PAGE_KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A report, and why it concerns a deployment, in words."""

    alert: Alert
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A report that concerns no deployment, under the number that people call it by, and why none."""

    number: int
    alert: Alert
    why: str = ""
