import asyncio
import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, insert, update

from bot.domain.effects import ANSWERS_AHEAD
from bot.ports import Place
from bot.storage import lanes, outbox
from bot.storage.tables import lane_table, outbox_table
from bot.storage.unit_of_work import Database
from tests.query_plans import query_plans

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)
LANE = lanes.answer_lane("WEB-1", "U0ANA")


async def fill(database: Database, user: str = "U0ANA") -> None:
    answer = outbox.Answer(deployment="WEB-1", user=user, place=Place(channel="C1"), text="No.")
    await database.write(lambda c: outbox.write_answer(c, answer, NOW, NOW + timedelta(minutes=30)))


async def claim(database: Database, *tokens: str, at: datetime = NOW) -> tuple[lanes.Claim, ...]:
    return await database.write(lambda c: lanes.claim(c, at, at + LEASE, tokens))


async def take_over(database: Database, token: str, at: datetime = NOW + LEASE) -> tuple[lanes.Claim, ...]:
    """Claim whatever is in somebody's hands or waits, as one who has watched it for long enough."""

    def work(connection: Connection) -> tuple[lanes.Claim, ...]:
        waited = lanes.pending(connection, at, 10)
        return lanes.claim(connection, at, at + LEASE, [token], waited)

    return await database.write(work)


async def empty(database: Database) -> None:
    def work(connection: Connection) -> None:
        while parcel := outbox.next_parcel(connection, LANE):
            outbox.settle(connection, parcel)

    await database.write(work)


async def test_a_lane_is_claimed_by_one_worker_only(database: Database) -> None:
    """While one worker holds a lane, nobody else gets it."""
    await fill(database)

    first = await claim(database, "one")
    second = await claim(database, "two")

    assert [(c.lane, c.token) for c in first] == [(LANE, "one")]
    assert second == ()


async def test_lanes_do_not_wait_for_each_other(database: Database) -> None:
    """Two lanes that are due go to two workers at once, no more than there are hands."""
    await fill(database, "U0ANA")
    await fill(database, "U0BEN")
    await fill(database, "U0CAT")

    first = await claim(database, "one", "two")
    second = await claim(database, "three", "four")

    assert (2, 1) == (len(first), len(second))
    assert len({c.lane for c in (*first, *second)}) == 3


async def test_what_is_ahead_goes_first(database: Database) -> None:
    """A lane that is woken ahead counts as waiting for so long, also where it was due already."""

    def wake(connection: Connection) -> None:
        lanes.wake(connection, ["a", "b", "c"], NOW)
        lanes.wake(connection, ["b", "c"], NOW, {"b": MINUTE, "c": 2 * MINUTE})
        lanes.wake(connection, ["c"], NOW)

    await database.write(wake)
    assert [True, False] == [
        await database.read(partial(lanes.is_any_due, before=NOW - at)) for at in (MINUTE, 2 * MINUTE)
    ]
    assert ["c", "b", "a"] == [each.lane for _ in range(3) for each in await claim(database, "one")]


async def test_what_backs_off_is_not_ahead(database: Database) -> None:
    """Where the other side asked to wait it is given the time, whatever there is to say."""
    await fill(database)
    (mine,) = await claim(database, "mine")

    def work(connection: Connection) -> None:
        lanes.back_off(connection, mine, NOW + LEASE)
        lanes.wake(connection, [LANE], NOW, {LANE: MINUTE})

    await database.write(work)
    assert NOW + LEASE == await database.read(lanes.next_due)


async def test_a_lane_whose_worker_died_is_taken_up_again(database: Database) -> None:
    """Who watched the lane for a lease has it, and the old token writes nothing any more."""
    await fill(database)
    (dead,) = await claim(database, "dead")

    (alive,) = await take_over(database, "alive")
    later = NOW + 2 * LEASE

    assert await database.write(lambda c: lanes.is_held(c, dead, later)) is False
    assert await database.write(lambda c: lanes.is_held(c, alive, later)) is True


