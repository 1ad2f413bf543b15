from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.alerts import Alert, AlertSource, AlertStatus
from bot.domain.plan import Severity
from integrations.grafana.alerts import END_OF_TIME, MOMENT, MOST_LABELS, MOST_VALUES, alert_of, key_of
from tests.integrations.payloads import payload

NOW = datetime(2026, 11, 24, tzinfo=UTC)
BEGAN = datetime(2026, 11, 23, 20, 5, tzinfo=UTC)
FIRING = payload("grafana/webhook_firing")["alerts"][0]
CAPTURED = payload("grafana/alertmanager_0.25_firing_captured")["alerts"][1]
RESOLVED = payload("grafana/webhook_resolved")["alerts"][0]
FIRES, OVER = AlertStatus.FIRING, AlertStatus.RESOLVED


def read(status: AlertStatus = FIRES, /, **changed: Any) -> Alert:  # noqa: ANN401 - values of any field
    return alert_of(AlertSource.GRAFANA, FIRING | changed, status, now=NOW)


def test_an_alert_of_grafanas_is_one_of_ours() -> None:
    """Everything that is known of it, in our words."""
    assert (
        Alert(
            source=AlertSource.GRAFANA,
            key=key_of(AlertSource.GRAFANA, "d5491e7e7124a22d", BEGAN),
            status=FIRES,
            title="HighErrorRate: checkout 5xx above 2%",
            fired_at=BEGAN,
            changed_at=BEGAN,
            severity=Severity.CRITICAL,
            labels={
                "alertname": "HighErrorRate",
                "grafana_folder": "SLO",
                "service": "checkout",
                "env": "prod",
                "severity": "critical",
            },
            url="https://grafana.example.com/alerting/grafana/aruleuid/view?orgId=1",
            dashboards=(
                "https://grafana.example.com/d/abc?from=1795460700000&orgId=1&to=1795464300000",
                "https://grafana.example.com/d/abc?from=1795460700000&orgId=1&to=1795464300000&viewPanel=4",
            ),
            value="A=0.031",
        )
        == read()
    )


def test_an_alert_of_alertmanagers_is_one_of_ours() -> None:
    """As a real one sent it; where it does not say where it is, it is where its Alertmanager is."""
    found = alert_of(AlertSource.ALERTMANAGER, CAPTURED, FIRES, now=NOW, elsewhere="http://vm:19093")
    assert ("HighErrorRate: 5xx > 2%", "http://prom/graph?g0.expr=x") == (found.title, found.url)
    nowhere = alert_of(
        AlertSource.ALERTMANAGER, CAPTURED | {"generatorURL": ""}, FIRES, now=NOW, elsewhere="http://vm:19093"
    )
    assert "http://vm:19093" == nowhere.url


def test_an_alert_is_the_same_however_finely_its_beginning_is_said() -> None:
    """Alertmanager's webhook says nanoseconds, its API milliseconds."""
    keys = {read(startsAt=f"2026-11-23T17:43:37.396{more}Z").key for more in ("02435", "")}
    assert 1 == len(keys)
    assert keys != {read().key}


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ("2026-11-23T20:30:00Z", BEGAN + timedelta(minutes=25)),
        ("0001-01-01T00:00:00Z", NOW),
        (None, NOW),
        ("2026-11-23T20:05:00Z", BEGAN + MOMENT),
        ("2026-11-23T19:00:00Z", BEGAN + MOMENT),
    ],
)
def test_what_is_over_changed_when_it_ended(ends: object, expected: datetime) -> None:
    """Where that is not said, now; in any case after it began."""
    found = read(OVER, endsAt=ends)
    assert (BEGAN, expected) == (found.fired_at, found.changed_at)


def test_what_began_at_the_end_of_time_ends_there() -> None:
    """Nothing is later."""
    found = read(OVER, startsAt="9999-12-31T23:59:59.999999Z")
    assert END_OF_TIME == found.changed_at


