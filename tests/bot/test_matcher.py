"""Rows that webhooks wrote become what deployments hear."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select
from structlog.testing import capture_logs

from bot.clock import Origin, real_now
from bot.domain import intents as i
from bot.domain.alerts import Alert, AlertSource, AlertStatus, Matched as Matching
from bot.domain.plan import Severity
from bot.errors import Transient
from bot.matcher import HEARD_BEFORE, OURS, TOLD_AT_ONCE, Matcher
from bot.queries import Queries
from bot.rush import Rush
from bot.scheduler import Scheduler
from bot.storage import alerts
from bot.storage.clock import keep_origin
from bot.storage.tables import deployment_table, plan_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.alerting import FIRED, cart
from tests.bot.matched import BY_LABEL, MINUTE, NO_PLAN, NOBODYS, OTHER, PAGED, Matched, called, shop
from tests.waiting import until


@pytest.fixture
async def idle(database: Database) -> AsyncIterator[Matched]:
    """An approved web shop, and nobody who looks at alerts."""
    scheduler = Scheduler()
    scheduler.start()
    play = Matched(database, scheduler)
    await play.people()
    await play.approved()
    yield play
    scheduler.stop()


@pytest.fixture
async def play(idle: Matched) -> AsyncIterator[Matched]:
    """The same with a matcher at work."""
    matching = asyncio.create_task(idle.matcher.run())
    yield idle
    matching.cancel()
    await asyncio.gather(matching, return_exceptions=True)


async def test_a_deployment_hears_of_its_alerts(play: Matched) -> None:
    """With why they are its own; what concerns nobody is kept, with why."""
    await play.come(shop(), NOBODYS)
    assert {"shop": BY_LABEL} == await play.why()
    assert {(w.ID, BY_LABEL), ("", NO_PLAN)} == set(await play.rows())


async def test_all_that_came_is_heard_at_once(play: Matched) -> None:
    """A storm is one event of a deployment."""
    await play.come(*(shop(key=f"shop-{n}") for n in range(40)))
    assert 1 == (await play.names()).count("AlertsReported")
    assert 40 == len(await play.known())


async def test_how_it_goes_on_is_heard_too(play: Matched) -> None:
    """By whoever heard of it before, though nothing in the report names them any more."""
    await play.come(shop())
    resolved = shop(labels={}, status=AlertStatus.RESOLVED, changed_at=FIRED + MINUTE)
    await play.come(resolved)
    assert AlertStatus.RESOLVED is (await play.known())["shop"].status
    assert (w.ID, HEARD_BEFORE) == (await play.rows())[-1]


async def test_what_was_tied_by_hand_stays_so(play: Matched) -> None:
    """Its later reports are heard by the deployment that it was tied to."""
    await play.come(NOBODYS)
    (loose,) = await Queries(play.database, play.clock).loose_alerts()
    await play.do("ana", i.AttachAlert(wanted=str(loose.number)))
    await play.come(cart(**{**_fields(NOBODYS), "severity": Severity.HIGH, "changed_at": FIRED + MINUTE}))
    assert {"billing": "tied by hand"} == await play.why()
    assert Severity.HIGH is (await play.known())["billing"].severity


def _fields(alert: Alert) -> dict[str, Any]:
    return {name: getattr(alert, name) for name in alert.__slots__}


async def test_two_that_are_meant_alike_both_hear(play: Matched) -> None:
    """Two runs of one document."""
    await play.approved("4.13.0")
    await play.come(shop())
    assert [["shop"], ["shop"]] == [list(await play.known(each)) for each in (w.ID, OTHER)]
    assert [(OTHER, BY_LABEL)] == await play.rows()


async def test_both_that_heard_of_it_hear_that_it_is_over(play: Matched) -> None:
    """Though its end names nobody any more."""
    await play.approved("4.13.0")
    await play.come(shop())
    await play.come(shop(labels={}, status=AlertStatus.RESOLVED, changed_at=FIRED + MINUTE))
    ended = [(await play.known(each))["shop"].status for each in (w.ID, OTHER)]
    assert [AlertStatus.RESOLVED, AlertStatus.RESOLVED] == ended


async def test_whoever_heard_what_broke_another_hears_that_it_is_over(play: Matched) -> None:
    """The row is laid aside, and says all the same whom it concerns."""
    await play.approved("4.13.0")
    broken = deployment_table.c.id == w.ID
    await play.database.write(lambda c: c.execute(deployment_table.update().where(broken).values(body="{")))
    with capture_logs():
        await play.come(shop())
        await play.come(shop(labels={}, status=AlertStatus.RESOLVED, changed_at=FIRED + MINUTE))
    assert AlertStatus.RESOLVED is (await play.known(OTHER))["shop"].status


async def test_another_environment_is_no_match(play: Matched) -> None:
    """Staging has its own nights."""
    await play.come(shop(labels={"service": "web-shop", "env": "staging"}))
    ((deployment, why),) = await play.rows()
    assert ("", True) == (deployment, "fires in staging, not production" in why)


async def test_who_is_not_under_way_hears_nothing(play: Matched) -> None:
    """A draft has nothing that could fail."""
    await play.do("ana", i.Cancel(reason="no"))
    await play.start(version="4.13.0")
    await play.come(shop())
    assert [{}, {}] == [await play.known(each) for each in (w.ID, OTHER)]


async def test_the_answer_to_our_own_page_is_nobodys_news(play: Matched) -> None:
    """It is noted as the deployment's for which the page was sent, so that nobody is asked to tie it."""
    key = f"tminus:{w.ID}:L1"
    await play.come(shop(source=AlertSource.PAGERDUTY, incident_key=key))
    assert ({}, [(w.ID, OURS)]) == (await play.known(), await play.rows())


