import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.audit import audit
from bot.domain import freezes as f, intents as i
from bot.domain.neighbours import SURROUNDINGS_TIMER
from bot.domain.refusals import Refusal
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


def freeze(reason: str = "stocktaking") -> f.SetFreeze:
    """A freeze over the web shop's night."""
    night = w.EVENING.replace(tzinfo=None)
    return f.SetFreeze(
        service="web-shop", environment="production", start=night, end=night.replace(day=3), reason=reason
    )


async def test_a_freeze_is_set_once_for_each_key(play: w.Play) -> None:
    """Slack's second delivery of a freeze sets no second one, and a refusal is repeated word for word."""
    first = await play.service.freeze(freeze(), actor="U0TESS", key="twice")
    assert first == await play.service.freeze(freeze(), actor="U0TESS", key="twice")
    assert isinstance(first, f.Freezes)
    assert 1 == first.count
    refused = [await play.service.freeze(freeze(), actor="U0NED", key="no") for _ in range(2)]
    assert refused[0] == refused[1]
    assert isinstance(refused[0], Refusal)


async def test_a_freeze_wakes_whom_it_touches(play: w.Play) -> None:
    """Only whoever has a window under it looks around, when it comes and when it ends."""
    await play.start()
    await play.start(start="2026-12-05 23:00")
    await play.service.freeze(freeze(), actor="U0TESS", key=play.key())
    assert [w.ID] == await woken(play)
    await look_around(play)
    await play.service.freeze(f.EndFreeze(number=1, reason="moved"), actor="U0TESS", key=play.key())
    assert [w.ID] == await woken(play)


async def test_freezes_at_once_get_a_number_each(play: w.Play) -> None:
    """However many are set in one moment, none is lost and no number is given twice."""
    await asyncio.gather(
        *(play.service.freeze(freeze(str(n)), actor="U0TESS", key=f"freeze-{n}") for n in range(6))
    )
    last = await play.service.freeze(freeze("last"), actor="U0TESS", key="last")
    assert isinstance(last, f.Freezes)
    assert [1, 2, 3, 4, 5, 6, 7] == sorted(each.number for each in last.freezes)


async def test_the_release_manager_of_the_roster_may_freeze(play: w.Play) -> None:
    """Whoever the roster names so keeps the freezes, too; the zone is that of their Slack profile."""
    await play.service.note_directory([w.user("ned", timezone="America/New_York")])
    await play.service.set_role("Release manager", ["U0NED"], [], actor="U0TESS", key=play.key())
    after = await play.service.freeze(freeze(), actor="U0NED", key=play.key())
    assert isinstance(after, f.Freezes)
    assert "America/New_York" == after.freezes[0].zone
    await play.service.note_directory([w.user("ned", timezone="Mars/Olympus")])
    after = await play.service.freeze(freeze(), actor="U0NED", key=play.key())
    assert isinstance(after, f.Freezes)
    assert "" == after.freezes[1].zone
