from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.alerts import Alert, AlertSource, AlertStatus
from bot.domain.plan import Severity
from integrations.pagerduty.incidents import alert_of, key_of
from tests.integrations.payloads import payload

AT = datetime(2026, 11, 23, 20, 5, 13, 414_000, tzinfo=UTC)
INCIDENT = payload("pagerduty/incident_triggered")["event"]["data"]
PRIORITY = INCIDENT["priority"]


def read(**changed: Any) -> Alert:  # noqa: ANN401 - values of any field
    return alert_of(INCIDENT | changed, changed_at=AT)


def test_an_incident_is_an_alert() -> None:
    """Everything that is known of it, in our words."""
    assert (
        Alert(
            source=AlertSource.PAGERDUTY,
            key=key_of("Q1DEPLOY42"),
            status=AlertStatus.FIRING,
            title="checkout 5xx above 2%",
            fired_at=datetime(2026, 11, 23, 20, 5, 13, tzinfo=UTC),
            changed_at=AT,
            severity=Severity.CRITICAL,
            services=("PSVC001", "checkout"),
            url="https://acme.pagerduty.com/incidents/Q1DEPLOY42",
            incident_key="deploybot/checkout/prod/42",
        )
        == read()
    )


@pytest.mark.parametrize(
    ("priority", "urgency", "expected"),
    [
        (PRIORITY, "low", Severity.CRITICAL),
        ({"name": "P2"}, "low", Severity.HIGH),
        (None, "high", Severity.HIGH),
        (None, "low", Severity.MEDIUM),
        ({"summary": "Tier 0"}, "high", Severity.HIGH),
        (None, None, None),
        ("P1", ["high"], None),
    ],
)
def test_a_priority_says_how_bad_it_is_else_the_urgency(
    priority: object, urgency: object, expected: Severity | None
) -> None:
    """A priority that is not known here says nothing."""
    assert expected == read(priority=priority, urgency=urgency).severity


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("triggered", AlertStatus.FIRING),
        ("acknowledged", AlertStatus.ACKNOWLEDGED),
        ("resolved", AlertStatus.RESOLVED),
    ],
)
def test_it_stands_as_it_says(status: str, expected: AlertStatus) -> None:
    """Where what changed it says nothing else."""
    assert expected == read(status=status).status


def test_what_changed_it_says_more() -> None:
    """An event names what happened; what stands beside it may be older."""
    assert AlertStatus.RESOLVED == alert_of(INCIDENT, changed_at=AT, status=AlertStatus.RESOLVED).status


@pytest.mark.parametrize("field", ["title", "service", "priority", "urgency", "html_url", "incident_key"])
@pytest.mark.parametrize("value", [None, 7, []])
def test_what_it_can_do_without_may_be_anything(field: str, value: object) -> None:
    """An alert is told all the same."""
    found = read(**{field: value})
    assert ("pagerduty:Q1DEPLOY42", AlertStatus.FIRING) == (found.key, found.status)
    assert found.title


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", None),
        ("id", ""),
        ("id", "x" * 256),
        ("status", "open"),
        ("status", 1),
        ("created_at", None),
        ("created_at", "yesterday"),
    ],
)
def test_without_what_it_needs_it_is_refused(field: str, value: object) -> None:
    """Which alert, how it stands, since when."""
    with pytest.raises(ValueError, match=r"\w"):
        read(**{field: value})