def test_what_fires_changed_when_it_began() -> None:
    """Whatever it says of an end that is still to come."""
    assert BEGAN == read(endsAt="2026-11-23T20:30:00Z").changed_at


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"severity": "warning"}, Severity.MEDIUM),
        ({"severity": "tier-0", "priority": "P1"}, Severity.CRITICAL),
        ({"level": "error"}, Severity.HIGH),
        ({}, None),
    ],
)
def test_a_label_says_how_bad_it_is(labels: dict[str, str], expected: Severity | None) -> None:
    """The first that says something known."""
    assert expected == read(labels=labels).severity


@pytest.mark.parametrize(
    ("labels", "annotations", "expected"),
    [
        ({"alertname": "Down"}, {"summary": "cart is down"}, "Down: cart is down"),
        ({"alertname": "Down"}, {"description": "no answer"}, "Down: no answer"),
        ({"alertname": "Down"}, None, "Down"),
        ({}, {"summary": "cart is down"}, "cart is down"),
        ({}, {}, "an alert without a name"),
    ],
)
def test_a_title_says_what_and_of_what(labels: dict[str, str], annotations: object, expected: str) -> None:
    """As much of it as there is."""
    assert expected == read(labels=labels, annotations=annotations).title


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"values": None, "valueString": "[ var='A' value=1 ]"}, "[ var='A' value=1 ]"),
        ({"values": {"A": "high", "B": None}, "valueString": ""}, ""),
        (
            {"values": {f"V{n}": n + 2 for n in range(20)}},
            ", ".join(f"V{n}={n + 2}" for n in range(MOST_VALUES)),
        ),
        ({"values": {"A": 0.031, "B": 0.031, "C": 1}}, "A=0.031, B=0.031"),
        ({"values": {"A": 1, "B": 0.5, "C": 0}}, "B=0.5"),
        ({"values": {"A": 0, "C": 1}}, "A=0"),
        ({"values": {"A": 1, "B": 1.0, "C": 1}}, "A=1, B=1.0"),
        ({"values": {"C": 1}}, "C=1"),
        ({"values": {"A": True, "C": 7}}, "C=7"),
        ({"values": [1], "valueString": None, "annotations": {"value": "7.2 %"}}, "7.2 %"),
    ],
)
def test_a_value_is_what_was_measured(changed: dict[str, Any], expected: str) -> None:
    """Grafana's numbers, else its words, else what the rule says."""
    assert expected == read(**changed).value


def test_a_rule_may_say_where_it_is_shown() -> None:
    """Alertmanager itself knows no dashboards; what is no address is none."""
    annotations = {"dashboard": "https://grafana.example.com/d/x", "dashboard_url": "see wiki"}
    found = alert_of(AlertSource.ALERTMANAGER, CAPTURED | {"annotations": annotations}, FIRES, now=NOW)
    assert ("https://grafana.example.com/d/x",) == found.dashboards


def test_there_are_not_more_labels_than_anybody_reads() -> None:
    """And none that is no text."""
    many = {f"l{n}": "x" for n in range(MOST_LABELS + 1)}
    assert MOST_LABELS == len(read(labels=many).labels)
    assert {"service": "cart"} == read(labels={"service": "cart", "odd": None, "n": 7}).labels


@pytest.mark.parametrize("field", ["annotations", "values", "valueString", "generatorURL", "dashboardURL"])
@pytest.mark.parametrize("value", [None, 7, [None]])
def test_what_it_can_do_without_may_be_anything(field: str, value: object) -> None:
    """An alert is told all the same."""
    assert read().key == read(**{field: value}).key


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fingerprint", None),
        ("fingerprint", ""),
        ("fingerprint", 7),
        ("startsAt", None),
        ("startsAt", "0001-01-01T00:00:00Z"),
        ("labels", None),
        ("labels", ["service"]),
    ],
)
def test_without_what_it_needs_it_is_refused(field: str, value: object) -> None:
    """Which alert, of what, since when."""
    with pytest.raises(ValueError, match=r"\w"):
        read(**{field: value})
