"""What a press, claiming a lane, `list` and Home cost as history grows from 10 to 10,000 deployments."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from uuid import uuid4

from sqlalchemy import Connection

from bot.claims import LEASE, LOOKED_AT
from bot.clock import Origin, PlanClock, real_now
from bot.domain import intents as i
from bot.queries import Queries
from bot.service import Service
from bot.storage import lanes
from bot.storage.codec import warm_up
from bot.storage.unit_of_work import Database
from commands.blocks.home import home_view
from commands.blocks.listing import open_list
from tests.bench.evening import LATER, OWNERS, PRESSED, at_step_5, completed, copies, name_of
from tests.bench.ground import Ground, Store

SMALL, LARGE = 10, 10_000
OPEN = 40
LISTED = 3
"""How often the list and the tab are drawn for each deployment that is walked."""
LIMIT = 1.2
OLD = 500_000
"""The first number of a deployment that is over."""


@dataclass(slots=True, kw_only=True)
class Side:
    """One of two databases, and what was measured in it, in seconds."""

    service: Service
    queries: Queries
    database: Database
    taken: dict[str, list[float]] = field(default_factory=dict)

    async def time(self, what: str, work: Callable[[], Awaitable[object]]) -> None:
        began = time.perf_counter()
        await work()
        self.taken.setdefault(what, []).append(time.perf_counter() - began)


def run(ground: Ground) -> None:
    """The same on two databases, one after the other in turn, that differ by what is over."""
    large = ground.few(LARGE, least=SMALL * 2)
    rows = []
    for store in ground.stores:
        walked = ground.few(OPEN, least=3)
        urls = [_filled(store, walked, over) for over in (SMALL, large)]
        sides = asyncio.run(_measured(urls, walked))
        for what in sides[0].taken:
            few, many = (median(side.taken[what]) * 1000 for side in sides)
            rows.append((f"{what}, {store.name}", few, many))
    ground.report.title(f"Growth: {SMALL} deployments that are over, and {large:,}")
    ground.report.table(
        ("", f"{SMALL}", f"{large:,}", "times"),
        [(what, f"{few:.2f} ms", f"{many:.2f} ms", f"{many / few:.2f}") for what, few, many in rows],
    )
    ground.report.say("")
    for what, few, many in rows:
        ground.report.bar(what, many / few, LIMIT, " times")


def _filled(store: Store, under_way: int, over: int) -> str:
    """A database with so many deployments that are under way, and so many that are over."""
    url, history = store.fresh(at_step_5), store.fresh(completed)
    copies(url, range(under_way))
    copies(history, range(OLD, OLD + over), into=url)
    store.settle(url)
    return url


async def _measured(urls: Iterable[str], deployments: int) -> tuple[Side, ...]:
    warm_up()
    databases = [Database(url) for url in urls]
    clock = PlanClock(Origin(plan=LATER, real=LATER, speed=0))
    sides = tuple(
        Side(
            service=Service(database, clock, wake=lambda: None),
            queries=Queries(database, clock),
            database=database,
        )
        for database in databases
    )
    for number in range(deployments):
        for side in sides:
            await _walk(side, name_of(number), clock)
    for database in databases:
        await database.close()
    return sides


async def _walk(side: Side, deployment: str, clock: PlanClock) -> None:
    """Start and Done on four steps, then the list and somebody's Home tab."""
    for step in PRESSED:
        for kind in (i.StartStep, i.FinishStep):
            intent = kind(step=step, question=f"step:{step}:1")
            await side.time("a press", partial(_press, side.service, intent, deployment))
            await side.time("a claim", partial(side.database.write, _claim))

    async def listed() -> object:
        return open_list(await side.queries.open_deployments())

    async def home() -> object:
        return home_view(
            await side.queries.home("U0DBA", clock.now()), clock.now(), "https://octal.slack.com/"
        )

    for _ in range(LISTED):
        await side.time("`list`", listed)
        await side.time("the Home tab", home)


def _claim(connection: Connection) -> object:
    """What a worker does first to deliver something."""
    now = real_now()
    waited = lanes.pending(connection, now, LOOKED_AT)
    return lanes.next_due(connection), lanes.claim(connection, now, now + LEASE, [uuid4().hex], waited[:1])


async def _press(service: Service, intent: i.StepReport, deployment: str) -> None:
    actor = f"U0{OWNERS[intent.step].upper()}"
    key = f"growth:{deployment}:{intent}"
    outcome = await service.handle(intent, deployment=deployment, actor=actor, key=key)
    assert outcome.refusal is None, outcome.refusal
