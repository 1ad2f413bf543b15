"""`POST /webhooks/pagerduty`: Webhooks v3, one event in each request.

Events come at least once and in any order across incidents; an event's id is the same in every attempt, and
unlike the header with the delivery's id it is signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from starlette.datastructures import Headers
from starlette.routing import Route
from typing_extensions import TypedDict

from bot.domain.alerts import BEFORE_ALL, Alert, AlertSource, AlertStatus, is_ours
from bot.intake import Intake
from bot.metrics import Metrics
from bot.ports import Report
from integrations.pagerduty.incidents import alert_of, key_of
from integrations.pagerduty.signature import is_signed
from integrations.reading import Json, address, addresses, checked, inner, instant, odd, reports_of, words
from integrations.shapes import Id
from integrations.webhook import Webhook

SOURCE = AlertSource.PAGERDUTY
SIGNATURE = "x-pagerduty-signature"
CHANGES: Mapping[str, AlertStatus | None] = {
    "incident.triggered": AlertStatus.FIRING,
    "incident.reopened": AlertStatus.FIRING,
    "incident.unacknowledged": AlertStatus.FIRING,
    "incident.acknowledged": AlertStatus.ACKNOWLEDGED,
    "incident.resolved": AlertStatus.RESOLVED,
    **dict.fromkeys(
        (
            "incident.delegated",
            "incident.escalated",
            "incident.incident_type.changed",
            "incident.priority_updated",
            "incident.reassigned",
            "incident.service_updated",
        )
    ),
}
"""The events that bring an incident, and what it is then; `None`: as the incident says."""
NOTHING = (
    "incident.action_invocation.",
    "incident.annotated",
    "incident.conference_bridge.",
    "incident.custom_field_values.",
    "incident.responder.",
    "incident.role.",
    "incident.status_update_published",
    "incident.task.",
    "incident.workflow.",
    "pagey.",
    "service.",
)
"""How events are called that change nothing of what an alert is."""
ANSWERS = frozenset({"incident.acknowledged", "incident.resolved"})
"""The events by which a person says that they have it; whoever hands one on does not."""
REOPENED = "incident.reopened"
MERGED = "merge_resolve_reason"
MERGED_PART = ":merged"
"""Ends the key of the report that says as what a merged incident goes on."""


class _Event(TypedDict):
    id: Id
    event_type: Id
    occurred_at: str
    data: dict[str, Any]


class _Envelope(TypedDict):
    event: _Event


_ENVELOPE: TypeAdapter[Any] = TypeAdapter(_Envelope)


def pagerduty_route(intake: Intake, secret: str, metrics: Metrics) -> Route:
    """The route, for whoever serves HTTP."""

    def signed(body: bytes, headers: Headers) -> bool:
        return is_signed(body, headers.getlist(SIGNATURE), secret)

    return Webhook("pagerduty", intake, metrics, source=SOURCE, is_signed=signed, read=reports).route()


def reports(body: bytes) -> Sequence[Report]:
    """What a body reports."""
    return reports_of(SOURCE, body, _read)


def _read(payload: Json, text: str) -> Sequence[Report]:
    event = checked(_ENVELOPE, payload)["event"]
    kind, delivery = event["event_type"], f"pagerduty:{event['id']}"
    if kind in CHANGES:
        return [
            Report(source=SOURCE, delivery=f"{delivery}{part}", alert=alert, raw=text)
            for part, alert in _alerts(event, payload["event"]).items()
        ]
    if kind.startswith(NOTHING):
        return [Report(source=SOURCE, delivery=delivery, raw=text)]
    return [odd(SOURCE, text, f"PagerDuty's event {kind} is not known here")]


def _alerts(event: _Event, whole: Json) -> Mapping[str, Alert]:
    """The incident; where it was merged into another one it goes on there, a page of ours as such.

    Whoever merged it did not say that they have it.
    """
    incident, agent, at = (
        event["data"],
        inner(whole, "agent"),
        instant(event["occurred_at"], "event.occurred_at"),
    )
    is_answer = event["event_type"] in ANSWERS and inner(agent, "type") == "user_reference"
    alert = alert_of(
        incident,
        changed_at=at,
        status=CHANGES[event["event_type"]],
        by=words(inner(agent, "summary")) if is_answer else "",
        shown_at=addresses([inner(whole, "client", "url")]),
    )
    if event["event_type"] == REOPENED:
        # It fires anew: what it did before counts no more than an alert that is over.
        alert = replace(alert, fired_at=at)
    reason = incident.get("resolve_reason")
    parent = words(inner(reason, "incident", "id"))
    is_merged = alert.status.is_over and inner(reason, "type") == MERGED and bool(parent)
    if not is_merged:
        return {"": alert}
    into = words(inner(reason, "incident", "summary")) or f"incident {parent}"
    goes_on = replace(
        alert,
        key=key_of(parent),
        status=AlertStatus.FIRING,
        title=alert.title if is_ours(alert) else f"{alert.title}, merged into {into}",
        changed_at=BEFORE_ALL,
        url=address(inner(reason, "incident", "html_url")),
        incident_key=alert.incident_key if is_ours(alert) else "",
        by="",
        merged_from=alert.key,
    )
    return {"": replace(alert, by="", merged_into=goes_on.key), MERGED_PART: goes_on}
