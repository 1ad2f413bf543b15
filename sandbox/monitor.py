"""A pretend Grafana that tells the bot of alerts as its webhook contact point does: signed, with the time."""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
from fastapi import APIRouter
from pydantic import BaseModel, Field

from sandbox import clock
from sandbox.bot_link import caller
from sandbox.errors import ImpossibleError
from sandbox.model import Json

ZERO_TIME = "0001-01-01T00:00:00Z"
"""How Grafana says that something has not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorLink:
    """Where the bot hears of alerts and the secret that both sides know.

    `transport` lets tests reach a bot in their own process.
    """

    url: str
    secret: str = field(repr=False)
    transport: httpx.AsyncBaseTransport | None = None


class Firing(BaseModel):
    """What somebody lets fire."""

    name: str = Field(default="HighErrorRate", min_length=1, max_length=200)
    service: str = Field(default="web-shop", max_length=200)
    severity: str = Field(default="critical", max_length=40)
    summary: str = Field(default="", max_length=200)


class Chosen(BaseModel):
    """An alert by its fingerprint."""

    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One that fires: when it began, in real time as monitors say it, and by the plan's clock."""

    what: Firing
    fingerprint: str
    began: datetime
    began_by_plan: datetime


class Monitor:
    """Lets alerts fire and end. `now` is the plan's clock, by which people here read when one began."""

    def __init__(self, link: MonitorLink, now: Callable[[], datetime]) -> None:
        self._link = link
        self._now = now
        self._client = caller(link.transport)
        self.firing: dict[str, Alert] = {}

    async def fire(self, what: Firing) -> int:
        """Let something fire, and tell the bot; the status of its answer. What fires already is told again.

        Errors: `ImpossibleError` where the bot cannot be reached.
        """
        alert = _alert(what, self._now())
        alert = self.firing.setdefault(alert.fingerprint, alert)
        return await self._tell(alert, "firing", ZERO_TIME)

    async def end(self, fingerprint: str) -> int:
        """It does not fire any more. Errors: `ImpossibleError`, also where it does not fire."""
        alert = self.firing.pop(fingerprint, None)
        if not alert:
            raise ImpossibleError("This alert does not fire.")
        return await self._tell(alert, "resolved", _stamp(clock.real_now()))

    async def _tell(self, alert: Alert, status: str, ends: str) -> int:
        body = json.dumps(_group(alert, status, ends)).encode()
        stamp = str(int(clock.real_now().timestamp()))
        headers = {
            "content-type": "application/json",
            "user-agent": "Grafana",
            "x-grafana-alerting-signature": signature(self._link.secret, stamp, body),
            "x-grafana-alerting-timestamp": stamp,
        }
        try:
            answer = await self._client.post(self._link.url, content=body, headers=headers)
        except httpx.TransportError as error:
            raise ImpossibleError("T-Minus could not be reached.") from error
        return answer.status_code


def monitor_router(monitor: Monitor, changed: Callable[[], None]) -> APIRouter:
    """What people do with the monitor; `status` is the bot's answer. 409, with words, where it cannot be."""
    router = APIRouter(prefix="/sandbox/monitor")

    @router.post("/fire")
    async def fire(asked: Firing) -> Json:
        return _done(await monitor.fire(asked))

    @router.post("/end")
    async def end(asked: Chosen) -> Json:
        return _done(await monitor.end(asked.fingerprint))

    def _done(status: int) -> Json:
        changed()
        return {"ok": status < httpx.codes.BAD_REQUEST, "status": status}

    return router


def _alert(what: Firing, by_plan: datetime) -> Alert:
    """One that begins now; the same labels have the same fingerprint."""
    labels = json.dumps(_labels(what), sort_keys=True).encode()
    fingerprint = hashlib.sha256(labels).hexdigest()[:16]
    return Alert(what=what, fingerprint=fingerprint, began=clock.real_now(), began_by_plan=by_plan)


def _labels(what: Firing) -> Json:
    labels = {"alertname": what.name, "service": what.service, "severity": what.severity}
    return {name: value for name, value in labels.items() if value}


def _group(alert: Alert, status: str, ends: str) -> Json:
    """As Grafana 13 sends it (grafana.com/docs: webhook notifier)."""
    labels = _labels(alert.what)
    annotations = {"summary": alert.what.summary} if alert.what.summary else {}
    told = {
        "status": status,
        "labels": labels,
        "annotations": annotations,
        "startsAt": _stamp(alert.began),
        "endsAt": ends,
        "generatorURL": "https://grafana.example.com/alerting/grafana/sandbox/view?orgId=1",
        "fingerprint": alert.fingerprint,
        "silenceURL": "https://grafana.example.com/alerting/silence/new",
        "dashboardURL": f"https://grafana.example.com/d/{alert.what.service}",
        "panelURL": "",
        "values": None,
        "valueString": "",
        "orgId": 1,
    }
    return {
        "receiver": "tminus",
        "status": status,
        "alerts": [told],
        "groupLabels": {"alertname": alert.what.name},
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "externalURL": "https://grafana.example.com/",
        "version": "1",
        "groupKey": f'{{}}:{{alertname="{alert.what.name}"}}',
        "truncatedAlerts": 0,
        "orgId": 1,
        "title": f"[{status.upper()}:1] {alert.what.name}",
        "state": "alerting" if status == "firing" else "ok",
        "message": alert.what.summary,
    }


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Grafana's signature of a body with a timestamp, in epoch seconds."""
    return hmac.new(secret.encode(), f"{stamp}:".encode() + body, hashlib.sha256).hexdigest()
