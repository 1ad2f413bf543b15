"""A storm of alerts: how soon monitors are answered while 10,000 of them come within a minute."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median, quantiles

import uvloop
from sqlalchemy import func, select

from bot.clock import real_now
from bot.storage.tables import alert_table
from bot.storage.unit_of_work import Database
from tests.bench.evening import at_step_5, copies, name_of
from tests.bench.ground import Ground, Store
from tests.bench.load import Line
from tests.bench.processes import HARDLY_PASSES, server, settings, tminus

ALERTS, DEPLOYMENTS, SECONDS = 10_000, 100, 60.0
PARTS = 4
"""After each of them memory is looked at."""
LINES = 48
"""Connections: as many requests wait for their answers at most."""
LIMIT_MS = 5000.0
"""PagerDuty waits no longer."""
MOST_GROWTH = 1.1
"""Of memory in the second half: what is in use settles before."""
PAGERDUTY, GRAFANA = "PagerDuty", "Grafana"
SECRETS = {"PAGERDUTY_WEBHOOK_SECRET": "pagerduty-storms", "GRAFANA_WEBHOOK_SECRET": "grafana-storms"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One request, and when it is to be sent: seconds from the beginning of its part."""

    by: str
    at: float
    request: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Seconds from when a request was to be sent to its answer, and what that was."""

    by: str
    seconds: float
    status: str


def run(ground: Ground) -> None:
    """Each alert is one of its own, in turn PagerDuty's and Grafana's, of one of a hundred deployments."""
    count, deployments = ground.few(ALERTS, least=40), ground.few(DEPLOYMENTS)
    seconds = SECONDS * count / ALERTS
    title = f"A storm: {count:,} alerts over {deployments} deployments in {seconds:.0f} s, `tminus serve`"
    ground.report.title(title)
    rows: list[tuple[str, ...]] = []
    slowest: dict[str, float] = {}
    memory: dict[str, Sequence[float]] = {}
    for store in ground.stores:
        answers, memory[store.name] = _stormed(ground, store, count, deployments)
        for by in (PAGERDUTY, GRAFANA):
            found = sorted(each.seconds * 1000 for each in answers if each.by == by)
            slowest[f"{by}, {store.name}"] = found[-1]
            figures = (median(found), quantiles(found, n=100)[98], found[-1])
            rows.append((f"{by}, {store.name}", f"{len(found):,}", *(f"{each:.1f}" for each in figures)))
    ground.report.table(("answered", "how many", "p50 ms", "p99 ms", "max ms"), rows)
    ground.report.say("")
    for name, megabytes in memory.items():
        ground.report.say(f"Memory, {name}: {', '.join(f'{each:.0f}' for each in megabytes)} MB.")
    for what, worst in slowest.items():
        ground.report.bar(f"the slowest answer to {what}", worst, LIMIT_MS, " ms")
    for name, megabytes in memory.items():
        growth = megabytes[-1] / megabytes[PARTS // 2]
        ground.report.bar(f"memory after the storm against half of it, {name}", growth, MOST_GROWTH, " times")


def _stormed(
    ground: Ground, store: Store, count: int, deployments: int
) -> tuple[Sequence[Answer], Sequence[float]]:
    """The answers, and memory before the storm and after each part of it, in MB."""
    url = store.fresh(at_step_5)
    copies(url, range(deployments))
    answers: list[Answer] = []
    with (
        server("slack", ground.folder) as slack,
        tminus(
            "serve", ground.folder, {**settings(url, slack, ground.folder), **HARDLY_PASSES, **SECRETS}
        ) as process,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as client,
    ):
        memory = [process.memory()]
        for part in range(PARTS):
            numbers = range(part * count // PARTS, (part + 1) * count // PARTS)
            told = [*_told(numbers, deployments, SECONDS / ALERTS)]
            answers += client.submit(send, process.port, told, LINES).result()
            memory.append(process.memory())
    lost = [each.status for each in answers if each.status != "202"]
    assert not lost, lost[:5]
    assert count == asyncio.run(_kept(url))
    return answers, memory


async def _kept(url: str) -> int:
    database = Database(url)
    kept = await database.read(
        lambda c: c.execute(select(func.count()).select_from(alert_table)).scalar_one()
    )
    await database.close()
    return kept


def _told(numbers: Sequence[int], deployments: int, apart: float) -> Iterator[Told]:
    for place, number in enumerate(numbers):
        service = name_of(number % deployments).replace("PAY-DEPLOY", "service")
        by = (PAGERDUTY, GRAFANA)[number // deployments % 2]
        request = pagerduty(number, service) if by == PAGERDUTY else grafana(number, service)
        yield Told(by=by, at=place * apart, request=request)


def grafana(number: int, service: str) -> bytes:
    """A group of one alert, as Grafana sends it now."""
    began = real_now().isoformat(timespec="milliseconds")
    alert = {
        "status": "firing",
        "labels": {"alertname": f"Storm{number}", "service": service, "severity": "critical"},
        "annotations": {"summary": f"{service} answers with errors"},
        "startsAt": began,
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "https://grafana.example.com/alerting/grafana/storm/view?orgId=1",
        "fingerprint": f"{number:016x}",
        "dashboardURL": "https://grafana.example.com/d/storm",
        "panelURL": "",
        "values": {"A": 7.2},
        "valueString": "[ var='A' value=7.2 ]",
    }
    group = {"receiver": "tminus", "status": "firing", "alerts": [alert], "version": "1", "orgId": 1}
    body, stamp = json.dumps(group).encode(), str(int(time.time()))
    signature = _hmac(SECRETS["GRAFANA_WEBHOOK_SECRET"], f"{stamp}:".encode() + body)
    headers = f"X-Grafana-Alerting-Signature: {signature}\r\nX-Grafana-Alerting-Timestamp: {stamp}\r\n"
    return _request("/webhooks/grafana", headers, body)


def pagerduty(number: int, service: str) -> bytes:
    """An incident that is triggered, as PagerDuty sends it."""
    at = real_now().isoformat(timespec="milliseconds")
    incident = {
        "id": f"Q{number:06}",
        "type": "incident",
        "html_url": f"https://acme.pagerduty.com/incidents/Q{number:06}",
        "status": "triggered",
        "incident_key": f"storm-{number}",
        "created_at": at,
        "title": f"{service} answers with errors",
        "service": {"id": f"P{service}", "summary": service, "type": "service_reference"},
        "priority": {"summary": "P1"},
        "urgency": "high",
        "resolve_reason": None,
    }
    event = {
        "id": f"STORM{number:06}",
        "event_type": "incident.triggered",
        "resource_type": "incident",
        "occurred_at": at,
        "agent": None,
        "client": None,
        "data": incident,
    }
    body = json.dumps({"event": event}).encode()
    signature = _hmac(SECRETS["PAGERDUTY_WEBHOOK_SECRET"], body)
    return _request("/webhooks/pagerduty", f"X-PagerDuty-Signature: v1={signature}\r\n", body)


def _hmac(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _request(path: str, headers: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{headers}\r\n"
    )
    return head.encode() + body


def send(port: int, told: Sequence[Told], lines: int) -> list[Answer]:
    """Send each at its time, over so many connections, and wait for every answer."""
    return uvloop.run(_send(port, told, lines))


async def _send(port: int, told: Sequence[Told], lines: int) -> list[Answer]:
    loop = asyncio.get_running_loop()
    free: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(lines):
        free.put_nowait((await loop.create_connection(Line, "127.0.0.1", port))[1])
    began = time.perf_counter()

    async def one(each: Told) -> Answer:
        await asyncio.sleep(began + each.at - time.perf_counter())
        line = await free.get()
        answer = await line.ask(each.request)
        free.put_nowait(line)
        seconds = time.perf_counter() - began - each.at
        return Answer(by=each.by, seconds=seconds, status=answer.split(b" ", 2)[1].decode())

    answers = await asyncio.gather(*map(one, told))
    while not free.empty():
        free.get_nowait().close()
    return answers
