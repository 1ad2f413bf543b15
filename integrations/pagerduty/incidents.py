"""A PagerDuty incident as an alert: as Webhooks v3 sends it, and the REST API lists it, in the same shape
(developer.pagerduty.com: Webhooks v3, Incidents).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from bot.domain.alerts import Alert, AlertSource, AlertStatus
from bot.domain.plan import Severity
from integrations.reading import Json, address, checked, inner, instant, severity, words
from integrations.shapes import Id

URGENCIES: Mapping[object, Severity] = {"high": Severity.HIGH, "low": Severity.MEDIUM}
"""Where no priority says it; PagerDuty knows these two."""
STATUSES: Mapping[str, AlertStatus] = {
    "triggered": AlertStatus.FIRING,
    "acknowledged": AlertStatus.ACKNOWLEDGED,
    "resolved": AlertStatus.RESOLVED,
}


class _Incident(TypedDict):
    """What an alert cannot do without."""

    id: Id
    status: Literal["triggered", "acknowledged", "resolved"]
    created_at: str


_INCIDENT: TypeAdapter[Any] = TypeAdapter(_Incident)


def key_of(incident: str) -> str:
    """The alert's key, from the incident's id."""
    return f"pagerduty:{incident}"


def alert_of(
    incident: Json,
    *,
    changed_at: datetime,
    status: AlertStatus | None = None,
    by: str = "",
    shown_at: tuple[str, ...] = (),
) -> Alert:
    """An incident as an alert, with when it last changed; `status` is what the change made it, if known.

    Errors: `ValueError` where it lacks what an alert cannot do without.
    """
    needed = checked(_INCIDENT, incident, "incident")
    id_, service = needed["id"], inner(incident, "service")
    urgency = incident.get("urgency")
    return Alert(
        source=AlertSource.PAGERDUTY,
        key=key_of(id_),
        status=status or STATUSES[needed["status"]],
        title=words(incident.get("title")) or words(incident.get("summary")) or f"incident {id_}",
        fired_at=instant(needed["created_at"], "incident.created_at"),
        changed_at=changed_at,
        severity=severity(inner(incident, "priority", "summary"), inner(incident, "priority", "name"))
        or URGENCIES.get(urgency if isinstance(urgency, str) else None),
        services=tuple(filter(None, (words(inner(service, name)) for name in ("id", "summary")))),
        url=address(incident.get("html_url")),
        dashboards=shown_at,
        incident_key=words(incident.get("incident_key")),
        by=by,
    )