@pytest.mark.parametrize("status", [AlertStatus.ACKNOWLEDGED, AlertStatus.RESOLVED])
async def test_whoever_answers_our_page_takes_charge(play: Matched, status: AlertStatus) -> None:
    """By the name that they have there; once, however often it is told."""
    await called(play)
    answer = shop(**PAGED, status=status, by="Jane Doe")
    await play.come(answer)
    await play.come(replace(answer, changed_at=answer.changed_at + MINUTE))
    assert [("L1", "Jane Doe", "PagerDuty")] == [
        (each.level, each.said_by, each.where) for each in await play.on_it()
    ]
    assert 1 == (await play.names()).count("CallAcknowledged")


@pytest.mark.parametrize(
    "changed",
    [
        {"by": "Jane Doe"},
        {"status": AlertStatus.ACKNOWLEDGED},
        {"status": AlertStatus.ACKNOWLEDGED, "by": "Jane Doe", "incident_key": "tminus:doctor"},
        {"status": AlertStatus.ACKNOWLEDGED, "by": "Jane Doe", "incident_key": "tminus:NOBODY-1:L1"},
        {"status": AlertStatus.ACKNOWLEDGED, "by": "Jane Doe", "incident_key": f"tminus:{w.ID}:L9"},
    ],
    ids=["it rings", "we did it", "no page", "no deployment", "no level"],
)
async def test_what_is_no_answer_changes_nothing(play: Matched, changed: dict[str, Any]) -> None:
    """Our own acknowledgements come back as well, in nobody's name."""
    await called(play)
    await play.come(shop(**{**PAGED, **changed}))
    assert [] == await play.on_it()
    assert not await play.is_odd()


async def test_an_answer_that_breaks_is_laid_aside(play: Matched) -> None:
    """Its row says so; the other deployment hears what concerns it."""
    await play.approved("4.13.0")
    broken = deployment_table.c.id == w.ID
    await play.database.write(lambda c: c.execute(deployment_table.update().where(broken).values(body="{")))
    with capture_logs():
        await play.come(shop(**PAGED, status=AlertStatus.ACKNOWLEDGED, by="Jane Doe"))
        await until(play.is_odd)
    _, last = await play.database.read(alerts.not_understood)
    assert last
    assert last.why.startswith(f"not told to {w.ID}: the log has why as ")


async def test_monitors_tell_real_time(idle: Matched) -> None:
    """What a deployment knows is the minute by the plan's clock, as it is set now, also by somebody else."""
    plan, real = w.EVENING + timedelta(days=30), real_now()
    await idle.database.write(lambda c: keep_origin(c, Origin(plan=plan, real=real, speed=0.5)))
    await idle.keep(shop(fired_at=real - 30 * MINUTE))
    assert await idle.matcher._sweep()
    assert plan - 15 * MINUTE == (await idle.known())["shop"].fired_at


