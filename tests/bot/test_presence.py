from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.clock import real_now
from bot.domain.errands import ReadGroups
from bot.ports import Errand, Place
from bot.presence import presence
from bot.storage import errands, lanes, outbox
from bot.storage.unit_of_work import Database

LEASE = timedelta(hours=1)
PLACE = Place(channel="C1")
QUESTION = ReadGroups(deployment="WEB-1", groups=("dba-team",), intent="Begin", fields="{}")


async def left_behind(database: Database) -> None:
    """A worker has an answer and an errand in hand, and says nothing more."""

    def work(connection: Connection) -> None:
        now = real_now()
        answer = outbox.Answer(deployment="WEB-1", user="U0ANA", place=PLACE, text="No.")
        outbox.write_answer(connection, answer, now, now + LEASE)
        errands.write(connection, Errand(user="U0ANA", place=PLACE, question=QUESTION), now)
        assert lanes.claim(connection, now, now + LEASE, ["dead"])
        assert errands.claim(connection, now, now + LEASE, ["dead"])

    await database.write(work)


async def free(database: Database) -> tuple[int, int]:
    """How many lanes and errands somebody could claim now; nobody does."""

    def look(connection: Connection) -> tuple[int, int]:
        now = real_now()
        due = (lanes.next_due(connection), errands.next_due(connection))
        return (int(bool(due[0] and due[0] <= now)), int(bool(due[1] and due[1] <= now)))

    return await database.read(look)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_comes_alone_takes_up_what_the_dead_had_in_hand(database: Database) -> None:
    """Lanes and errands are free at once, without the lease's wait."""
    await left_behind(database)
    assert (0, 0) == await free(database)
    async with presence(database):
        assert (1, 1) == await free(database)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_the_living_have_in_hand_is_theirs(database: Database) -> None:
    """A second and a third worker leave all claims alone, as long as anybody is there before them."""
    async with presence(database):
        await left_behind(database)
        async with presence(database), presence(database):
            assert (0, 0) == await free(database)
    async with presence(database):
        assert (1, 1) == await free(database)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_on_postgresql_the_lease_is_waited_for(database: Database) -> None:
    """Nobody there knows whether the one who is not heard from lives."""
    await left_behind(database)
    async with presence(database):
        assert (0, 0) == await free(database)
