from datetime import timedelta

import pytest

from bot.storage import timers
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

SOON = w.EVENING + timedelta(minutes=1)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
async def started(database: Database) -> Database:
    """A deployment with no timer but the one we set."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await database.write(lambda c: timers.clear_timer(c, w.ID, "window-ends"))
    await database.write(lambda c: timers.set_timer(c, w.ID, "go", SOON))
    return database


async def test_a_timer_is_due_at_its_time_and_not_before(started: Database) -> None:
    """Both sides of the limit: a moment before nothing is due."""
    early = await started.read(lambda c: timers.due_timers(c, SOON - MOMENT, 10))
    due = await started.read(lambda c: timers.due_timers(c, SOON, 10))

    assert early == ()
    assert [(w.ID, "go")] == [(timer.deployment, timer.name) for timer in due]


async def test_a_name_is_set_once_at_a_time(started: Database) -> None:
    """Setting a timer again moves it."""
    later = SOON + timedelta(hours=1)
    await started.write(lambda c: timers.set_timer(c, w.ID, "go", later))

    assert await started.read(timers.next_due) == later
    assert later == await started.read(lambda c: timers.set_to(c, w.ID, "go"))
    assert await started.read(lambda c: timers.set_to(c, w.ID, "window-ends")) is None


async def test_a_timer_that_was_moved_meanwhile_is_not_taken(started: Database) -> None:
    """Who saw a timer that is set to later by now leaves it alone."""
    (due,) = await started.read(lambda c: timers.due_timers(c, SOON, 10))
    await started.write(lambda c: timers.set_timer(c, w.ID, "go", SOON + MOMENT))

    assert await started.write(lambda c: timers.take(c, due, SOON)) is False
    assert await started.write(lambda c: timers.take(c, due, SOON + MOMENT)) is True
    assert await started.write(lambda c: timers.take(c, due, SOON + MOMENT)) is False


async def test_a_cleared_timer_is_gone(started: Database) -> None:
    """What is settled wakes nobody; clearing twice is no error."""
    for _ in range(2):
        await started.write(lambda c: timers.clear_timer(c, w.ID, "go"))

    assert await started.read(timers.next_due) is None


async def test_a_timer_can_be_put_off(started: Database) -> None:
    """A timer that could not be fired comes up again later."""
    (due,) = await started.read(lambda c: timers.due_timers(c, SOON, 10))
    later = SOON + timedelta(minutes=1)
    await started.write(lambda c: timers.put_off(c, due, later))

    assert await started.read(timers.next_due) == later
