"""A minute of a hundred deployments whose metrics are watched: what it costs, and where nobody answers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import real_now
from bot.domain.looking import METRICS_TIMER
from bot.storage.clock import load_origin
from bot.storage.tables import errand_table, timer_table
from bot.storage.unit_of_work import Database
from tests.bench.evening import LATER, NORMAL, copies, name_of, watched, written
from tests.bench.ground import Ground, Store
from tests.bench.lateness import slack_here
from tests.bench.processes import settings, tminus
from tests.prometheus_api import PretendPrometheus
from tests.serving import address_of, free_port, served
from tests.waiting import until

WATCHED, SECONDS = 100, 60.0
PATIENCE_SECONDS, LEAD_SECONDS = 60.0, 15.0
"""Until the worker has set the plan's clock, at most; from then to the first look it has come up."""
PIECES = ("5..", "histogram", "cpu", "orders")
"""By which the queries of the rows are told apart."""
LIMIT_PERCENT, LIMIT_BEHIND = 10.0, 20.0
"""Of a core; and the seconds whose looks may be left as the minute is over: twice 8 pass until Prometheus is
taken for silent.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """What one took: looks that were due, queries that arrived, seconds of CPU, looks that are left."""

    looks: int
    queries: int
    cpu: float
    left: int


class Counted:
    """An app, and how many requests it got."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One more."""
        self.requests += scope["type"] == "http"
        await self._app(scope, receive, send)


def run(ground: Ground) -> None:
    """All is as it was, so that nothing is decided: most minutes are so."""
    count, seconds = ground.few(WATCHED, least=6), SECONDS * ground.scale
    ground.report.title(f"{count} watched deployments of {len(NORMAL)} rows, {seconds:g} s, by one worker")
    rows, found = [], {}
    for store in ground.stores:
        for what, prometheus in (("answers", PretendPrometheus()), ("hangs", PretendPrometheus())):
            if what == "hangs":
                prometheus.silence = asyncio.Event()
            minute = asyncio.run(_minute(ground, store, prometheus, count, seconds))
            name = f"Prometheus {what}, {store.name}"
            found[name] = minute
            each = f"{minute.cpu / minute.looks * 1000:.1f} ms"
            rows.append((name, f"{minute.looks}", f"{minute.queries}", each, f"{minute.left}"))
    ground.report.table(("", "looks", "queries", "CPU of the worker, each", "looks left"), rows)
    ground.report.say("")
    for name, minute in found.items():
        ground.report.bar(f"CPU, {name}", minute.cpu / seconds * 100, LIMIT_PERCENT, " % of a core")
        behind = minute.left * seconds / count
        ground.report.bar(f"behind by, {name}", behind, LIMIT_BEHIND, " s")


async def _minute(
    ground: Ground, store: Store, prometheus: PretendPrometheus, count: int, seconds: float
) -> Minute:
    url = await asyncio.to_thread(store.fresh, watched)
    await asyncio.to_thread(copies, url, range(count))
    due = [LATER + timedelta(seconds=LEAD_SECONDS + n * seconds / count) for n in range(count)]
    await asyncio.to_thread(written, url, lambda connection: _only_looks(connection, due))
    store.settle(url)
    prometheus.answers = dict(zip(PIECES, NORMAL.values(), strict=True))
    counted, database = Counted(prometheus.app), Database(url)
    with free_port() as at:
        async with slack_here() as (_, slack), served(counted, at):
            env = {**settings(url, slack, ground.folder), "PROMETHEUS_URL": address_of(at)}
            with tminus("worker", ground.folder, env) as worker:
                await asyncio.sleep(await _begins_in(database, due[0]))
                cpu, asked = worker.cpu(), counted.requests
                await asyncio.sleep(seconds)
                left = await database.read(_left)
                queries = counted.requests - asked
                minute = Minute(looks=count, queries=queries, cpu=worker.cpu() - cpu, left=left)
            if prometheus.silence:
                prometheus.silence.set()
    await database.close()
    return minute


def _only_looks(connection: Connection, due: Sequence[datetime]) -> None:
    """Nothing else comes due: each deployment's metrics are looked at, at its instant."""
    for table in (timer_table, errand_table):
        connection.execute(delete(table))
    timers = [
        {"deployment": name_of(number), "name": METRICS_TIMER, "due_at": at} for number, at in enumerate(due)
    ]
    connection.execute(insert(timer_table), timers)


async def _begins_in(database: Database, at: datetime) -> float:
    """Seconds until the plan's clock shows that, once the worker has set it."""

    async def is_set() -> bool:
        return await database.read(load_origin) is not None

    await until(is_set, PATIENCE_SECONDS)
    origin = await database.read(load_origin)
    real = origin.real_of(at) if origin else None
    assert real
    return (real - real_now()).total_seconds()


def _left(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(errand_table)).scalar_one()