async def test_several_may_look_at_once(idle: Matched, database_url: str) -> None:
    """What one has taken the other leaves; nothing is heard twice."""
    await idle.keep(*(shop(key=f"shop-{n}") for n in range(20)))
    other = Database(database_url)
    second = Matcher(other, idle.service, idle.clock, idle.alarm)
    await asyncio.gather(idle.matcher._sweep(), second._sweep())
    await other.close()
    assert (20, True) == (len(await idle.known()), await idle.is_all_taken())


async def test_whoever_heard_nothing_yet_hears_first(idle: Matched) -> None:
    """Where there is no time to tell all it is looked again, and whoever was told waits for the others."""
    hasty = Matcher(idle.database, idle.service, idle.clock, idle.alarm, look_again=0)
    runs = await idle.crowd(TOLD_AT_ONCE + 2)

    async def told(minutes: int) -> set[str]:
        await idle.fire(runs, minutes)
        assert await hasty._sweep()
        return {run for run in runs if await idle.known(run)}

    first = await told(1)
    assert TOLD_AT_ONCE == len(first)
    assert set(runs) == await told(2)
    while await hasty._sweep():
        pass
    assert await idle.is_all_taken()


async def test_it_is_a_rush_until_everybody_heard(idle: Matched) -> None:
    """And none where those who wait heard of something a moment ago."""
    rush = Rush(idle.alarm.ring)
    hasty = Matcher(idle.database, idle.service, idle.clock, idle.alarm, rush=rush, look_again=0)
    runs = await idle.crowd(TOLD_AT_ONCE + 2)

    async def looks(minutes: int) -> list[bool]:
        await idle.fire(runs, minutes)
        return [bool(rush.held_back) for _ in range(2) if await hasty._sweep()]

    assert [True, False] == await looks(1)
    assert [False, False] == await looks(2)


