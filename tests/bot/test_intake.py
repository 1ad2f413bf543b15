import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import NoneType
from typing import cast

import pytest
from sqlalchemy import Connection, Engine, Update, event, func, select, update

from bot.clock import real_now
from bot.domain.alerts import AlertStatus
from bot.errors import Transient
from bot.intake import KEPT_FOR, MOST_AT_ONCE, Intake
from bot.metrics import Became, Metrics
from bot.storage.tables import alert_table
from bot.storage.unit_of_work import Database
from tests.bot.alerting import FIRED, cart, odd, report

PING = replace(odd(), delivery="ping", why="")
MOMENT = timedelta(seconds=1)
LONG_AGO = update(alert_table).values(received_at=real_now() - timedelta(minutes=10))


class Door:
    """An intake, and how often it rang."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.metrics = Metrics()
        self.rings = 0
        self.intake = Intake(database, wake=self._ring, metrics=self.metrics)

    def _ring(self) -> None:
        self.rings += 1

    def counted(self, source: str, outcome: str) -> float:
        labels = {"source": source, "outcome": outcome}
        return self.metrics.registry.get_sample_value("tminus_alerts_received_total", labels) or 0

    async def rows(self) -> int:
        count = select(func.count()).select_from(alert_table)
        return await self.database.read(lambda c: c.execute(count).scalar_one())


def _run(connection: Connection, statement: Update) -> None:
    connection.execute(statement)


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


async def test_what_is_new_is_kept_and_somebody_is_woken(door: Door) -> None:
    """Once for a delivery of many; what is brought again wakes nobody."""
    both = [report(), report(cart(key="grafana:other:1"))]
    for _ in range(2):
        await door.intake.receive(both)
    assert (2, 1) == (await door.rows(), door.rings)


async def test_what_nobody_has_to_look_at_wakes_nobody(door: Door) -> None:
    """Neither what is odd nor what says nothing; both are kept."""
    await door.intake.receive([odd(), PING])
    assert (2, 0) == (await door.rows(), door.rings)


async def test_each_report_is_counted_by_what_became_of_it(door: Door) -> None:
    """By source, too; what was brought before counts as known."""
    await door.intake.receive([report(), odd(), PING])
    await door.intake.receive([report(), odd(), odd(delivery="another")])
    counted = [
        door.counted("PagerDuty", outcome)
        for outcome in (Became.ALERT, Became.NOTHING, Became.ODD, Became.KNOWN)
    ]
    assert [0, 1, 2, 1] == counted
    assert [1, 1] == [door.counted("Grafana", outcome) for outcome in (Became.ALERT, Became.KNOWN)]


async def test_every_series_begins_with_nothing(door: Door) -> None:
    """A rate is known from the first report on."""
    labels = {"source": "Alertmanager", "outcome": Became.ODD}
    assert 0 == door.metrics.registry.get_sample_value("tminus_alerts_received_total", labels)


async def test_what_comes_in_makes_room(door: Door) -> None:
    """What is older than thirty days goes, twice as much as comes; what nobody looked at stays."""
    await door.intake.receive([odd(delivery=f"old {n}") for n in range(5)] + [report()])
    for number in range(5):
        age = KEPT_FOR + (MOMENT if number else -60 * MOMENT)
        row = update(alert_table).where(alert_table.c.delivery == f"old {number}")
        await door.database.write(partial(_run, statement=row.values(received_at=real_now() - age)))
    counts = []
    for delivery in ("new 1", "new 2", "new 3"):
        await door.intake.receive([odd(delivery=delivery)])
        counts.append(await door.rows())
    assert [5, 4, 5] == counts


async def test_what_is_back_is_news_and_wakes_somebody(door: Door) -> None:
    """Of those who tell only how an alert stands; an event of PagerDuty's that comes again is an old one."""
    over = cart(status=AlertStatus.RESOLVED, changed_at=FIRED + 60 * MOMENT)
    for standing in (True, False):
        fires, ends = (
            replace(report(each, f"{standing}:{each.status}"), is_standing=standing)
            for each in (cart(key=f"{standing}"), replace(over, key=f"{standing}"))
        )
        await door.intake.receive([fires, ends])
        await door.database.write(partial(_run, statement=LONG_AGO))
        await door.intake.receive([fires, fires])
    assert (5, 3) == (await door.rows(), door.rings)
    assert [5, 3] == [door.counted("Grafana", outcome) for outcome in (Became.ALERT, Became.KNOWN)]


async def test_what_comes_in_at_once_is_kept_at_once(door: Door) -> None:
    """A hundred wait for one transaction, and each hears when it is there."""
    begun = 0

    def count(_connection: object) -> None:
        nonlocal begun
        begun += 1

    event.listen(Engine, "commit", count)
    await asyncio.gather(*(door.intake.receive([odd(delivery=f"{n}")]) for n in range(100)))
    event.remove(Engine, "commit", count)
    assert (100, 1) == (await door.rows(), begun)


async def test_not_more_is_kept_at_once_than_is_soon_done(door: Door) -> None:
    """What one request alone brings is kept in one transaction, however much it is."""
    brought = [[odd(delivery=f"{who}:{n}") for n in range(MOST_AT_ONCE // 2 + 1)] for who in range(3)]
    many = [odd(delivery=f"many:{n}") for n in range(2 * MOST_AT_ONCE)]
    await asyncio.gather(*map(door.intake.receive, [*brought, many]))
    assert sum(map(len, [*brought, many])) == await door.rows()


async def test_what_nobody_expected_takes_no_other_with_it(door: Door) -> None:
    """The one hears of it, the others are kept."""
    broken = replace(odd(), delivery="broken", raw=cast("str", None))
    told = await asyncio.gather(
        *(door.intake.receive([each]) for each in (odd(), broken, report())), return_exceptions=True
    )
    assert [NoneType, TypeError, NoneType] == [type(each) for each in told]
    assert 2 == await door.rows()


async def test_who_does_not_wait_any_more_keeps_nobody_waiting(door: Door) -> None:
    """A request that was given up is kept all the same, and the others are told."""
    first, second, third = (
        asyncio.create_task(door.intake.receive([odd(delivery=name)])) for name in ("1", "2", "3")
    )
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(first, third)
    assert 3 == await door.rows()


async def test_where_the_database_is_away_nothing_is_said_to_be_kept(tmp_path: Path) -> None:
    """Whoever brought it hears so, nobody is woken and nothing is counted."""
    door = Door(Database(f"sqlite:///{tmp_path / 'gone.db'}"))
    told = await asyncio.gather(*(door.intake.receive([report()]) for _ in range(3)), return_exceptions=True)
    await door.database.close()
    assert [Transient] * 3 == [type(each) for each in told]
    assert (0, 0) == (door.rings, door.counted("Grafana", Became.ALERT))
