import copy
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.domain.alerts import BEFORE_ALL, AlertStatus
from bot.intake import Intake
from bot.metrics import Metrics
from bot.ports import Report
from bot.storage import alerts
from bot.storage.unit_of_work import Database
from integrations.pagerduty.webhook import CHANGES, pagerduty_route, reports
from tests.integrations.payloads import body, hmac_of, payload

SECRET = "pd-secret"
STORY = ("triggered", "acknowledged", "escalated", "annotated", "responder_added", "resolved")
TRIGGERED = "pagerduty/incident_triggered"


def event(where: str = TRIGGERED, /, **changed: Any) -> bytes:  # noqa: ANN401 - values of any field
    """An event with something else in it."""
    found = copy.deepcopy(payload(where))
    found["event"] |= changed
    return json.dumps(found).encode()


def one(found: Sequence[Report]) -> Report:
    (report,) = found
    return report


def test_an_event_is_the_incident_as_it_changed() -> None:
    """With who changed it, when that is a person, and where it is shown."""
    fired, acknowledged = (one(reports(body(f"pagerduty/incident_{name}"))) for name in STORY[:2])
    assert fired.alert
    assert acknowledged.alert
    assert ("", ("https://bot.example.com/d/42",)) == (fired.alert.by, fired.alert.dashboards)
    assert (AlertStatus.ACKNOWLEDGED, "Ana") == (acknowledged.alert.status, acknowledged.alert.by)
    assert datetime(2026, 11, 23, 20, 5, 13, 414_000, tzinfo=UTC) == fired.alert.changed_at
    assert "pagerduty:01GTRIGGERED0000000000000A" == fired.delivery


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_who_did_it_counts_where_they_say_that_they_have_it(kind: str) -> None:
    """Who acknowledges or resolves it; not who hands it to somebody else."""
    report = one(reports(event("pagerduty/incident_acknowledged", event_type=kind)))
    assert report.alert
    assert (kind in {"incident.acknowledged", "incident.resolved"}) == (report.alert.by == "Ana")


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_what_happened_says_how_it_stands(kind: str) -> None:
    """Whatever the incident beside it says; where the event says nothing of it, as the incident says."""
    report = one(reports(event("pagerduty/incident_resolved", event_type=kind)))
    assert report.alert
    assert (CHANGES[kind] or AlertStatus.RESOLVED) == report.alert.status


@pytest.mark.parametrize(
    "where",
    ["pagey_ping", "service_updated", "incident_annotated", "incident_responder_added"],
)
def test_what_changes_no_alert_is_nothing_to_do(where: str) -> None:
    """It is kept, and nobody is told that it was not understood."""
    report = one(reports(body(f"pagerduty/{where}")))
    assert (None, "") == (report.alert, report.why)


def test_a_merged_incident_goes_on_as_the_other() -> None:
    """Nobody solved anything: the one is over, the other fires, unless more is known of it."""
    over, other = (report.alert for report in reports(body("pagerduty/incident_resolved_merge")))
    assert over
    assert other
    assert ("pagerduty:Q1DEPLOY42", AlertStatus.RESOLVED) == (over.key, over.status)
    assert ("pagerduty:Q1PARENT", AlertStatus.FIRING, BEFORE_ALL) == (
        other.key,
        other.status,
        other.changed_at,
    )
    assert (over.fired_at, over.services) == (other.fired_at, other.services)
    assert f"{over.title}, merged into parent" == other.title
    assert (other.key, over.key) == (over.merged_into, other.merged_from)


def test_a_page_of_ours_that_is_merged_goes_on_as_one() -> None:
    """Whoever merged it did not say that they have it; whoever has the other one will."""
    data = payload("pagerduty/incident_resolved_merge")["event"]["data"] | {"incident_key": "tminus:WEB:L2"}
    over, other = (report.alert for report in reports(event("pagerduty/incident_resolved_merge", data=data)))
    assert over
    assert other
    assert (AlertStatus.RESOLVED, "") == (over.status, over.by)
    assert ("pagerduty:Q1PARENT", "tminus:WEB:L2", True) == (other.key, other.incident_key, other.is_merge)
    assert ("", AlertStatus.FIRING) == (other.by, other.status)


