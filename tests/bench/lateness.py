"""How late reminders are: due to delivered, fifty a second; how long storms last; what waiting rows cost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from statistics import quantiles

from sqlalchemy import Connection, delete, func, insert, select

from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.storage.clock import load_origin
from bot.storage.tables import deployment_table, message_table, outbox_table, timer_table
from bot.storage.unit_of_work import Database
from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.cast import octal
from sandbox.workspace import World
from tests.bench.evening import called, copies, written
from tests.bench.ground import Ground, Store
from tests.bench.processes import Running, settings, tminus
from tests.bench.rest import percent
from tests.bot import web_shop as w
from tests.pretend_slack import BOT_URL, SECRET, TOKEN
from tests.serving import address_of, free_port, served
from tests.waiting import until
from tminus.processes import settle_down

SPEED = 0.05
"""How fast the plan's clock goes: so slowly that no other reminder comes due meanwhile."""
START = w.EVENING + timedelta(minutes=2, seconds=5)
"""Five of the plan's seconds after the minute at which whoever was called is reminded."""
LEAD_SECONDS = 15.0
"""Real seconds from the clock's start to the first that is due: the worker has come up by then."""
STEADY = (3_000, 60.0)
STORMS = ((1_000, 1.0), (20_000, 40.0))
"""How many are due, over how many real seconds."""
WAITING = 10_000
LIMIT_MS, LIMIT_PERCENT = 100.0, 0.5
LOOK_EVERY = 0.25
PATIENCE_SECONDS = 1800.0


def run(ground: Ground) -> None:
    """Each deployment has one step that nobody started, and its owner is reminded directly."""
    ground.report.title("Reminders: due to delivered, by one worker")
    rows, worst = [], {}
    for store in ground.stores:
        for many, seconds in (STEADY, *STORMS):
            count, span = ground.few(many, least=20), seconds * ground.scale
            late = asyncio.run(_late(ground, store, count, span))
            p50, p99 = _percentiles(late)
            if (many, seconds) == STEADY:
                worst[store.name] = p99
            drained = f"{_drain(late, span):.1f} s"
            rows.append((f"{count:,} in {span:g} s, {store.name}", f"{p50:.0f} ms", f"{p99:.0f} ms", drained))
    ground.report.table(("due", "late, p50", "p99", "from the first due to the last there"), rows)
    ground.report.say("")
    for name, p99 in worst.items():
        ground.report.bar(f"p99 at 50 a second, {name}", p99, LIMIT_MS, " ms")
    for store in ground.stores:
        asyncio.run(_waiting(ground, store))


def _percentiles(late: Sequence[float]) -> tuple[float, float]:
    """The middle and the worst of a hundred, in milliseconds."""
    cuts = quantiles(sorted(late), n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def _drain(late: Sequence[float], seconds: float) -> float:
    """How long it took, from the first that was due to the last that was there."""
    step = seconds / len(late)
    return max(number * step + each for number, each in enumerate(late))


async def _late(ground: Ground, store: Store, count: int, seconds: float) -> list[float]:
    """How late each of so many was, in real seconds, in the order in which they were due."""
    url = await asyncio.to_thread(store.fresh, called)
    await asyncio.to_thread(copies, url, range(count))
    due = [START + timedelta(seconds=SPEED * (LEAD_SECONDS + n * seconds / count)) for n in range(count)]
    names = await asyncio.to_thread(_set_due, url, due)
    store.settle(url)
    database = Database(url)
    async with slack_here() as (world, slack):
        env = {**settings(url, slack, ground.folder, START), "CLOCK_SPEED": str(SPEED)}
        with tminus("worker", ground.folder, env):
            await _drained(database, count)
        marks = await database.read(_marks)
        origin = await database.read(load_origin)
    await database.close()
    assert origin
    arrived = _arrived(world, marks)
    found = []
    for name, at in zip(names, due, strict=True):
        real = origin.real_of(at)
        assert real
        found.append(arrived[name] - real.timestamp())
    return found


def _set_due(url: str, due: Sequence[datetime]) -> list[str]:
    """Each deployment's one timer, at its instant; their names in that order."""
    names: list[str] = []

    def work(connection: Connection) -> None:
        connection.execute(delete(timer_table))
        connection.execute(delete(message_table))
        table = deployment_table.c
        rows = connection.execute(select(table.id).where(table.id != w.ID).order_by(table.id)).all()
        names.extend(str(row.id) for row in rows)
        timers = [
            {"deployment": name, "name": AGENDA_TIMER, "due_at": at}
            for name, at in zip(names, due, strict=True)
        ]
        connection.execute(insert(timer_table), timers)

    written(url, work)
    return names


async def _drained(database: Database, count: int) -> None:
    """Wait until each was delivered."""

    def look(connection: Connection) -> bool:
        sent = select(func.count()).select_from(message_table).where(message_table.c.ts != "")
        left = select(outbox_table.c.id).limit(1)
        return connection.execute(sent).scalar_one() >= count and not connection.execute(left).first()

    await until(lambda: database.read(look), PATIENCE_SECONDS, LOOK_EVERY)


def _marks(connection: Connection) -> dict[str, str]:
    """Whose message bears which mark."""
    rows = connection.execute(select(message_table.c.mark, message_table.c.deployment)).all()
    return {row.mark: row.deployment for row in rows}


def _arrived(world: World, marks: dict[str, str]) -> dict[str, float]:
    """When each deployment's reminder was there, seconds of real time."""
    posts = [
        message
        for place in world.conversations.values()
        for message in place.messages
        if message.metadata and message.author == world.bot.user_id
    ]
    found = {marks[post.metadata["event_payload"]["mark"]]: float(post.ts) for post in posts if post.metadata}
    assert len(found) == len(posts)
    return found


@asynccontextmanager
async def slack_here() -> AsyncIterator[tuple[World, Running]]:
    """The workspace, in this process, so that what arrives there can be looked at.

    What the runs before left here is not its collector's business: a pause of Slack's is no lateness of ours.
    """
    settle_down()
    world = octal()
    link = BotLink(events_url=BOT_URL, signing_secret=SECRET, bot_token=TOKEN)
    with free_port() as at:
        async with served(create_app(world, link), at):
            yield world, Running(pid=0, port=int(address_of(at).rpartition(":")[2]))


async def _waiting(ground: Ground, store: Store) -> None:
    """What a worker uses while nothing of all that waits is due."""
    url = await asyncio.to_thread(store.fresh, called)
    count = ground.few(WAITING, least=20)
    await asyncio.to_thread(copies, url, range(count))
    later = START + timedelta(days=1)
    await asyncio.to_thread(_set_due, url, [later + timedelta(seconds=n) for n in range(count)])
    store.settle(url)
    async with slack_here() as (_, slack):
        env = settings(url, slack, ground.folder, START)
        with tminus("worker", ground.folder, env) as worker:
            used = await asyncio.to_thread(percent, worker, ground)
    what = f"{count:,} rows that wait, `tminus worker`, {store.name}"
    ground.report.bar(what, used, LIMIT_PERCENT, " % of a core")
