"""A database as it is in the middle of an evening on which many deploy: made once, copied many times.

One deployment is carried by the service itself to the place that is wanted; the others are copies of its rows
under other names, with chains of events that are whole.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from bot.deciding import Outcome
from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.changes import Part
from bot.domain.watch import MetricRead, Sample
from bot.storage import chain
from bot.storage.deployments import document_key
from bot.storage.tables import (
    ask_table,
    deployment_table,
    event_table,
    inbox_table,
    lane_table,
    message_table,
    outbox_table,
    timer_table,
)
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

OWNERS = {"1": "dba", "2": "dev", "3": "dev", "4": "paul", "5": "dba", "6": "dev", "7": "dev", "8": "dev"}
"""Who is called for a step of the web shop's plan."""
REST = {"9": "dev", "10": "quinn", "11": "omar", "12": "dev", "13": "paul", "14": "omar"}
PRESSED = ("5", "6", "7", "8")
"""The steps whose Done calls the next one of the same phase."""
CONFIRMERS = ("omar", "ana", "pia")
LATER = datetime.fromisoformat("2026-12-01T23:10:00+01:00")
"""The plan's clock of those who press, ten minutes after the planned T-0."""
NORMAL = {"Error Rate": 0.5, "Response Time (p95)": 230.0, "CPU Usage": 40.0, "Orders per minute": 40.0}
"""What the rows of 8.1 measure while all is well."""
SERVICE = "web-shop"
BATCH = 200

Row = dict[str, Any]


class Scene(StrEnum):
    """How far the deployment is carried."""

    GO_GIVEN = auto()
    CALLED = auto()
    AT_STEP_5 = auto()
    STARTED = auto()
    WATCHED = auto()
    COMPLETED = auto()


TIMES: Mapping[Scene, tuple[str, ...]] = {
    Scene.AT_STEP_5: ("21:00", "22:00", "23:09"),
    Scene.STARTED: ("21:00", "22:00", "23:09"),
    Scene.WATCHED: ("21:00", "22:00", "23:09"),
    Scene.GO_GIVEN: ("21:00", "22:00", "22:50"),
}
"""When the clock wakes it before it begins: who is on was asked by then. The others are played at once."""


def go_given(url: str) -> None:
    """Fill an empty database: one deployment of the web shop, for which Go takes effect at T-0."""
    asyncio.run(_played(url, Scene.GO_GIVEN))


def called(url: str) -> None:
    """Fill an empty database: one deployment of the web shop, whose step 5 is called and not started.

    What is due by then has come due: the next is that its owner is reminded, two minutes after the call.
    """
    asyncio.run(_played(url, Scene.CALLED))


def at_step_5(url: str) -> None:
    """Fill an empty database: one deployment of the web shop, which waits for Done on step 5."""
    asyncio.run(_played(url, Scene.AT_STEP_5))


def step_5_started(url: str) -> None:
    """Fill an empty database: one deployment of the web shop, whose step 5 runs: it could be undone."""
    asyncio.run(_played(url, Scene.STARTED))


def watched(url: str) -> None:
    """Fill an empty database: the same, whose metrics are watched, and normal as in the hour before Begin."""
    asyncio.run(_played(url, Scene.WATCHED))


def completed(url: str) -> None:
    """Fill an empty database: one deployment of the web shop, which is through."""
    asyncio.run(_played(url, Scene.COMPLETED))


async def _confirmed(play: w.Play) -> Outcome:
    """All is as planned, and everybody says so."""
    for part in (Part.DATA, Part.CONFIGURATION):
        await play.do("ana", i.ReportChanges(part=part))
    *_, last = [await play.do(confirmer, i.Confirm()) for confirmer in CONFIRMERS]
    return last


async def _played(url: str, scene: Scene) -> None:
    database = Database(url)
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.do("tess", i.Submit())
    for signer in w.SIGNERS:
        await play.do(signer, i.GiveSignOff())
    for time in TIMES.get(scene, ()):
        w.move(play.clock, time)
        await _woken(play)
    await play.do("ana", i.Begin(override="the benchmark"))
    for step in ("1", "2", "3", "4"):
        await play.do(OWNERS[step], i.FinishStep(step=step))
    for item in range(1, 20):
        await play.do("ana", i.TickItem(wanted=str(item)))
    outcome = await play.do("ana", i.Go(at_once=scene is not Scene.GO_GIVEN))
    if scene is Scene.COMPLETED:
        for step, owner in (*((step, OWNERS[step]) for step in PRESSED), *REST.items()):
            outcome = await play.do(owner, i.FinishStep(step=step))
        await play.do("ana", i.Confirm(wanted="smoke", override="the benchmark"))
        outcome = await _confirmed(play)
    if scene in {Scene.STARTED, Scene.WATCHED}:
        await play.do(OWNERS["5"], i.StartStep(step="5"))
    if scene is Scene.WATCHED:
        await play.service.handle(_measured(play), deployment=w.ID, actor="", key="")
    if scene in {Scene.CALLED, Scene.AT_STEP_5, Scene.STARTED, Scene.WATCHED}:
        outcome = await _woken(play)
    assert outcome.state, outcome.refusal
    await database.write(_delivered)
    await database.close()


