"""Thousands of deployments whose hour has come at once, while their workers die and are started again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, String, cast, delete, func, insert, select, update

from bot.clock import real_now
from bot.domain.effects import MessageKind
from bot.domain.events import DeployingBegan
from bot.storage import lanes
from bot.storage.tables import event_table, lane_table, message_table, outbox_table, timer_table
from bot.storage.unit_of_work import PATIENT, Database
from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.cast import octal
from sandbox.workspace import World
from tests.bench.evening import copies, go_given
from tests.bench.processes import HARDLY_PASSES, Running, settings, tminus
from tests.bot import web_shop as w
from tests.conftest import TOLD
from tests.pretend_slack import BOT_URL, SECRET, TOKEN
from tests.serving import address_of, free_port, served
from tests.waiting import until

MANY, FEW = (10_000, 5), (12, 1)
"""How many deployments, and how often all workers are killed: in `make soak`, and in `make test`.

Two rows are due of each: Go, and what else happens by the clock. That stands almost still from there on, or
who is called and does not come would be reminded while others are waited for: a storm without an end.
"""
T0 = w.EVENING + timedelta(hours=3)
HOURS = 3600.0
LOOK_EVERY = 0.05
IN_ORDER = ("Deploying began", "your turn, step 5")
"""What each thread says, in this order, when Go takes effect."""
WORKERS = {"sqlite": 1, "postgresql": 2}


class Crew:
    """The workers of one database: all of them die, and others come in their place."""

    def __init__(self, start: Callable[[ExitStack], Running], count: int) -> None:
        self._start = start
        self._count = count
        self._stack = ExitStack()
        self._workers: list[Running] = []

    def begins(self) -> None:
        """All of them are started."""
        self._workers = [self._start(self._stack) for _ in range(self._count)]

    def dies(self) -> None:
        """All of them are killed, in the middle of what they do."""
        for worker in self._workers:
            worker.kill()
        self._stack.close()

    def ends(self) -> None:
        """All of them are told to end."""
        self._stack.close()


@pytest.fixture
async def slack() -> AsyncIterator[tuple[World, Running]]:
    """A workspace that answers at a port; it is no process of its own, so nobody asks what it costs."""
    world = octal(now=lambda: T0)
    link = BotLink(events_url=BOT_URL, signing_secret=SECRET, bot_token=TOKEN)
    with free_port() as at:
        async with served(create_app(world, link), at):
            yield world, Running(pid=0, port=int(address_of(at).rpartition(":")[2]))


async def storm(
    database_url: str, slack: tuple[World, Running], folder: Path, count: int, deaths: int
) -> tuple[int, World]:
    """So many whose Go takes effect at one instant; how many due rows there were, and what was said."""
    world, at = slack
    await asyncio.to_thread(go_given, database_url)
    await asyncio.to_thread(copies, database_url, range(count))
    database = Database(database_url)
    await database.write(_unposted)
    env = {**settings(database_url, at, folder, T0 + timedelta(seconds=1)), **HARDLY_PASSES}
    kind = "sqlite" if database.is_sqlite else "postgresql"
    crew = Crew(lambda stack: stack.enter_context(tminus("worker", folder, env)), WORKERS[kind])
    due = await database.read(_due)
    crew.begins()
    for death in range(deaths):
        most = due * (deaths - death) // (deaths + 1)
        await until(partial(_has_come_to, database, most), HOURS, LOOK_EVERY)
        crew.dies()
        crew.begins()
    await until(lambda: _is_quiet(database), HOURS, LOOK_EVERY)
    crew.ends()
    assert count + 1 == await database.read(_began)
    assert 0 == await database.read(_dead)
    await database.close()
    return due, world


def _unposted(connection: Connection) -> None:
    """Nothing stands in Slack yet but the status messages, and these are to be posted first."""
    table = message_table.c
    connection.execute(delete(message_table).where(table.kind != MessageKind.STATUS.value))
    own_mark = cast(message_table.c.id, String)
    connection.execute(update(message_table).values(ts="", shown="", mark=own_mark))
    now = real_now()
    rows = connection.execute(select(table.id, table.deployment)).all()
    found = {row.id: lanes.conversation_lane(row.deployment, w.CHANNEL) for row in rows}
    lanes.wake(connection, found.values(), now)
    parcel = {"answer": "", "generation": 1, "doubtful": False, "written_at": now}
    connection.execute(
        insert(outbox_table), [{"lane": lane, "message": id_, **parcel} for id_, lane in found.items()]
    )


def _due(connection: Connection) -> int:
    """How many rows are due by the plan's clock."""
    due = select(func.count()).select_from(timer_table).where(timer_table.c.due_at <= T0)
    return connection.execute(due).scalar_one()


async def _has_come_to(database: Database, most: int) -> bool:
    return await database.read(_due, patience=PATIENT) <= most


async def _is_quiet(database: Database) -> bool:
    """Whether nothing is due any more, and nothing left to deliver."""

    def look(connection: Connection) -> bool:
        if _due(connection):
            return False
        alive = select(outbox_table.c.id).where(outbox_table.c.dead.is_(None)).limit(1)
        held = select(lane_table.c.key).where(lane_table.c.lease_until.is_not(None)).limit(1)
        return not connection.execute(alive).first() and not connection.execute(held).first()

    return await database.read(look, patience=PATIENT)


def _dead(connection: Connection) -> int:
    dead = select(func.count()).select_from(outbox_table).where(outbox_table.c.dead.is_not(None))
    return connection.execute(dead).scalar_one()


def _began(connection: Connection) -> int:
    """In how many deployments deploying began, each once."""
    rows = connection.execute(
        select(event_table.c.stream).where(event_table.c.name == DeployingBegan.__name__)
    ).all()
    assert len(rows) == len({row.stream for row in rows})
    return len(rows)


def judge(world: World, count: int) -> str:
    """Fails where something was said twice, not at all, or out of order; else what was said, in numbers."""
    posts = [
        message
        for place in world.conversations.values()
        for message in place.messages
        if message.author == world.bot.user_id
    ]
    marks = Counter(str((message.metadata or {}).get("event_payload")) for message in posts)
    assert [] == [mark for mark, times in marks.items() if times > 1]
    threads: dict[str, list[str]] = {}
    for message in world.conversations[w.CHANNEL].messages:
        threads.setdefault(message.thread_ts if message.is_reply else message.ts, []).append(message.text)
    assert count + 1 == len(threads)
    for said in threads.values():
        told = [words for text in said for words in IN_ORDER if words in text]
        assert [*IN_ORDER] == told, said
    return f"{len(posts)} posts in {len(threads)} threads, each once and in order"


@pytest.mark.parametrize("much", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
async def test_a_storm_is_weathered(
    database_url: str,
    slack: tuple[World, Running],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    much: tuple[int, int],
) -> None:
    """Workers that die meanwhile, all at once, lose nothing, and say each thing once and in order."""
    count, deaths = much
    due, world = await storm(database_url, slack, tmp_path, count, deaths)
    told = judge(world, count)
    record_property(TOLD, f"{due} due rows, workers killed {deaths} times: {told}")
