import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, func, select

from bot.audit import audit
from bot.clock import Origin
from bot.deciding import Start
from bot.domain import events as e, intents as i
from bot.domain.errands import Question, ReadMetrics
from bot.domain.looking import METRICS_TIMER
from bot.domain.roster import Roster
from bot.domain.state import Lifecycle
from bot.domain.watch import MetricRead, Sample
from bot.ports import Errand
from bot.storage import timers
from bot.storage.codec import decode
from bot.storage.tables import errand_table, event_table, inbox_table, message_table, outbox_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w


@pytest.fixture
async def play(database: Database) -> AsyncIterator[w.Play]:
    """The web shop's people, and nothing started yet; in the end the record is whole."""
    play = w.Play(database)
    await play.people()
    yield play
    assert (await audit(database))[1] == ()


async def rows(database: Database, table: str) -> int:
    tables = {"event": event_table, "inbox": inbox_table, "outbox": outbox_table, "message": message_table}
    count = await database.read(lambda c: c.execute(select(func.count()).select_from(tables[table])).scalar())
    return count or 0


async def test_a_document_opens_a_deployment_under_its_id(play: w.Play) -> None:
    """`start` makes a draft that is called as its document."""
    outcome = await play.start()

    assert outcome.refusal is None
    assert outcome.state is not None
    assert (w.ID, Lifecycle.DRAFT, w.CHANNEL) == (
        outcome.state.id,
        outcome.state.state,
        outcome.state.channel,
    )


async def test_a_second_run_of_a_document_gets_a_number(play: w.Play) -> None:
    """The same document started again is `.2`, then `.3`."""
    started = [await play.start(who) for who in ("tess", "ana", "tess")]

    assert [w.ID, f"{w.ID}.2", f"{w.ID}.3"] == [s.state.id for s in started if s.state]


async def test_two_starts_at_once_get_two_numbers(play: w.Play) -> None:
    """Two people who start the same document at the same moment both get a deployment."""
    first, second = await asyncio.gather(play.start("tess"), play.start("ana"))

    assert first.state is not None
    assert second.state is not None
    assert {w.ID, f"{w.ID}.2"} == {first.state.id, second.state.id}


async def test_many_starts_at_once_get_a_number_each(play: w.Play) -> None:
    """However many start a known document at one moment, each gets a deployment of their own."""
    await play.start()
    started = await asyncio.gather(*(play.start(version=f"4.12.{patch}") for patch in range(1, 9)))

    assert {f"{w.ID}.{run}" for run in range(2, 10)} == {s.state.id for s in started if s.state}


async def test_the_same_key_is_handled_once(play: w.Play) -> None:
    """A request that comes twice changes one thing and hears the same answer twice."""
    await play.start()
    intent = i.Submit()
    first = await play.service.handle(intent, deployment=w.ID, actor="U0TESS", key="twice")
    before = await rows(play.database, "event")
    second = await play.service.handle(intent, deployment=w.ID, actor="U0TESS", key="twice")

    assert first == second
    assert before == await rows(play.database, "event")


async def test_the_same_key_at_the_same_moment_is_handled_once(play: w.Play) -> None:
    """Two copies of one press that race each other change one thing."""
    await play.start()
    both = await asyncio.gather(
        *(play.service.handle(i.Submit(), deployment=w.ID, actor="U0TESS", key="race") for _ in range(2))
    )

    assert both[0] == both[1]
    assert both[0].refusal is None


async def test_a_start_that_comes_twice_opens_one_deployment(play: w.Play) -> None:
    """Slack's retry of `start` is answered as the first one."""
    start = Start(text=w.text(), stem="web-shop", channel=w.CHANNEL)
    both = await asyncio.gather(*(play.service.start(start, actor="U0TESS", key="start") for _ in range(2)))

    assert [s.state.id for s in both if s.state] == [w.ID, w.ID]


async def test_every_commit_wakes_the_deliverers(play: w.Play) -> None:
    """After each intent somebody looks whether there is something to deliver."""
    before = play.woken
    await play.start()
    await play.do("tess", i.Submit())

    assert before + 2 == play.woken


async def test_a_timer_fires_once(play: w.Play) -> None:
    """A due timer that two processes saw is fired by one of them."""
    await play.start()
    w.move(play.clock, "01:00")
    (due,) = await play.database.read(lambda c: timers.due_timers(c, play.clock.now(), 10))
    fired = [await play.service.fire(due), await play.service.fire(due)]

    assert [type(event) for event in fired[0].events] == [e.WindowMissed] if fired[0] else False
    assert fired[1] is None


def taken(connection: Connection) -> list[Question]:
    """What is asked of machines, which is then done."""
    bodies = connection.execute(delete(errand_table).returning(errand_table.c.body)).scalars().all()
    return [decode(Errand, body).question for body in bodies]


async def test_a_look_at_the_metrics_is_no_event(play: w.Play) -> None:
    """The clock brings it: an errand and the next look, and not a byte more of the record."""
    await play.start()
    await play.do("tess", i.Submit())
    for signer in w.SIGNERS:
        await play.do(signer, i.GiveSignOff())
    await play.do("ana", i.Begin(override="rehearsed"))
    reads = (MetricRead(metric="Error Rate", samples=(Sample(at=play.clock.now(), value=0.4),)),)
    await play.service.handle(i.ReportMetrics(reads=reads), deployment=w.ID, actor="", key="first")
    before, begun = await rows(play.database, "event"), play.clock.now()
    await play.database.write(lambda c: c.execute(delete(errand_table)))
    asked: list[Question] = []
    for minute in (1, 2):
        now = begun + timedelta(minutes=minute)
        play.clock.origin = Origin(plan=now, real=now, speed=0)
        due = await play.database.read(lambda c: timers.due_timers(c, play.clock.now(), 10))
        await play.service.fire(next(each for each in due if each.name == METRICS_TIMER))
        asked += await play.database.write(taken)
    assert before == await rows(play.database, "event")
    since = (begun, begun + timedelta(minutes=1))
    assert [ReadMetrics(deployment=w.ID, since=each, before=begun) for each in since] == asked


async def test_in_a_demo_everybody_may_change_the_roster(database: Database) -> None:
    """Where everybody is an admin, anybody names people for roles."""
    play = w.Play(database)
    await play.people()
    service = type(play.service)(database, play.clock, wake=lambda: None, everybody_is_admin=True)

    assert isinstance(await service.set_role("CAB", ["U0NED"], [], actor="U0NED", key="1"), Roster)