async def test_nothing_is_held_back_while_nobody_can_be_told(idle: Matched) -> None:
    """The rush ends with the look that failed: the next one sees whether there is one."""
    over: list[bool] = []
    rush = Rush(lambda: over.append(True))
    away = w.Play(Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    matcher = Matcher(idle.database, away.service, idle.clock, idle.alarm, rush=rush)
    await idle.keep(shop())
    with pytest.raises(Transient):
        await matcher._sweep()
    assert ([True], timedelta(0)) == (over, rush.held_back)


async def test_what_was_heard_and_not_yet_marked_is_heard_once(idle: Matched) -> None:
    """The row is marked with what the deployment heard, or neither is; to hear it again changes nothing."""
    await idle.keep(shop())
    (kept,) = await idle.database.read(lambda c: alerts.untaken(c, 1))
    told = {kept.id: Matching(alert=kept.alert, why="it is ours")}
    for taken in (dict[int, tuple[str, ...]](), {kept.id: ()}, {kept.id: ()}):
        await idle.service.report_alerts(w.ID, told, taken)
    assert ({"shop": "it is ours"}, [(w.ID, "it is ours")]) == (await idle.why(), await idle.rows())
    assert 1 == (await idle.names()).count("AlertsReported")


async def test_a_deployment_that_breaks_does_not_stop_the_others(play: Matched) -> None:
    """What it did not hear is kept with why, and shown with what was not understood."""
    await play.approved("4.13.0")
    broken = deployment_table.c.id == w.ID
    await play.database.write(lambda c: c.execute(deployment_table.update().where(broken).values(body="{")))
    with capture_logs() as lines:
        await play.come(shop(key="shop-1"), shop(key="shop-2"))
        assert ["shop-1", "shop-2"] == list(await play.known(OTHER))
        await until(play.is_odd)
    count, last = await play.database.read(alerts.not_understood)
    assert 2 == count
    assert last
    assert last.why.startswith(f"not told to {w.ID}: the log has why as ")
    assert 3 == sum(line["event"] == "matcher: unexpected error" for line in lines)


async def test_a_plan_that_cannot_be_read_does_not_stop_the_others(play: Matched) -> None:
    """Its deployment hears nothing that is new to it."""
    await play.approved("4.13.0")
    found = await Queries(play.database, play.clock).deployment(w.ID)
    assert found
    torn = plan_table.c.id == found.state.revision
    await play.database.write(lambda c: c.execute(plan_table.update().where(torn).values(plan="{")))
    await play.come(shop())
    assert [(OTHER, BY_LABEL)] == await play.rows()


async def test_a_locked_deployment_does_not_stop_the_others(idle: Matched) -> None:
    """While somebody has it the others hear, and it hears after that; SQLite has one lock for all."""
    if idle.database.is_sqlite:
        return
    await idle.approved("4.13.0")
    await idle.keep(shop())
    async with somebody_has(idle.database, w.ID):
        assert not await idle.matcher._sweep()
        assert (["shop"], False) == (list(await idle.known(OTHER)), await idle.is_all_taken())
    assert await idle.matcher._sweep()
    assert (["shop"], True) == (list(await idle.known()), await idle.is_all_taken())


async def test_what_waits_for_a_locked_deployment_lets_others_go_past(
    idle: Matched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much of it lies before them; the deployment is tried once, and hears it all after that."""
    if idle.database.is_sqlite:
        return
    monkeypatch.setattr("bot.matcher.AT_ONCE", 2)
    await idle.keep(*(shop(key=f"shop-{n}") for n in range(5)))
    await idle.keep(NOBODYS)
    async with somebody_has(idle.database, w.ID):
        with capture_logs() as lines:
            assert not await idle.matcher._sweep()
        assert [("", "")] * 5 + [("", NO_PLAN)] == await idle.rows()
    assert ["matcher: not told yet"] == [line["event"] for line in lines]
    while await idle.matcher._sweep():
        pass
    assert 5 == len(await idle.known())


async def test_many_locked_deployments_let_others_go_past(
    idle: Matched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also more of them than are told at once, with as much as is looked at together before the others."""
    if idle.database.is_sqlite:
        return
    runs = [f"{w.ID}.{number}" for number in range(2, TOLD_AT_ONCE + 3)]
    monkeypatch.setattr("bot.matcher.AT_ONCE", len(runs))
    for run in runs:
        await idle.approved(version=run)
        await idle.heard_before(run)
    await idle.keep(*(shop(key=run, labels={}, changed_at=FIRED + MINUTE) for run in runs))
    await idle.keep(NOBODYS)
    async with somebody_has(idle.database, *runs):
        assert not await idle.matcher._sweep()
    assert ("", NO_PLAN) == (await idle.rows())[-1]


async def test_a_locked_deployment_whose_page_is_answered_does_not_stop_the_others(idle: Matched) -> None:
    """Whoever answered takes charge once it is free."""
    if idle.database.is_sqlite:
        return
    await called(idle)
    await idle.approved("4.13.0")
    await idle.keep(shop(**PAGED, status=AlertStatus.ACKNOWLEDGED, by="Jane Doe"), shop(key="shop-2"))
    async with somebody_has(idle.database, w.ID):
        assert not await idle.matcher._sweep()
        assert ["shop-2"] == list(await idle.known(OTHER))
    while await idle.matcher._sweep():
        pass
    assert ["Jane Doe"] == [each.said_by for each in await idle.on_it()]
    assert await idle.is_all_taken()


@asynccontextmanager
async def somebody_has(database: Database, *deployments: str) -> AsyncIterator[None]:
    """Deployments are locked meanwhile."""
    held, release = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(connection: Connection) -> None:
        table = deployment_table
        connection.execute(select(table.c.id).where(table.c.id.in_(deployments)).with_for_update())
        loop.call_soon_threadsafe(held.set)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()

    holding = asyncio.create_task(database.write(hold))
    await held.wait()
    try:
        yield
    finally:
        release.set()
        await holding


async def test_a_database_that_is_away_is_asked_again(idle: Matched, database_url: str) -> None:
    """What came in waits for it."""
    gone = Database(database_url)
    await gone.close()
    matcher = Matcher(gone, idle.service, idle.clock, idle.alarm)
    with pytest.raises((RuntimeError, Transient)):
        await matcher._sweep()
    await idle.keep(shop())
    assert await idle.matcher._sweep()
    assert not await idle.matcher._sweep()


async def test_few_plans_are_kept_in_mind(idle: Matched, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were needed last."""
    monkeypatch.setattr("bot.matcher.PLANS_KEPT", 1)
    await idle.approved("4.13.0")
    await idle.keep(shop())
    assert await idle.matcher._sweep()
    assert 1 == len(idle.matcher._named)
