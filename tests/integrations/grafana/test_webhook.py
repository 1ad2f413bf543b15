import copy
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.clock import real_now
from bot.domain.alerts import AlertSource, AlertStatus
from bot.intake import Intake
from bot.metrics import Metrics
from bot.storage import alerts
from bot.storage.unit_of_work import Database
from integrations.grafana.webhook import MOST_BYTES, grafana_route, reports
from tests.integrations.payloads import body, hmac_of, payload

SECRET = "grafana-secret"
FIRING, RESOLVED = "grafana/webhook_firing", "grafana/webhook_resolved"
CAPTURED = "grafana/alertmanager_0.25_firing_captured"
OVER = "grafana/alertmanager_0.25_resolved_captured"
NEWER = "grafana/alertmanager_0.34_firing_constructed"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def group(where: str = FIRING, /, **changed: Any) -> bytes:  # noqa: ANN401 - values of any field
    """A group with something else in it."""
    return json.dumps(payload(where) | changed).encode()


@pytest.mark.parametrize(
    ("where", "source", "count"),
    [
        (FIRING, AlertSource.GRAFANA, 2),
        (RESOLVED, AlertSource.GRAFANA, 1),
        (CAPTURED, AlertSource.ALERTMANAGER, 2),
        (OVER, AlertSource.ALERTMANAGER, 2),
        (NEWER, AlertSource.ALERTMANAGER, 2),
    ],
)
def test_each_alert_of_a_group_is_a_report(where: str, source: AlertSource, count: int) -> None:
    """Of whichever of the two sent it; each with what was sent of it."""
    found = reports(body(where))
    assert [source] * count == [report.alert and report.alert.source for report in found]
    assert payload(where)["alerts"] == [json.loads(report.raw) for report in found]


def test_a_report_is_known_by_its_alert_and_how_it_stands() -> None:
    """A newer Alertmanager, or the same group once more, reports nothing new."""
    first, again, newer, over = (
        {report.delivery for report in reports(body(where))} for where in (CAPTURED, CAPTURED, NEWER, OVER)
    )
    assert first == again == newer
    assert 2 == len(first)
    assert not first & over


def test_one_odd_alert_takes_no_other_with_it() -> None:
    """It is kept for itself, and says why."""
    found = copy.deepcopy(payload(FIRING))
    found["alerts"][0]["fingerprint"] = None
    found["alerts"] += [None, {"status": "pending"}]
    first, second, third, fourth = reports(json.dumps(found).encode())
    assert second.alert
    assert [
        "alert.fingerprint is odd: Input should be a valid string",
        "alert is odd: Input should be a valid dictionary",
        "alert.status is odd: Input should be 'firing' or 'resolved'",
    ] == [first.why, third.why, fourth.why]


@pytest.mark.parametrize("value", [None, 7, {}, "alerts"])
def test_a_group_without_alerts_is_not_understood(value: object) -> None:
    """As one that a template of somebody's own made."""
    (report,) = reports(group(alerts=value))
    assert "alerts is odd: Input should be a valid list" == report.why


def test_an_empty_group_is_nothing_to_do() -> None:
    """It is kept, so that it is known when something came last."""
    (report,) = reports(group(alerts=[]))
    assert (None, "") == (report.alert, report.why)


def test_what_a_sender_leaves_out_is_said_in_the_log() -> None:
    """It tells how many, and nothing else of them."""
    with capture_logs() as lines:
        (report,) = reports(body("grafana/webhook_sparse"))
    assert report.alert
    assert [("Grafana", 3)] == [(line["source"], line["left_out"]) for line in lines]


@pytest.mark.parametrize(
    "field", ["groupLabels", "commonLabels", "externalURL", "version", "truncatedAlerts"]
)
def test_what_a_group_can_do_without_may_be_null(field: str) -> None:
    """Its alerts are told all the same."""
    assert all(report.alert for report in reports(group(**{field: None})))


