"""The wiring: puts the parts of one process together by name, and takes them apart in order.

`web` hears Slack; `worker` delivers, wakes and reads the workspace; `serve` and `demo` do both.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Flag, auto
from functools import partial

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.bell import Bell, listen
from bot.clock import Origin, PlanClock, as_real_time, real_now
from bot.directory import Directory
from bot.domain.monitors import Way
from bot.errands import Errands
from bot.firing_errand import FiringErrand
from bot.matcher import Matcher
from bot.metrics import Metrics
from bot.metrics_errand import MetricsErrand
from bot.on_call_errand import OnCallErrand
from bot.outbox import Outbox
from bot.ports import AlertReader, Carrier, Rota
from bot.presence import presence
from bot.queries import Queries
from bot.rush import Rush
from bot.scheduler import Alarm, Scheduler
from bot.service import Service
from bot.smoke_errand import SmokeErrand
from bot.storage.clock import first_origin, forget_origin, keep_origin
from bot.storage.codec import warm_up
from bot.storage.errands import Hands
from bot.storage.revisions import Revisions
from bot.storage.timers import next_due
from bot.storage.unit_of_work import PATIENT, Database
from bot.timers import Timers
from commands.chart_errand import ChartErrand
from commands.dnd_errand import DndErrand
from commands.dropped import DroppedPlans
from commands.errand_runner import ErrandRunner
from commands.files import SlackFiles
from commands.group_errand import GroupErrand
from commands.messenger import SlackMessenger
from commands.perform import Performer
from commands.plans import Plans
from commands.record_errand import RecordErrand
from commands.slack_api import create_client, create_session
from commands.uploads import Uploads
from commands.workspace import SlackWorkspace
from tminus.settings import Settings
from tminus.ways import Machines, open_carriers, open_machines, open_readers, open_rota, ways_of

HANDS = {"errands": Hands.PEOPLE, "machines": Hands.MACHINES, "metrics": Hands.METRICS}
"""Who carries errands out, by their alarms."""
LOOK_ALL_THE_SAME_SECONDS = {"outbox": 5.0, "timers": 5.0, "alerts": 5.0, **dict.fromkeys(HANDS, 5.0)}
"""Rows are looked for now and then, though no alarm rang."""
LOOK_FOR_OTHERS_SECONDS = LOOK_ALL_THE_SAME_SECONDS | {"outbox": 1.0, "alerts": 1.0}
"""A worker that other processes write for: what a person waits for at most where the bell is lost."""

APART_SECONDS = {
    "outbox": 0.0,
    "timers": 0.0,
    "errands": 0.05,
    "machines": 0.25,
    "metrics": 0.25,
    "alerts": 0.05,
    "directory": 0.0,
}
"""The alarms, and how far apart two rings are heard: each commit rings for errands and alerts, and few write
one; for what machines answer nobody waits."""

LOOK_AGAIN_SECONDS = 0.02
LOOKS_FOR_FIRED = 250
"""Whether what a skipped clock made due was done: five seconds in all."""


class Part(Flag):
    """What a process does."""

    WEB = auto()
    WORKER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The parts of one process.

    `workspace_url` is `https://….slack.com/`: with it what is read elsewhere leads to the thread.
    """

    settings: Settings
    database: Database
    clock: PlanClock
    service: Service
    queries: Queries
    revisions: Revisions
    directory: Directory
    messenger: SlackMessenger
    workspace: SlackWorkspace
    client: AsyncWebClient
    wake: Callable[[], None]
    metrics: Metrics
    workspace_url: str = ""

    async def skip_to(self, plan: datetime) -> None:
        """Set the plan's clock, for every process, and wake what is due by it (demo and tests only).

        What is due on the way happens at its own minute, so that nothing is late because of a skip.
        """
        while (due := await self.database.read(next_due, patience=PATIENT)) and self.clock.now() < due < plan:
            await self.jump_to(due)
            await self._fired(due)
        await self.jump_to(plan)

    async def jump_to(self, plan: datetime) -> None:
        """Set the plan's clock as if nobody had been awake in between: what is due on the way is late."""
        origin = self.clock.origin.skipped_to(plan, real_now())
        await self.database.write(lambda connection: keep_origin(connection, origin), patience=PATIENT)
        self.clock.origin = origin
        self.wake()

    async def _fired(self, due: datetime) -> None:
        """Wait until nothing is due at that instant any more; where nobody fires timers, not for long."""
        for _ in range(LOOKS_FOR_FIRED):
            left = await self.database.read(next_due, patience=PATIENT)
            if left is None or left > due:
                return
            await asyncio.sleep(LOOK_AGAIN_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outside:
    """What a worker has of the services beside Slack."""

    carriers: Mapping[Way, Carrier]
    rota: Rota
    readers: Sequence[AlertReader]
    machines: Machines


async def _open_outside(stack: AsyncExitStack, settings: Settings, machines: Machines) -> _Outside:
    return _Outside(
        machines=machines,
        carriers=await open_carriers(stack, settings),
        rota=await open_rota(stack, settings),
        readers=await open_readers(stack, settings),
    )


@asynccontextmanager
async def open_house(
    settings: Settings,
    parts: Part,
    *,
    everybody_is_admin: bool = False,
    machines: Machines | None = None,
    stop: asyncio.Event | None = None,
    workspace_url: str = "",
) -> AsyncIterator[House]:
    """Build the parts, run them, and close them again: deliveries under way are finished first.

    With `stop` nothing new is begun from then on, while whoever opened the house is still at work in it.
    `machines` stand in place of the house's own (tests only); `workspace_url` as `House` has it.
    """
    warm_up()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(create_session())
        client = create_client(settings.slack_bot_token.get_secret_value(), session, settings.slack_api_url)
        database = Database(settings.database_url)
        stack.push_async_callback(database.close)
        clock = PlanClock(await _origin(database, settings))
        scheduler = Scheduler()
        scheduler.start()
        stack.callback(scheduler.stop)
        alarms = {name: scheduler.alarm(name, apart) for name, apart in APART_SECONDS.items()}
        own = partial(_ring, [alarms[name] for name in LOOK_ALL_THE_SAME_SECONDS])
        wake = own if Part.WORKER in parts or database.is_sqlite else await _bell(stack, database)
        house = _built(
            settings,
            database,
            clock,
            client,
            alarms["directory"],
            wake,
            everybody_is_admin=everybody_is_admin,
            workspace_url=workspace_url,
        )
        if Part.WORKER in parts:
            pauses = LOOK_ALL_THE_SAME_SECONDS if Part.WEB in parts else LOOK_FOR_OTHERS_SECONDS
            machines = machines or await open_machines(stack, settings)
            await _work(stack, house, session, alarms, pauses=pauses, machines=machines, stop=stop)
        yield house


def _built(  # noqa: PLR0917 - every part but one is of its own type
    settings: Settings,
    database: Database,
    clock: PlanClock,
    client: AsyncWebClient,
    alarm: Alarm,
    wake: Callable[[], None],
    *,
    everybody_is_admin: bool,
    workspace_url: str,
) -> House:
    """The parts that speak with each other; nothing runs yet."""
    workspace, metrics, revisions = SlackWorkspace(client), Metrics(), Revisions(settings.secret_names)
    service = Service(
        database,
        clock,
        wake=wake,
        everybody_is_admin=everybody_is_admin,
        ways=ways_of(settings),
        metrics=metrics,
        revisions=revisions,
    )
    return House(
        settings=settings,
        database=database,
        clock=clock,
        service=service,
        queries=Queries(database, clock, revisions),
        revisions=revisions,
        directory=Directory(service, workspace, alarm, metrics),
        messenger=_messenger(client, settings),
        workspace=workspace,
        client=client,
        wake=wake,
        metrics=metrics,
        workspace_url=workspace_url,
    )


def _messenger(client: AsyncWebClient, settings: Settings) -> SlackMessenger:
    """A pretend Slack goes by the plan's clock."""
    is_real = not settings.slack_api_url
    return SlackMessenger(client, is_by_our_clock=is_real, secrets=settings.secret_names)


async def _work(
    stack: AsyncExitStack,
    house: House,
    session: ClientSession,
    alarms: Mapping[str, Alarm],
    *,
    pauses: Mapping[str, float],
    machines: Machines,
    stop: asyncio.Event | None,
) -> None:
    """Be known as a worker, and do what one does; `pauses` are the seconds between its looks."""
    await stack.enter_async_context(presence(house.database))
    for name, pause in pauses.items():
        alarms[name].ring_every(pause)
    outside = await _open_outside(stack, house.settings, machines)
    await _run(stack, _workers(house, session, alarms, outside), stop)


async def _bell(stack: AsyncExitStack, database: Database) -> Callable[[], None]:
    """What wakes workers in other processes; until the end, as the last requests have work for them."""
    bell = Bell(database)
    await _run(stack, (bell.run(),), None)
    return bell.ring


def _charts(house: House, outside: _Outside) -> ChartErrand:
    """What draws metrics."""
    uploads = Uploads(house.client)
    return ChartErrand(house.service, house.queries, house.clock, outside.machines.metrics, uploads)


def _workers(
    house: House,
    session: ClientSession,
    alarms: Mapping[str, Alarm],
    outside: _Outside,
) -> tuple[Coroutine[None, None, None], ...]:
    """What a worker does, side by side."""
    database, metrics = house.database, house.metrics
    performer = Performer(house.service, house.queries, Plans(house.settings.plans_dir))
    runner = ErrandRunner(
        dropped=DroppedPlans(performer, SlackFiles(house.client, session)),
        groups=GroupErrand(house.directory),
        dnd=DndErrand(house.service, house.workspace),
        on_call=OnCallErrand(house.service, database, outside.rota),
        firing=FiringErrand(house.service, house.queries, house.clock, outside.readers),
        metrics=MetricsErrand(house.service, house.queries, house.clock, outside.machines.metrics, metrics),
        smoke=SmokeErrand(house.service, house.queries, outside.machines.tester, metrics),
        charts=_charts(house, outside),
        record=RecordErrand(database, house.messenger, house.revisions),
    )
    rush = Rush(alarms["outbox"].ring)
    hearing = () if database.is_sqlite else (listen(database, house.wake),)
    return (
        Outbox(
            database,
            house.messenger,
            alarms["outbox"],
            metrics,
            carriers=outside.carriers,
            report=house.service.report,
            revisions=house.revisions,
            workspace_url=house.workspace_url,
            rush=rush,
        ).run(),
        Timers(database, house.service, house.clock, alarms["timers"], metrics).run(),
        *_errands(house, runner, alarms),
        Matcher(
            database,
            house.service,
            house.clock,
            alarms["alerts"],
            metrics,
            revisions=house.revisions,
            rush=rush,
        ).run(),
        house.directory.run(),
        *hearing,
    )


def _errands(
    house: House, runner: ErrandRunner, alarms: Mapping[str, Alarm]
) -> Iterator[Coroutine[None, None, None]]:
    """What carries errands out, one for each kind of hands."""
    for alarm, hands in HANDS.items():
        errands = Errands(house.database, runner, alarms[alarm], alarms["outbox"], house.metrics, hands=hands)
        yield errands.run()


async def _run(
    stack: AsyncExitStack, workers: Sequence[Coroutine[None, None, None]], stop: asyncio.Event | None
) -> None:
    # A worker that breaks down takes the process with it: half a process would look alive.
    group = await stack.enter_async_context(asyncio.TaskGroup())
    tasks = [group.create_task(worker) for worker in workers]
    stack.callback(_end, tasks)
    if stop:
        stack.callback(group.create_task(_end_after(stop, tasks)).cancel)


async def _end_after(stop: asyncio.Event, tasks: Sequence[asyncio.Task[None]]) -> None:
    await stop.wait()
    _end(tasks)


def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Once: whoever is told twice does not finish what is under way."""
    for task in tasks:
        if not task.cancelling():
            task.cancel()


def _ring(alarms: Sequence[Alarm]) -> None:
    for alarm in alarms:
        alarm.ring()


async def _origin(database: Database, settings: Settings) -> Origin:
    """Where the plan's clock stands: real time; beside a pretend Slack as it was set at the first start."""
    now = real_now()

    def work(connection: Connection) -> Origin:
        if not settings.slack_api_url:
            # What a rehearsal on this database left behind.
            forget_origin(connection)
            return as_real_time(now)
        origin = Origin(plan=settings.clock_start or now, real=now, speed=settings.clock_speed)
        return first_origin(connection, origin)

    return await database.write(work, patience=PATIENT)