async def test_an_empty_lane_is_idle(database: Database) -> None:
    """A lane with nothing left is due at no time."""
    await fill(database)
    (mine,) = await claim(database, "mine")
    await empty(database)
    await database.write(lambda c: lanes.release(c, mine, None))

    assert await database.read(lanes.next_due) is None
    assert await claim(database, "again") == ()


async def test_what_comes_in_while_a_lane_is_found_empty_makes_it_due(
    database: Database, database_url: str
) -> None:
    """Whoever writes a row waits for the lane's row, which is locked from the look to the end of it."""
    await fill(database)
    (mine,) = await claim(database, "mine")
    await empty(database)
    found, go_on, loop = asyncio.Event(), threading.Event(), asyncio.get_running_loop()

    def give_back(connection: Connection) -> None:
        assert lanes.is_held(connection, mine, NOW + LEASE)
        loop.call_soon_threadsafe(found.set)
        go_on.wait()
        lanes.release(connection, mine, None)

    giving = asyncio.create_task(database.write(give_back))
    await found.wait()
    other = Database(database_url)
    filling = asyncio.create_task(fill(other))
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(giving, filling)
    await other.close()

    assert NOW - ANSWERS_AHEAD == await database.read(lanes.next_due)


async def test_a_lost_lane_is_not_released_by_its_old_worker(database: Database) -> None:
    """A worker that comes back too late leaves the lane to whoever holds it now."""
    await fill(database)
    (late,) = await claim(database, "late")
    (holder,) = await take_over(database, "holder")
    await database.write(lambda c: lanes.release(c, late, NOW + LEASE))

    assert await database.write(lambda c: lanes.is_held(c, holder, NOW + 2 * LEASE)) is True


async def test_a_lane_that_backs_off_is_left_alone_until_then(database: Database) -> None:
    """New rows do not shorten a pause that the service asked for."""
    await fill(database)
    (mine,) = await claim(database, "mine")
    until = NOW + timedelta(seconds=42)
    await database.write(lambda c: lanes.back_off(c, mine, until))
    await fill(database)

    assert await database.read(lanes.next_due) == until
    assert await claim(database, "early", at=until - timedelta(microseconds=1)) == ()
    (again,) = await claim(database, "then", at=until)
    assert again.failures == 1


async def test_a_success_forgets_the_failures_before(database: Database) -> None:
    """The pause starts small again after a delivery that worked."""
    await fill(database)
    (mine,) = await claim(database, "mine")
    await database.write(lambda c: lanes.back_off(c, mine, NOW))
    (again,) = await claim(database, "again")
    await database.write(lambda c: lanes.succeed(c, again))
    await database.write(lambda c: lanes.release(c, again, NOW))

    assert [c.failures for c in await claim(database, "third")] == [0]


async def test_a_claimed_lane_is_next_due_when_its_lease_ends(database: Database) -> None:
    """Nobody looks again at once for a lane that is being delivered."""
    await fill(database)
    await claim(database, "mine")

    assert await database.read(lanes.next_due) == NOW + LEASE


async def test_lanes_of_the_dead_are_taken_over(database: Database) -> None:
    """Every lane that somebody had is free at once, and their token writes nothing any more."""
    await fill(database)
    (dead,) = await claim(database, "dead")

    assert (1, 0) == (await database.write(lanes.take_over), await database.write(lanes.take_over))
    assert await database.write(lambda c: lanes.is_held(c, dead, NOW + LEASE)) is False
    assert len(await claim(database, "alive")) == 1


async def test_a_clock_that_jumps_ahead_takes_nobodys_lane(database: Database) -> None:
    """However late it is by our clock, a lane in somebody's hands is theirs."""
    await fill(database)
    await claim(database, "theirs")
    tomorrow = NOW + timedelta(days=1)

    assert await claim(database, "ours", at=tomorrow) == ()


