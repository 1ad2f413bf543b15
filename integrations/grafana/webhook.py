"""`POST /webhooks/grafana`: Grafana's webhook contact point, and Alertmanager's own payload.

Each request is a group of alerts. A group comes again for as long as it fires, and after each answer that was
no success: what was there before is known by its fingerprint, when it began, and how it stands. One that was
over and fires again with the same beginning is back (`bot.storage.returned`).
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

import structlog
from pydantic import TypeAdapter
from starlette.datastructures import Headers
from starlette.routing import Route
from typing_extensions import TypedDict

from bot.clock import real_now
from bot.domain.alerts import AlertSource, AlertStatus
from bot.intake import Intake
from bot.metrics import Metrics
from bot.ports import Report
from integrations.grafana.alerts import alert_of
from integrations.grafana.signature import is_signed
from integrations.reading import Json, checked, delivery_of, json_text, odd, reports_of
from integrations.webhook import Webhook

ALERTMANAGERS_VERSION = "4"
"""Of its payload; Grafana's says 1."""
MOST_BYTES = 6_000_000
"""Five hundred alerts with many labels have half of it: Grafana says each of them twice, once in words."""
STATUSES = {"firing": AlertStatus.FIRING, "resolved": AlertStatus.RESOLVED}


class _Group(TypedDict):
    alerts: list[Any]


class _OfStatus(TypedDict):
    status: Literal["firing", "resolved"]


_GROUP: TypeAdapter[Any] = TypeAdapter(_Group)
_OF_STATUS: TypeAdapter[Any] = TypeAdapter(_OfStatus)


def grafana_route(intake: Intake, secret: str, metrics: Metrics) -> Route:
    """The route, for whoever serves HTTP."""

    def signed(body: bytes, headers: Headers) -> bool:
        return is_signed(body, headers, secret, real_now())

    return Webhook(
        "grafana",
        intake,
        metrics,
        source=AlertSource.GRAFANA,
        is_signed=signed,
        read=reports,
        most_bytes=MOST_BYTES,
    ).route()


def reports(body: bytes) -> Sequence[Report]:
    """What a body reports: each alert for itself, so that one that is odd takes no other with it."""
    return reports_of(AlertSource.GRAFANA, body, _read)


def _read(payload: Json, text: str) -> Sequence[Report]:
    is_alertmanager = payload.get("version") == ALERTMANAGERS_VERSION
    source = AlertSource.ALERTMANAGER if is_alertmanager else AlertSource.GRAFANA
    try:
        alerts = checked(_GROUP, payload)["alerts"]
    except ValueError as error:
        return [odd(source, text, str(error))]
    _say_what_is_left_out(source, payload.get("truncatedAlerts"))
    elsewhere = payload.get("externalURL")
    found = [*map(partial(_report, source, elsewhere), alerts)]
    return found or [Report(source=source, delivery=delivery_of(source, text.encode()), raw=text)]


def _report(source: AlertSource, elsewhere: object, alert: Any) -> Report:  # noqa: ANN401 - whatever stands in the list
    raw = json_text(alert)
    try:
        status = STATUSES[checked(_OF_STATUS, alert, "alert")["status"]]
        found = alert_of(source, alert, status, now=real_now(), elsewhere=elsewhere)
    except ValueError as error:
        return odd(source, raw, str(error))
    delivery = f"{found.key}:{found.status.value}"
    return Report(source=source, delivery=delivery, alert=found, raw=raw, is_standing=True)


def _say_what_is_left_out(source: AlertSource, count: object) -> None:
    """A sender that leaves alerts out of a group says only how many."""
    if isinstance(count, int) and count > 0:
        structlog.get_logger(__name__).warning(
            "webhook: alerts were left out by their sender: let its webhook send all of a group",
            source=source.value,
            left_out=count,
        )
