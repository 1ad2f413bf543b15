"""Alerts, one after the other and in a storm: how soon monitors are answered, and people asked."""

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median, quantiles

import uvloop
from sqlalchemy import Connection, func, insert, select, update

from bot.clock import real_now
from bot.domain.effects import MessageKind
from bot.storage.tables import alert_table, deployment_table, message_table, plan_table
from bot.storage.unit_of_work import Database
from sandbox.model import Message
from sandbox.workspace import World
from tests.bench.evening import SERVICE, copies, name_of, service_of, step_5_started, written
from tests.bench.ground import Ground, Store
from tests.bench.lateness import slack_here
from tests.bench.load import Line
from tests.bench.processes import HARDLY_PASSES, Running, settings, tminus
from tests.bot import web_shop as w
from tests.waiting import until

ALERTS, DEPLOYMENTS, SECONDS = 10_000, 100, 60.0
RESTING_SECONDS = 0.5
"""From one alert to the next where there is no storm."""
PARTS = 4
"""After each of them memory is looked at."""
LINES = 48
"""Connections: as many requests wait for their answers at most."""
LIMIT_MS, LIMIT_ASKED_MS = 5000.0, 1000.0
"""PagerDuty waits no longer; nor do people."""
MOST_GROWTH = 1.1
"""Of memory in the second half: what is in use settles before."""
PATIENCE_SECONDS, LOOK_EVERY = 300.0, 0.25
SEED = 7
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answers; seconds from each deployment's first alert to its question in Slack; memory in MB, before
    and after each part.
    """

    answers: Sequence[Answer]
    asked: Sequence[float]
    memory: Sequence[float]


def run(ground: Ground) -> None:
    """Each alert is one of its own, PagerDuty's or Grafana's, of one of a hundred deployments by chance."""
    count, deployments = ground.few(ALERTS, least=40), ground.few(DEPLOYMENTS)
    seconds = SECONDS * count / ALERTS
    ground.report.title(
        f"Alerts, `tminus serve`: {deployments} at rest, then a storm of {count:,} in {seconds:.0f} s"
    )
    storms: dict[str, Found] = {}
    asked: dict[str, Sequence[float]] = {}
    for store in ground.stores:
        one_each = range(deployments)
        resting = asyncio.run(_told(ground, store, one_each, deployments, RESTING_SECONDS))
        chosen = random.Random(SEED).choices(one_each, k=count)  # noqa: S311 - no secret
        storm = asyncio.run(_told(ground, store, chosen, deployments, SECONDS / ALERTS))
        storms[store.name] = storm
        asked |= {f"at rest, {store.name}": resting.asked, f"in the storm, {store.name}": storm.asked}
    _report(ground, storms, asked)


def _report(ground: Ground, storms: Mapping[str, Found], asked: Mapping[str, Sequence[float]]) -> None:
    report = ground.report
    answered: dict[str, Sequence[float]] = {}
    for name, storm in storms.items():
        for by in (PAGERDUTY, GRAFANA):
            answered[f"{by}, {name}"] = [each.seconds for each in storm.answers if each.by == by]
    report.table(("the storm's answers to", "how many", "p50 ms", "p99 ms", "max ms"), _rows(answered))
    report.say("")
    head = ("first alert received to question in Slack", "how many", "p50 ms", "p99 ms", "max ms")
    report.table(head, _rows(asked))
    report.say("")
    for name, storm in storms.items():
        report.say(f"Memory, {name}: {', '.join(f'{each:.0f}' for each in storm.memory)} MB.")
    for what, seconds in answered.items():
        report.bar(f"the slowest answer to {what}", max(seconds) * 1000, LIMIT_MS, " ms")
    for what, seconds in asked.items():
        report.bar(f"p99 from alert to question, {what}", _p99(seconds) * 1000, LIMIT_ASKED_MS, " ms")
    for name, storm in storms.items():
        growth = storm.memory[-1] / storm.memory[PARTS // 2]
        report.bar(f"memory after the storm against half of it, {name}", growth, MOST_GROWTH, " times")


def _rows(found: Mapping[str, Sequence[float]]) -> list[tuple[str, ...]]:
    return [
        (what, f"{len(each):,}", *(f"{ms * 1000:.1f}" for ms in (median(each), _p99(each), max(each))))
        for what, each in found.items()
    ]


def _p99(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=100, method="inclusive")[98] if len(seconds) > 1 else seconds[0]


async def _told(ground: Ground, store: Store, chosen: Sequence[int], deployments: int, apart: float) -> Found:
    """Tell of one alert of each of the chosen deployments, so many seconds apart."""
    url = await asyncio.to_thread(store.fresh, step_5_started)
    await asyncio.to_thread(copies, url, range(deployments))
    await asyncio.to_thread(written, url, lambda connection: _own_plans(connection, deployments))
    database = Database(url)
    answers: list[Answer] = []
    async with slack_here() as (world, slack):
        await database.read(lambda connection: _known_to(world, connection))
        env = {**settings(url, slack, ground.folder), **HARDLY_PASSES, **SECRETS}
        async with _serving(ground, env) as process:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as client:
                memory = [process.memory()]
                for part in range(PARTS):
                    first, end = (at * len(chosen) // PARTS for at in (part, part + 1))
                    told = [
                        _tell(number, chosen[number], (number - first) * apart)
                        for number in range(first, end)
                    ]
                    sent = await asyncio.wrap_future(client.submit(send, process.port, told, LINES))
                    answers.extend(sent)
                    memory.append(process.memory())
            lost = [each.status for each in answers if each.status != "202"]
            assert not lost, lost[:5]
            asked = await _asked(database, len(set(chosen)))
        count = select(func.count()).select_from(alert_table)
        assert len(chosen) == await database.read(lambda c: c.execute(count).scalar_one())
    await database.close()
    return Found(answers=answers, asked=asked, memory=memory)


@asynccontextmanager
async def _serving(ground: Ground, env: Mapping[str, str]) -> AsyncIterator[Running]:
    """`tminus serve`, which asks the Slack of this process who it is before it answers."""
    program = tminus("serve", ground.folder, env)
    process = await asyncio.to_thread(program.__enter__)
    try:
        yield process
    finally:
        await asyncio.to_thread(program.__exit__, None, None, None)


def _own_plans(connection: Connection, deployments: int) -> None:
    """Each deployment has a plan that names a service of its own: that is how an alert finds it."""
    plan = connection.execute(select(plan_table)).mappings().one()
    table = deployment_table.c
    for number in range(deployments):
        own = {
            **plan,
            "id": hashlib.sha256(f"{plan['id']}:{number}".encode()).hexdigest(),
            "plan": plan["plan"].replace(SERVICE, service_of(number)),
        }
        connection.execute(insert(plan_table), own)
        changed = {"revision": own["id"], "body": func.replace(table.body, plan["id"], own["id"])}
        connection.execute(update(deployment_table).where(table.id == name_of(number)).values(changed))


def _known_to(world: World, connection: Connection) -> None:
    """What stands in Slack already: the threads in which all goes on."""
    for ts in connection.execute(select(message_table.c.ts).distinct()).scalars():
        said = Message(ts=ts, author=world.bot.user_id, text="said before", at=world.now())
        world.conversations[w.CHANNEL].messages.append(said)


async def _asked(database: Database, deployments: int) -> list[float]:
    """When each deployment's question was in Slack, in seconds after its first alert was received.

    A message's `ts` is the instant at which the pretend Slack had it.

    Errors: `TimeoutError` where one is not asked about, or twice.
    """
    table = message_table.c

    def look(connection: Connection) -> dict[str, str]:
        is_there = (table.kind == MessageKind.QUESTION) & (table.recipient == "") & (table.ts != "")
        rows = connection.execute(select(table.deployment, table.ts).where(is_there)).all()
        assert len(rows) == len({row.deployment for row in rows}), "two questions about one deployment"
        return {row.deployment: row.ts for row in rows}

    def first(connection: Connection) -> dict[str, float]:
        row = alert_table.c
        found = select(row.deployment, func.min(row.received_at).label("at")).group_by(row.deployment)
        return {each.deployment: each.at.timestamp() for each in connection.execute(found)}

    def is_idle(connection: Connection) -> bool:
        left = select(alert_table.c.id).where(alert_table.c.taken.is_(False)).limit(1)
        return len(look(connection)) >= deployments and not connection.execute(left).first()

    await until(lambda: database.read(is_idle), PATIENCE_SECONDS, LOOK_EVERY)
    there, received = await database.read(look), await database.read(first)
    assert there.keys() == received.keys()
    return [float(ts) - received[name] for name, ts in there.items()]


def _tell(number: int, deployment: int, at: float) -> Told:
    service = service_of(deployment)
    by = (PAGERDUTY, GRAFANA)[number % 2]
    request = pagerduty(number, service) if by == PAGERDUTY else grafana(number, service)
    return Told(by=by, at=at, request=request)


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
    free: asyncio.Queue[Line | None] = asyncio.Queue()
    for _ in range(lines):
        free.put_nowait(None)
    began = time.perf_counter()

    async def one(each: Told) -> Answer:
        await asyncio.sleep(began + each.at - time.perf_counter())
        line = await free.get()
        if line is None or line.is_lost:
            # The server closes what has been idle for five seconds.
            line = (await loop.create_connection(Line, "127.0.0.1", port))[1]
        answer = await line.ask(each.request)
        free.put_nowait(line)
        seconds = time.perf_counter() - began - each.at
        return Answer(by=each.by, seconds=seconds, status=answer.split(b" ", 2)[1].decode())

    answers = await asyncio.gather(*map(one, told))
    while not free.empty():
        if line := free.get_nowait():
            line.close()
    return answers