def _measured(play: w.Play) -> i.ReportMetrics:
    """All that 8.1 measures is as it is to be."""
    at = play.clock.now()
    reads = (MetricRead(metric=row, samples=(Sample(at=at, value=value),)) for row, value in NORMAL.items())
    return i.ReportMetrics(reads=tuple(reads), before=NORMAL)


async def _woken(play: w.Play) -> Outcome:
    """What is due by now comes due, as where a worker runs."""
    return await play.service.handle(i.TimerFired(timer=AGENDA_TIMER), deployment=w.ID, actor="", key="")


def _delivered(connection: Connection) -> None:
    """Everything that waits was posted."""
    connection.execute(outbox_table.delete())
    connection.execute(update(lane_table).values(due_at=None))
    for row in connection.execute(select(message_table.c.id)).all():
        connection.execute(
            update(message_table)
            .where(message_table.c.id == row.id)
            .values(ts=f"1796{row.id:06}.000100", shown="0" * 64, channel=w.CHANNEL)
        )


def name_of(number: int) -> str:
    """The ID of a copy."""
    return f"PAY-DEPLOY-{number:06}"


def service_of(number: int) -> str:
    """The service that a copy is of."""
    return f"service-{number:06}"


def copies(url: str, numbers: Iterable[int], *, into: str = "") -> None:
    """Copy the web shop's deployment of a database under other names: each for a service of its own.

    `into` is another database, which must know the same plan.
    """
    rows: dict[str, list[Row]] = {}
    written(url, lambda connection: rows.update({table.name: _rows(connection, table) for table in _TABLES}))

    def work(connection: Connection) -> None:
        left = list(numbers)
        while left:
            batch, left = left[:BATCH], left[BATCH:]
            _copy(connection, rows, batch)

    written(into or url, work)


def written(url: str, work: Callable[[Connection], None]) -> None:
    """Run a function in one transaction on a database."""
    asyncio.run(_written(url, work))


async def _written(url: str, work: Callable[[Connection], None]) -> None:
    database = Database(url)
    await database.write(work)
    await database.close()


_TABLES = (deployment_table, event_table, inbox_table, message_table, lane_table, ask_table, timer_table)


def _rows(connection: Connection, table: Table) -> list[Row]:
    found = connection.execute(select(table).order_by(*table.primary_key)).mappings()
    rows = [dict(row) for row in found]
    return [row for row in rows if w.ID in str(row.values())]


def _copy(connection: Connection, rows: dict[str, list[Row]], numbers: list[int]) -> None:
    made: dict[str, list[Row]] = {table.name: [] for table in _TABLES}
    for number in numbers:
        new = {table.name: [_renamed(row, number) for row in rows[table.name]] for table in _TABLES}
        (deployment,) = new["deployment"]
        events = [*_chained(new["event"])]
        deployment |= {"document_key": document_key(deployment["id"]), "event_head": events[-1]["hash"]}
        for row in (*new["message"], *new["timer"]):
            del row["id"]
        for row in new["inbox"]:
            row["key"] = f"{row['key']}:{number}"
        for name, of_copy in (new | {"event": events}).items():
            made[name] += of_copy
    for table in _TABLES:
        if made[table.name]:
            connection.execute(insert(table), made[table.name])


def _chained(events: list[Row]) -> Iterator[Row]:
    head = ""
    for row in events:
        covered = {name: row[name] for name in ("stream", "number", "name", "version", "body")}
        yield row | {"previous": head, "hash": (head := chain.digest(head, **covered))}


def _renamed(row: Row, number: int) -> Row:
    return {name: _other(value, number) for name, value in row.items()}


def _other(value: object, number: int) -> object:
    if not isinstance(value, str):
        return value
    return value.replace(w.ID, name_of(number)).replace(SERVICE, service_of(number))
