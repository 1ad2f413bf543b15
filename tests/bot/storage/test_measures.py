from datetime import datetime

import pytest
from sqlalchemy import select, update

from bot.clock import real_now
from bot.deciding import ANSWER_LIVES
from bot.domain import intents as i
from bot.ports import Place
from bot.storage import alerts, lanes, outbox
from bot.storage.measures import Measured, measure
from bot.storage.tables import lane_table, outbox_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.alerting import report


@pytest.fixture
async def play(database: Database) -> w.Play:
    """Two drafts of which nothing was delivered yet."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.start(version="4.13.0")
    return play


async def measured(play: w.Play, now: datetime | None = None) -> Measured:
    return await play.database.read(lambda c: measure(c, now or real_now()))


async def test_an_empty_database_has_nothing_to_count(database: Database) -> None:
    """Nothing is there, and nothing is due."""
    nothing = Measured(deployments={}, waiting=0, blocked=0, oldest=None, dead=0, errands=0, timer_due=None)
    assert nothing == await database.read(lambda c: measure(c, real_now()))


async def test_deployments_are_counted_by_state(play: w.Play) -> None:
    """Each counts where it is now."""
    await play.do("ana", i.Cancel(reason="not tonight"))
    assert {"draft": 1, "cancelled": 1} == (await measured(play)).deployments


async def test_what_waits_has_an_age(play: w.Play) -> None:
    """It is as old as its oldest row; the earliest timer is known, too."""
    oldest = await play.database.read(
        lambda c: c.execute(select(outbox_table.c.written_at)).scalars().first()
    )
    found = await measured(play)
    assert (2, 0, 0) == (found.waiting, found.blocked, found.dead)
    assert oldest == found.oldest
    assert found.timer_due is not None


async def test_what_waits_for_a_place_does_not_count_as_late(play: w.Play) -> None:
    """What cannot be said where it belongs is counted apart, and has no age."""
    lane = lanes.conversation_lane(w.ID, w.CHANNEL)
    blocked = update(lane_table).where(lane_table.c.key == lane).values(blocked="the channel is archived")
    await play.database.write(lambda c: c.execute(blocked))
    found = await measured(play)
    assert (1, 1) == (found.waiting, found.blocked)


async def test_a_dead_letter_is_counted_until_it_is_worth_nothing(play: w.Play) -> None:
    """A dead message stays one; a dead answer does until it would come too late."""
    now = real_now()
    answer = outbox.Answer(deployment=w.ID, user="U0NED", place=Place(channel=""), text="No.")
    await play.database.write(lambda c: outbox.write_answer(c, answer, now, now + ANSWER_LIVES))
    await play.database.write(lambda c: c.execute(update(outbox_table).values(dead="gone")))
    counts = [(await measured(play, at)).dead for at in (now, now + ANSWER_LIVES)]
    assert [3, 2] == counts


async def test_a_report_waits_until_somebody_looks_at_it(database: Database) -> None:
    """It is as old as the oldest."""
    now = real_now()
    await database.write(lambda c: alerts.keep(c, [report()], now))
    found = await database.read(lambda c: measure(c, now))
    assert (1, now) == (found.untaken, found.untaken_since)
