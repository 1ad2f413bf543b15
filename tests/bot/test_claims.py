"""Lanes in one process's hands. A clock that is off is one that wrote the rows with other instants."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from bot.claims import Claims
from bot.clock import real_now
from bot.ports import Place
from bot.rush import HELD_BACK, Rush
from bot.scheduler import Alarm, Scheduler
from bot.storage import lanes, outbox
from bot.storage.tables import lane_table
from bot.storage.unit_of_work import Database
from tests.waiting import until

HOUR = timedelta(hours=1)
SHORT = timedelta(milliseconds=30)


@pytest.fixture
async def alarm() -> AsyncIterator[Alarm]:
    scheduler = Scheduler()
    scheduler.start()
    yield scheduler.alarm("outbox")
    scheduler.stop()


async def fill(database: Database, user: str = "U0ANA") -> None:
    answer = outbox.Answer(deployment="WEB-1", user=user, place=Place(channel="C1"), text="No.")
    now = real_now()
    await database.write(lambda c: outbox.write_answer(c, answer, now, now + HOUR))


def lane_of(_connection: Connection, claim: lanes.Claim) -> str:
    return claim.lane


async def takes(claims: Claims) -> lanes.Claim:
    """What it takes in the end."""
    found: list[lanes.Claim] = []

    async def has_one() -> bool:
        found.extend([claim for claim, _ in await claims.take(8, lane_of)])
        return bool(found)

    await until(has_one)
    return found[0]


async def test_it_takes_what_is_due_once(database: Database, alarm: Alarm) -> None:
    """As many as there are hands; what is in hand is not taken again, however short the lease."""
    claims = Claims(database, alarm, lease=timedelta(0))
    await fill(database)
    await fill(database, "U0SAM")

    assert [1, 1, 0] == [len(await claims.take(hands, lane_of)) for hands in (1, 8, 8)]
    assert () == await claims.take(0, lane_of)


async def test_each_lane_is_begun_as_it_is_claimed(database: Database, alarm: Alarm) -> None:
    """In the same transaction; where one cannot be, they are claimed all the same, and none is begun."""
    claims = Claims(database, alarm)
    for user in ("U0ANA", "U0SAM", "U0DBA"):
        await fill(database, user)

    def refuses_sam(_connection: Connection, claim: lanes.Claim) -> str:
        if "SAM" in claim.lane:
            raise ValueError(claim.lane)
        return claim.lane

    ((first, begun),) = await claims.take(1, lane_of)
    assert first.lane == begun
    assert [None, None] == [each for _, each in await claims.take(8, refuses_sam)]


async def test_it_knows_whether_there_are_hands_enough(database: Database, alarm: Alarm) -> None:
    """As many as there are hands, or none free: there may be more; fewer: there are not, and none waits."""
    claims = Claims(database, alarm)
    await fill(database)
    await fill(database, "U0SAM")
    found = []
    for hands in (0, 1, 2, 0):
        await claims.take(hands, lane_of)
        found.append(claims.is_more_than_hands)

    assert [True, True, False, False] == found


async def test_until_it_knows_there_may_be_more(database: Database, alarm: Alarm) -> None:
    """Whoever ends while lanes are claimed looks again: what they left may be what there was no hand for."""
    claims = Claims(database, alarm)
    await fill(database)

    taken = await claims.take(8, lambda _connection, _claim: claims.is_more_than_hands)

    assert ([True], False) == ([meanwhile for _, meanwhile in taken], claims.is_more_than_hands)


@pytest.mark.parametrize("off", [HOUR, -HOUR])
async def test_the_lane_of_a_worker_that_is_gone_is_taken_over(
    database: Database, alarm: Alarm, off: timedelta
) -> None:
    """Once it stood still for a lease in front of us, whatever instant the other wrote into it."""
    await fill(database)
    ((theirs, _),) = await Claims(database, alarm).take(8, lane_of)
    await database.write(lambda c: lanes.is_held(c, theirs, real_now() + off))
    ours = Claims(database, alarm, lease=SHORT)
    assert () == await ours.take(8, lane_of)

    assert theirs.lane == (await takes(ours)).lane


async def test_a_lane_that_was_dropped_is_taken_up_soon(database: Database, alarm: Alarm) -> None:
    """What this process could not give back it need not wait a lease for."""
    claims = Claims(database, alarm, lease=HOUR)
    await fill(database)
    ((claim, _),) = await claims.take(8, lane_of)
    claims.drop(claim)
    claims.end(claim)

    assert claim.lane == (await takes(claims)).lane


async def test_a_lane_that_backs_off_is_tried_after_its_pause(database: Database, alarm: Alarm) -> None:
    """What failed before is counted with it."""
    claims = Claims(database, alarm)
    await fill(database)
    ((claim, _),) = await claims.take(8, lane_of)
    await database.write(lambda c: lanes.back_off(c, claim, real_now() + SHORT))
    claims.end(claim)

    assert 1 == (await takes(claims)).failures


async def test_a_database_that_is_away_is_asked_again(database: Database, alarm: Alarm) -> None:
    """Nothing is claimed and the alarm is set; once the database is back the lane is there."""
    claims = Claims(database, alarm)
    await fill(database)
    await database.write(lambda c: c.execute(update(lane_table).values(failures=3)))
    nowhere = Claims(Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing"), alarm)
    assert () == await nowhere.take(8, lane_of)
    await alarm.wait()

    assert [3] == [claim.failures for claim, _ in await claims.take(8, lane_of)]


async def test_a_rush_holds_back_what_has_not_waited_long(database: Database, alarm: Alarm) -> None:
    """It is begun as the rush is over, or once it waited long enough."""
    rush = Rush(alarm.ring)
    claims = Claims(database, alarm, rush=rush)
    await fill(database)
    just_now = update(lane_table).values(due_at=real_now())
    await database.write(lambda c: c.execute(just_now))
    rush.goes_on(is_on=True)
    assert () == await claims.take(8, lane_of)
    assert () == await database.write(lambda c: claims.one_more(c, real_now()))
    late = update(lane_table).values(due_at=real_now() - HELD_BACK)
    await database.write(lambda c: c.execute(late))
    assert 1 == len(await claims.take(8, lane_of))
    await fill(database, "U0SAM")
    await database.write(lambda c: c.execute(just_now.where(lane_table.c.lease_until.is_(None))))
    assert () == await claims.take(8, lane_of)
    rush.goes_on(is_on=False)
    assert 1 == len(await claims.take(8, lane_of))
