"""An alert of Grafana's or Alertmanager's as ours: as their webhooks send it, and their APIs list it
(grafana.com/docs: webhook notifier; prometheus.io/docs/alerting: notifications).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from bot.domain.alerts import Alert, AlertSource, AlertStatus
from integrations.reading import Json, address, addresses, checked, inner, instant, severity, words
from integrations.shapes import Id

MOST_LABELS = 60
MOST_VALUES = 8
CONDITION = (0, 1)
"""What a rule's threshold gives: it does not hold, or it does."""
SEVERITY_LABELS = ("severity", "priority", "level", "criticality")
DASHBOARDS = ("dashboard", "dashboard_url", "dashboardURL")
"""Annotations in which rules that are not Grafana's own say where they are shown."""
MOMENT = timedelta(microseconds=1)
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


class _Alert(TypedDict):
    """What an alert cannot do without."""

    labels: dict[str, Any]
    startsAt: str
    fingerprint: Id


_ALERT: TypeAdapter[Any] = TypeAdapter(_Alert)


def key_of(source: AlertSource, fingerprint: str, started: datetime) -> str:
    """The alert's key: its labels' fingerprint and when it began, to the second.

    An API may say the instant less finely than a webhook does.
    """
    return f"{source.value.lower()}:{fingerprint}:{int(started.timestamp())}"


def alert_of(
    source: AlertSource, alert: Json, status: AlertStatus, *, now: datetime, elsewhere: object = None
) -> Alert:
    """One alert; `elsewhere` is where its sender is, for one that does not say where it is itself.

    A firing one changed when it began; one that is over, when it ended, or `now` (real time) where that is
    not said. Errors: `ValueError` where it lacks what an alert cannot do without.
    """
    needed = checked(_ALERT, alert, "alert")
    labels = {words(name): words(value) for name, value in needed["labels"].items() if words(value)}
    annotations = alert.get("annotations")
    began = instant(needed["startsAt"], "alert.startsAt")
    said = tuple(inner(annotations, name) for name in DASHBOARDS)
    return Alert(
        source=source,
        key=key_of(source, needed["fingerprint"], began),
        status=status,
        title=_title(labels, annotations),
        fired_at=began,
        changed_at=_ended(alert, began, now) if status.is_over else began,
        severity=severity(*(labels.get(name) for name in SEVERITY_LABELS)),
        labels=dict(list(labels.items())[:MOST_LABELS]),
        url=address(alert.get("generatorURL")) or address(elsewhere),
        dashboards=addresses([alert.get("dashboardURL"), alert.get("panelURL"), *said]),
        value=_value(alert, annotations),
    )


def _title(labels: Mapping[str, str], annotations: object) -> str:
    """The rule's name and what it says of this alert."""
    name = labels.get("alertname", "")
    said = words(inner(annotations, "summary")) or words(inner(annotations, "description"))
    return words(": ".join(filter(None, [name, said]))) or "an alert without a name"


def _ended(alert: Json, began: datetime, now: datetime) -> datetime:
    """Later than its beginning in any case: of two reports the one that changed last holds."""
    try:
        ended = instant(words(alert.get("endsAt")), "alert.endsAt")
    except ValueError:
        ended = now
    return max(ended, began + min(MOMENT, END_OF_TIME - began))


def _value(alert: Json, annotations: object) -> str:
    """What was measured: Grafana's values by the rule's names for them, else in words."""
    if measured := _measured(alert.get("values")):
        return words(", ".join(f"{name}={value}" for name, value in measured[:MOST_VALUES]))
    return words(alert.get("valueString")) or words(inner(annotations, "value"))


def _measured(values: object) -> Sequence[tuple[str, float]]:
    """Grafana's values by the rule's names for them, without its condition.

    Where each may be one, the last is: a rule's queries come before it.
    """
    found = values.items() if isinstance(values, Mapping) else ()
    numbers = [(name, value) for name, value in found if type(value) in (int, float)]
    return [each for each in numbers if each[1] not in CONDITION] or numbers[:-1] or numbers
