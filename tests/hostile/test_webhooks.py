"""What anybody sends to the monitors' addresses, and what is rightly signed and odd all the same."""

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot.storage.tables import alert_table
from sandbox.model import Json
from tests.conftest import TOLD
from tests.hostile.door import STRICTEST, Door, is_plain
from tests.hostile.mutations import Path, mutations, sample
from tests.integrations.payloads import body, hmac_of, payload
from tests.scenario.monitors import (
    GRAFANA,
    TO_GRAFANA,
    TO_PAGERDUTY,
    by_alertmanager,
    by_grafana,
    by_pagerduty,
)

Headers = Mapping[str, str]
FIRING = body("grafana/webhook_firing")
TRIGGERED = body("pagerduty/incident_triggered")
SENT: Mapping[str, tuple[str, Callable[[bytes], Headers]]] = {
    "grafana/webhook_firing": (TO_GRAFANA, by_grafana),
    "grafana/webhook_sparse": (TO_GRAFANA, by_grafana),
    "grafana/alertmanager_0.25_resolved_captured": (TO_GRAFANA, by_alertmanager),
    "pagerduty/incident_triggered": (TO_PAGERDUTY, by_pagerduty),
    "pagerduty/incident_resolved_merge": (TO_PAGERDUTY, by_pagerduty),
    "pagerduty/incident_annotated": (TO_PAGERDUTY, by_pagerduty),
}
SAMPLE = 120
"""Changed payloads in one run of the tests; a soak sends them all."""


def stale(age: int) -> Headers:
    """Overheard, and sent again later."""
    stamp = str(int(by_grafana(b"")["x-grafana-alerting-timestamp"]) - age)
    signature = hmac_of(GRAFANA, f"{stamp}:".encode() + FIRING)
    return {"x-grafana-alerting-signature": signature, "x-grafana-alerting-timestamp": stamp}


def refused() -> Mapping[str, tuple[int, str, bytes, Headers]]:
    """What is refused, and how; signed now."""
    other = FIRING.replace(b"checkout", b"cart")
    without = {k: v for k, v in by_grafana(FIRING).items() if k != "x-grafana-alerting-timestamp"}
    return {
        "nothing is signed": (401, TO_PAGERDUTY, TRIGGERED, {}),
        "nothing is signed for Grafana": (401, TO_GRAFANA, FIRING, {}),
        "signed by Slack's other half": (401, TO_GRAFANA, FIRING, by_pagerduty(FIRING)),
        "signed for another body": (401, TO_GRAFANA, other, by_grafana(FIRING)),
        "signed without a version": (
            401,
            TO_PAGERDUTY,
            TRIGGERED,
            {"x-pagerduty-signature": by_pagerduty(TRIGGERED)["x-pagerduty-signature"][3:]},
        ),
        "another token": (401, TO_GRAFANA, FIRING, {"authorization": f"Bearer {GRAFANA}x"}),
        "the token as a password": (401, TO_GRAFANA, FIRING, {"authorization": f"Basic {GRAFANA}"}),
        "the token in the address": (401, f"{TO_GRAFANA}?token={GRAFANA}", FIRING, {}),
        "stale": (401, TO_GRAFANA, FIRING, stale(310)),
        "from the future": (401, TO_GRAFANA, FIRING, stale(-310)),
        "its timestamp taken off": (401, TO_GRAFANA, FIRING, without),
        "empty": (401, TO_GRAFANA, b"", {}),
        "another address": (404, "/webhooks/statuspage", FIRING, by_grafana(FIRING)),
    }


async def test_what_is_no_monitors_is_refused(door: Door) -> None:
    """Each with its 4xx and a few plain words; no table, no message and no error is left behind."""
    async with door.nothing_changes():
        for name, (status, path, sent, headers) in refused().items():
            answer = await door.sends(sent, headers, path)
            assert (name, status) == (name, answer.status_code)
            assert is_plain(answer), (name, answer.text)
            assert len(answer.text) < 100, (name, answer.text)
    assert [] == door.errors()


async def test_whoever_sends_too_much_leaves_one_row(door: Door) -> None:
    """However often: for `doctor`, since nobody knows whether it was signed; nothing of it is kept."""
    for to, size in ((TO_PAGERDUTY, 1_000_001), (TO_PAGERDUTY, 10_000_000), (TO_GRAFANA, 10_000_000)):
        answer = await door.sends(b"x" * size, {}, to)
        assert (413, True) == (answer.status_code, is_plain(answer))
        assert len(answer.text) < 100
    rows = await door.night.house.database.read(lambda c: c.execute(select(alert_table)).all())
    assert [("Grafana", "", True), ("PagerDuty", "", True)] == sorted(
        (row.source, row.raw, row.taken) for row in rows
    )
    assert [] == door.errors()


def odd_bodies() -> Sequence[bytes]:
    """Rightly signed, and no payload that anybody could read."""
    return (
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"alerts"',
        FIRING[:-1],
        FIRING[: len(FIRING) // 2],
        FIRING.replace(b'"status"', b'"status": "resolved", "status"', 1),
        FIRING.replace(b'"truncatedAlerts": 0', b'"truncatedAlerts": NaN'),
        b"\xff\xfe" + FIRING,
        gzip.compress(FIRING),
        b'{"alerts": ' + b"[" * 400_000 + b"]" * 400_000 + b"}",
        b'{"event": ' * 90_000,
        b'{"alerts": ' + b"7" * 900_000 + b"}",
        b"\0" * 1000,
        b'{"alerts": [' + b"7, " * 2000 + b"7]}",
    )


@STRICTEST
async def test_what_is_signed_is_kept_however_odd(door: Door) -> None:
    """202, a row of limited size that says why, and no error."""
    for sent in odd_bodies():
        for path, by in ((TO_GRAFANA, by_grafana), (TO_PAGERDUTY, by_pagerduty)):
            answer = await door.sends(sent, by(sent), path)
            assert (202, "kept") == (answer.status_code, answer.text), sent[:60]
    rows = await door.night.house.database.read(lambda c: c.execute(select(alert_table)).all())
    assert 2 * len(odd_bodies()) == len(rows)
    assert [] == [row.why for row in rows if not row.why or len(row.why) > 300 or not row.taken]
    assert all(len(row.raw) <= 8000 for row in rows)
    assert [] == door.errors()


@STRICTEST
async def test_a_payload_that_is_odd_at_one_place_is_kept(door: Door) -> None:
    """Whatever stands there instead: an alert, or why it is none."""
    await tried(door, sample(changes(), SAMPLE))


@pytest.mark.soak
async def test_every_payload_that_is_odd_at_one_place_is_kept(
    door: Door, record_property: Callable[[str, object], None]
) -> None:
    """The same with all of them, on both databases."""
    found = changes()
    record_property(TOLD, f"{len(found)} changed payloads of monitors were sent")
    await tried(door, found)


def changes() -> list[tuple[Path, Any, Json]]:
    """Every payload that monitors send, changed at each of its places; a place begins with the payload."""
    return [
        ((where, *path), instead, changed)
        for where in SENT
        for path, instead, changed in mutations(payload(where))
    ]


async def tried(door: Door, found: Sequence[tuple[Path, Any, Json]]) -> None:
    """Each is kept, and none is an error."""
    for (where, *path), instead, changed in found:
        sent = json.dumps(changed).encode()
        to, by = SENT[str(where)]
        answer = await door.sends(sent, by(sent), to)
        assert 202 == answer.status_code, (where, path, instead, answer.text)
        assert [] == door.errors(), (where, path, instead)
    assert await door.night.house.database.read(lambda c: c.execute(select(alert_table.c.id)).first())
