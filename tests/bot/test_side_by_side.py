from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.audit import audit
from bot.domain import intents as i
from bot.domain.neighbours import SURROUNDINGS_TIMER
from bot.storage import timers
from bot.storage.tables import timer_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

SECOND = f"{w.ID}.2"


@pytest.fixture
async def play(database: Database) -> AsyncIterator[w.Play]:
    """The web shop's people; in the end the record is whole."""
    play = w.Play(database)
    await play.people()
    yield play
    assert (await audit(database))[1] == ()


async def woken(play: w.Play) -> list[str]:
    """Who is to look around."""
    query = select(timer_table.c.deployment).where(timer_table.c.name == SURROUNDINGS_TIMER)
    return sorted(await play.database.read(lambda c: list(c.execute(query).scalars())))


async def look_around(play: w.Play) -> None:
    """Whoever is to look around does."""
    due = await play.database.read(lambda c: timers.due_timers(c, play.clock.now(), 50))
    for timer in due:
        await play.service.fire(timer)


async def test_who_is_submitted_wakes_the_others_of_the_night(play: w.Play) -> None:
    """A submit and a cancel wake whoever is of the same night; what concerns nobody else wakes nobody."""
    await play.start()
    await play.start(start="2026-12-02 01:00")
    await play.start(start="2026-12-05 23:00")
    assert [] == await woken(play)
    await play.do("tess", i.Submit())
    assert [SECOND, f"{w.ID}.3"] == await woken(play)
    await look_around(play)
    await play.do("pia", i.GiveSignOff())
    await play.do("ana", i.TickItem(wanted="1"))
    assert [] == await woken(play)
    await play.do("ana", i.Cancel(reason="twice"))
    assert [SECOND, f"{w.ID}.3"] == await woken(play)


async def test_one_that_looked_around_knows_its_neighbour(play: w.Play) -> None:
    """After the timer the other stands in the state, with the people who are in both."""
    await play.start()
    await play.start(start="2026-12-02 00:00")
    await play.do("tess", i.Submit())
    await look_around(play)
    known = await play.do("ana", i.TickItem(wanted="1"), SECOND)
    assert known.state
    (neighbour,) = known.state.surroundings.neighbours
    assert (w.ID, True, False) == (neighbour.id, neighbour.is_rival, neighbour.runs)
    assert "Dora Nagy" in {part.person.name for part in neighbour.shared}