async def test_a_sign_of_life_is_seen(database: Database) -> None:
    """A lane that was renewed, or given back, while it was watched is not taken over."""
    await fill(database)
    (mine,) = await claim(database, "mine")
    waited = await database.read(lambda c: lanes.pending(c, NOW, 10))
    await database.write(lambda c: lanes.is_held(c, mine, NOW + 2 * LEASE))

    assert await database.write(lambda c: lanes.claim(c, NOW, NOW + LEASE, ["theirs"], waited)) == ()
    assert await database.write(lambda c: lanes.is_held(c, mine, NOW + LEASE)) is True


async def test_a_pause_that_was_waited_for_is_over(database: Database) -> None:
    """A lane whose pause lies an hour ahead by a clock that was set back is claimed by who waited."""
    await fill(database)
    (mine,) = await claim(database, "mine")
    await database.write(lambda c: lanes.back_off(c, mine, NOW + timedelta(hours=1)))

    assert [("mine again", 1)] == [(c.token, c.failures) for c in await take_over(database, "mine again")]


def test_a_lane_says_whose_it_is_and_where_it_leads() -> None:
    """By ids: the deployment, "" where it is none's; the channel or the user."""
    channel, direct, answer = (
        lanes.conversation_lane("WEB-1", "C1"),
        lanes.conversation_lane("WEB-1", "U0ANA"),
        lanes.answer_lane("", "U0ANA"),
    )
    assert ["WEB-1", "WEB-1", ""] == [lanes.deployment_of(lane) for lane in (channel, direct, answer)]
    assert ["C1", "U0ANA", "U0ANA"] == [lanes.conversation_of(lane) for lane in (channel, direct, answer)]


async def test_lanes_in_which_nothing_can_be_said_are_listed_with_why(database: Database) -> None:
    """The others are left out."""
    await fill(database)
    await fill(database, "U0BOB")
    await database.write(lambda c: lanes.block(c, LANE, "the channel is archived"))

    assert {LANE: "the channel is archived"} == await database.read(lanes.all_blocked)


async def test_lanes_that_do_not_get_there_are_found_by_where_they_lead(database: Database) -> None:
    """Or to a part of it, since their oldest row waits; not what was not tried, works, is blocked, or leads
    elsewhere.
    """
    page = [f"{name}|status page" for name in ("WEB-1", "WEB-2", "WEB-3", "WEB-4")]
    failing, blocked, mail = (*page[:2], page[3]), page[3], "WEB-1|email"
    part, other = "WEB-5|status page:L1", "WEB-6|status pages"

    def work(connection: Connection) -> dict[str, datetime]:
        lanes.wake(connection, [*page, mail, part, other], NOW)
        table = lane_table.c
        fails = table.key.in_((*failing, mail, part, other))
        connection.execute(update(lane_table).where(fails).values(failures=2))
        connection.execute(update(lane_table).where(table.key == blocked).values(blocked="it is archived"))
        for minutes, lane in enumerate((*page, mail, page[0], part, other)):
            row = {"message": None, "answer": "{}", "generation": 1, "doubtful": False, "expires_at": None}
            dead = "no" if lane == page[1] else None
            at = NOW - timedelta(minutes=minutes)
            connection.execute(insert(outbox_table).values(lane=lane, written_at=at, dead=dead, **row))
        return dict(lanes.failing_into(connection, "status page"))

    assert {
        page[0]: NOW - timedelta(minutes=5),
        part: NOW - timedelta(minutes=6),
    } == await database.write(work)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_due_is_found_by_the_index(database: Database) -> None:
    """However many lanes there are, neither idle ones nor all that are due are read to claim one."""

    def ask(connection: Connection) -> None:
        waited = lanes.pending(connection, NOW, 10)
        lanes.next_due(connection)
        lanes.claim(connection, NOW + LEASE, NOW + 2 * LEASE, ["one", "two"], waited)

    await fill(database)
    await claim(database, "one")
    details = await database.write(lambda c: query_plans(c, "lane", ask))

    assert details
    by = [detail.partition("(")[2] for detail in details]
    assert {
        "lease_until>?)",
        "lease_until=? AND due_at>?)",
        "lease_until=? AND due_at>? AND due_at<?)",
        "key=?)",
    } == set(by)