def test_what_is_reopened_fires_anew() -> None:
    """Since that minute: it was over before."""
    report = one(
        reports(event(TRIGGERED, event_type="incident.reopened", occurred_at="2026-11-23T23:30:00Z"))
    )
    assert report.alert
    assert datetime(2026, 11, 23, 23, 30, tzinfo=UTC) == report.alert.fired_at


@pytest.mark.parametrize(
    "reason",
    [None, {"type": "merge_resolve_reason"}, {"type": "other", "incident": {"id": "Q2"}}, 7],
)
def test_any_other_end_is_one(reason: object) -> None:
    """Where no other incident is named, it is over."""
    found = payload("pagerduty/incident_resolved")
    data = found["event"]["data"] | {"resolve_reason": reason}
    report = one(reports(event("pagerduty/incident_resolved", data=data)))
    assert report.alert
    assert report.alert.status.is_over


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"event_type": "incident.dreamt"}, "PagerDuty's event incident.dreamt is not known here"),
        ({"event_type": None}, "event.event_type is odd"),
        ({"id": None}, "event.id is odd"),
        ({"id": ""}, "event.id is odd"),
        ({"data": None}, "event.data is odd"),
        ({"data": {}}, "incident.id is odd"),
        ({"occurred_at": None}, "event.occurred_at is odd"),
        ({"occurred_at": "late"}, "is no instant"),
    ],
)
def test_what_lacks_something_says_what(changed: dict[str, Any], why: str) -> None:
    """Null where something must be, another kind, no instant."""
    report = one(reports(event(**changed)))
    assert report.alert is None
    assert why in report.why


@pytest.mark.parametrize("cut", [1, 40, 400, 1500])
def test_what_is_cut_off_is_not_understood(cut: int) -> None:
    """Wherever it ends."""
    assert "the body cannot be read" in one(reports(body(TRIGGERED)[:cut])).why


@pytest.mark.parametrize("field", ["agent", "client"])
@pytest.mark.parametrize("value", [None, 7, {}])
def test_who_did_it_may_be_missing(field: str, value: object) -> None:
    """PagerDuty leaves both out now and then."""
    report = one(reports(event(**{field: value})))
    assert report.alert
    assert "" == report.alert.by


@pytest.fixture
def http(database: Database) -> httpx.AsyncClient:
    """A door for PagerDuty alone."""
    metrics = Metrics()
    intake = Intake(database, wake=lambda: None, metrics=metrics)
    app = Starlette(routes=[pagerduty_route(intake, SECRET, metrics)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.test")


async def deliver(http: httpx.AsyncClient, sent: bytes, *signatures: str) -> int:
    signed = signatures or (f"v1={hmac_of(SECRET, sent)}",)
    headers = {"x-pagerduty-signature": ",".join(signed)}
    return (await http.post("/webhooks/pagerduty", content=sent, headers=headers)).status_code


async def stands(database: Database) -> Sequence[AlertStatus]:
    def look(connection: Any) -> tuple[alerts.Kept, ...]:  # noqa: ANN401 - SQLAlchemy's connection
        ids = [kept.id for kept in alerts.untaken(connection, 100)]
        alerts.take(connection, ids)
        return alerts.unmatched(connection, BEFORE_ALL, 100)

    return [kept.alert.status for kept in await database.write(look)]


@pytest.mark.parametrize("names", [STORY, tuple(reversed(STORY))], ids=["in order", "the other way round"])
async def test_a_story_told_twice_and_in_any_order_is_one(
    database: Database, http: httpx.AsyncClient, names: tuple[str, ...]
) -> None:
    """Each is answered 202 each time, and the incident stands as it changed last."""
    sent = [body(f"pagerduty/incident_{name}") for name in names]
    assert [202] * 12 == [await deliver(http, each) for each in [*sent, *sent]]
    assert 4 == (await database.read(alerts.waiting))[0]
    assert [AlertStatus.RESOLVED] == await stands(database)


async def test_whoever_does_not_know_the_secret_leaves_nothing(
    database: Database, http: httpx.AsyncClient
) -> None:
    """401, and no row; one right signature among three will do."""
    sent, wrong = body(TRIGGERED), [f"v1={'0' * 64}", "v1="]
    assert [401, 401] == [await deliver(http, sent, *wrong), await deliver(http, sent, "")]
    assert {} == await database.read(alerts.last_received)
    assert 202 == await deliver(http, sent, *wrong, f"v1={hmac_of(SECRET, sent)}")