@pytest.fixture
def http(database: Database) -> httpx.AsyncClient:
    """A door for Grafana and Alertmanager alone."""
    metrics = Metrics()
    intake = Intake(database, wake=lambda: None, metrics=metrics)
    app = Starlette(routes=[grafana_route(intake, SECRET, metrics)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.test")


async def deliver(http: httpx.AsyncClient, sent: bytes, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (await http.post("/webhooks/grafana", content=sent, headers=named)).status_code


async def signed(http: httpx.AsyncClient, where: str) -> int:
    sent = body(where)
    return await deliver(http, sent, x_grafana_alerting_signature=hmac_of(SECRET, sent))


async def stands(database: Database) -> Sequence[tuple[str, AlertStatus]]:
    def look(connection: Any) -> tuple[alerts.Kept, ...]:  # noqa: ANN401 - SQLAlchemy's connection
        alerts.take(connection, [kept.id for kept in alerts.untaken(connection, 100)])
        return alerts.unmatched(connection, LONG_AGO, 100)

    return sorted((k.alert.labels["service"], k.alert.status) for k in await database.write(look))


@pytest.mark.parametrize(
    "order",
    [(FIRING, RESOLVED), (RESOLVED, FIRING), (FIRING, FIRING, RESOLVED, RESOLVED, FIRING)],
    ids=["in order", "the other way round", "again and again"],
)
async def test_a_story_told_twice_and_in_any_order_is_one(
    database: Database, http: httpx.AsyncClient, order: tuple[str, ...]
) -> None:
    """The one is over, the other still fires."""
    assert {202} == {await signed(http, where) for where in order}
    assert 3 == (await database.read(alerts.waiting))[0]
    expected = [("cart", AlertStatus.FIRING), ("checkout", AlertStatus.RESOLVED)]
    assert expected == await stands(database)


async def test_alertmanager_carries_the_secret_itself(database: Database, http: httpx.AsyncClient) -> None:
    """As a bearer token; with another it leaves nothing."""
    sent = body(CAPTURED)
    assert 401 == await deliver(http, sent, authorization="Bearer another")
    assert {} == await database.read(alerts.last_received)
    assert 202 == await deliver(http, sent, authorization=f"Bearer {SECRET}")
    assert [AlertSource.ALERTMANAGER] == list(await database.read(alerts.last_received))


@pytest.mark.parametrize(("seconds", "expected"), [(0, 202), (-290, 202), (-310, 401), (310, 401)])
async def test_a_timestamp_is_held_against_real_time(
    http: httpx.AsyncClient, seconds: int, expected: int
) -> None:
    """Whatever the plan's clock shows."""
    sent, stamp = body(FIRING), str(int(real_now().timestamp()) + seconds)
    signature = hmac_of(SECRET, f"{stamp}:".encode() + sent)
    headers = {"x_grafana_alerting_signature": signature, "x_grafana_alerting_timestamp": stamp}
    assert expected == await deliver(http, sent, **headers)


def many(count: int) -> bytes:
    """A group of alerts with as many words as a cluster's have: about 6 KB each, in words once more."""
    (one,) = payload(RESOLVED)["alerts"]
    words = {f"label_{n}": "checkout-service-7f9c6d5b8d-x2lqz"[: n + 16] for n in range(17)}
    labels = one["labels"] | words
    found = [
        one | {"labels": labels, "fingerprint": f"{n}", "valueString": json.dumps([labels] * 3)}
        for n in range(count)
    ]
    return json.dumps(
        payload(RESOLVED) | {"alerts": found, "message": json.dumps([labels] * 4 * count)}
    ).encode()


async def test_five_hundred_alerts_with_many_labels_are_taken(
    http: httpx.AsyncClient, database: Database
) -> None:
    """All of them, within the four seconds of an answer."""
    sent = many(500)
    assert 2_500_000 < len(sent) < MOST_BYTES
    assert 202 == await deliver(http, sent, authorization=f"Bearer {SECRET}")
    assert 500 == (await database.read(alerts.waiting))[0]


async def test_a_group_that_is_larger_leaves_a_trace(http: httpx.AsyncClient, database: Database) -> None:
    """`doctor` says what to do about it."""
    assert 413 == await deliver(http, b"{".ljust(MOST_BYTES + 1), authorization=f"Bearer {SECRET}")
    count, last = await database.read(alerts.not_understood)
    why = "a body over 6 MB is not read: have fewer alerts sent in one"
    assert (1, why) == (count, last and last.why)
