from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from bot.clock import real_now
from bot.domain.alerts import Alert, AlertStatus
from bot.domain.plan import Severity
from integrations.grafana.signature import is_signed
from integrations.grafana.webhook import reports
from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.monitor import MonitorLink
from sandbox.workspace import World
from tests.sandbox.heard import SECRET, URL, Heard
from tests.sandbox.helpers import Client, PlanClock

MINUTE = timedelta(minutes=1)
MOMENT = timedelta(milliseconds=1)
"""As finely as an instant is told."""


@pytest.fixture
def heard() -> Heard:
    """The bot's side."""
    return Heard()


@pytest.fixture
async def monitored(world: World, heard: Heard) -> AsyncIterator[Client]:
    """A sandbox with a monitor."""
    link = BotLink(events_url="http://bot/", signing_secret="x", bot_token="x")
    monitor = MonitorLink(url=URL, secret=SECRET, transport=httpx.ASGITransport(heard))
    transport = httpx.ASGITransport(create_app(world, link, None, monitor))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        yield Client(http)


def told(heard: Heard) -> list[Alert]:
    """What was heard, in T-Minus's own words."""
    return [report.alert for body, _ in heard.requests for report in reports(body) if report.alert]


async def test_an_alert_fires_and_is_over(monitored: Client, heard: Heard) -> None:
    """It began and ended in real time, as monitors know no other; T-Minus reads it as Grafana's."""
    before = real_now() - MOMENT
    assert {"ok": True, "status": 202} == await monitored.post("monitor/fire", summary="errors")
    fingerprint = next(iter(reports(heard.requests[0][0]))).delivery.split(":")[1]
    assert {"ok": True, "status": 202} == await monitored.post("monitor/end", fingerprint=fingerprint)
    fired, over = told(heard)
    assert ("HighErrorRate: errors", Severity.CRITICAL) == (fired.title, fired.severity)
    assert {"alertname": "HighErrorRate", "service": "web-shop", "severity": "critical"} == fired.labels
    assert before <= fired.changed_at < over.changed_at <= real_now()
    assert (fired.key, AlertStatus.FIRING) == (over.key, fired.status)
    assert AlertStatus.RESOLVED == over.status


async def test_it_is_signed_as_grafana_signs(monitored: Client, heard: Heard) -> None:
    """With its own secret and the real time."""
    await monitored.post("monitor/fire")
    ((body, headers),) = heard.requests
    assert is_signed(body, headers, SECRET, real_now())
    assert not is_signed(body, headers, "another", real_now())


async def test_what_fires_already_is_told_again(
    monitored: Client, heard: Heard, plan_clock: PlanClock
) -> None:
    """As the same alert; another service is another one."""
    for service in ("web-shop", "web-shop", "payments"):
        await monitored.post("monitor/fire", service=service)
        plan_clock.at += MINUTE
    first, again, other = told(heard)
    assert first == again
    assert first.key != other.key


async def test_what_does_not_fire_cannot_end(monitored: Client, heard: Heard) -> None:
    """Nobody is told."""
    answer = await monitored.post("monitor/end", fingerprint="none")
    assert "This alert does not fire." == answer["detail"]
    assert [] == heard.requests


async def test_what_the_bot_answers_is_shown(monitored: Client, heard: Heard) -> None:
    """Also where it refuses: the page says so."""
    heard.status = 401
    assert {"ok": False, "status": 401} == await monitored.post("monitor/fire")


async def test_a_bot_that_is_not_there_is_said(world: World) -> None:
    """In words."""
    link = BotLink(events_url="http://bot/", signing_secret="x", bot_token="x")
    monitor = MonitorLink(url="http://127.0.0.1:1/", secret=SECRET)
    transport = httpx.ASGITransport(create_app(world, link, None, monitor))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        answer = await Client(http).post("monitor/fire")
    assert "T-Minus could not be reached." == answer["detail"]


async def test_without_a_monitor_there_is_none(client: Client) -> None:
    """Neither on the page nor behind it."""
    assert 404 == (await client.http.post("/sandbox/monitor/fire", json={})).status_code
    assert "pretend Grafana" not in (await client.http.get("/")).text


async def test_the_page_shows_what_fires(monitored: Client) -> None:
    """How many there are, what and since when; what somebody typed is text there."""
    await monitored.post("monitor/fire", name="<b>disk</b>")
    page = (await monitored.http.get("/")).text
    assert "&lt;b&gt;disk&lt;/b&gt;, web-shop, since 22:00" in page
    assert 'title="Alerts that fire">1</i>' in page
