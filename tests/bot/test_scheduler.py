import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import time_machine

from bot.clock import real_now
from bot.errors import Transient
from bot.scheduler import Alarm, Scheduler, sweeping

SOON = timedelta(milliseconds=20)
LATER = timedelta(hours=1)


@pytest.fixture
async def scheduler() -> AsyncIterator[Scheduler]:
    scheduler = Scheduler()
    scheduler.start()
    yield scheduler
    scheduler.stop()


async def rings(alarm: Alarm, within: float = 2) -> bool:
    try:
        async with asyncio.timeout(within):
            await alarm.wait()
    except TimeoutError:
        return False
    return True


async def test_an_alarm_rings_when_it_was_set_for(scheduler: Scheduler) -> None:
    """A worker that waits is woken when its next row is due."""
    alarm = scheduler.alarm("outbox")
    alarm.ring_at(real_now() + SOON)

    assert await rings(alarm) is True


async def test_an_alarm_that_is_late_rings_all_the_same(scheduler: Scheduler) -> None:
    """A time that has passed already rings at once and is not dropped as a misfire."""
    alarm = scheduler.alarm("timers")
    alarm.ring_at(real_now() - LATER)

    assert await rings(alarm) is True


async def test_a_new_time_replaces_the_old_one(scheduler: Scheduler) -> None:
    """An alarm has one time only: setting it later, or to none, silences the earlier one."""
    alarm = scheduler.alarm("outbox")
    alarm.ring_at(real_now() + SOON)
    alarm.ring_at(real_now() + LATER)
    put_off = await rings(alarm, within=0.1)
    alarm.ring_at(None)
    alarm.ring_at(None)

    assert (put_off, await rings(alarm, within=0.05)) == (False, False)


async def test_a_ring_between_two_waits_is_heard(scheduler: Scheduler) -> None:
    """Work that comes in while the worker is busy wakes it once it waits again, once."""
    alarm = scheduler.alarm("outbox")
    alarm.ring()
    alarm.ring()

    assert await rings(alarm) is True
    assert await rings(alarm, within=0.05) is False


async def test_who_looks_has_heard_what_rang_before(scheduler: Scheduler) -> None:
    """What rang until a look is seen by it; what rings afterwards is heard."""
    alarm = scheduler.alarm("timers")
    alarm.ring()
    alarm.hush()

    assert await rings(alarm, within=0.05) is False
    alarm.ring()
    assert await rings(alarm) is True


async def test_rings_soon_after_one_another_are_heard_together(scheduler: Scheduler) -> None:
    """The first is heard at once, and those that follow at the end of the pause, once."""
    alarm = scheduler.alarm("errands", apart=0.2)
    alarm.ring()
    assert await rings(alarm, within=0.1) is True
    alarm.ring()
    assert await rings(alarm, within=0.05) is False
    alarm.ring()
    assert await rings(alarm) is True
    assert await rings(alarm, within=0.05) is False


async def test_it_rings_now_and_then(scheduler: Scheduler) -> None:
    """Rows that another process wrote are found though nobody here rang."""
    alarm = scheduler.alarm("outbox")
    alarm.ring_every(0.02)

    assert await rings(alarm) is True
    assert await rings(alarm) is True


async def test_an_alarm_rings_after_a_pause(scheduler: Scheduler) -> None:
    """A new pause replaces the one before, and none silences it."""
    alarm = scheduler.alarm("outbox")
    alarm.ring_in(SOON)
    alarm.ring_in(LATER)
    put_off = await rings(alarm, within=0.1)
    alarm.ring_in(None)
    alarm.ring_in(SOON)

    assert (put_off, await rings(alarm)) == (False, True)


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_is_set_freezes_nothing(scheduler: Scheduler, hours: int) -> None:
    """While the machine's clock jumps, pauses end and the beat goes on."""
    pausing, beating = scheduler.alarm("outbox"), scheduler.alarm("timers")
    pausing.ring_in(SOON)
    beating.ring_every(0.02)
    with time_machine.travel(real_now() + hours * LATER):
        rang = [await rings(pausing), await rings(beating), await rings(beating)]

    assert [True] * 3 == rang


async def test_a_stopped_scheduler_rings_no_more() -> None:
    """After the end no alarm rings by itself."""
    scheduler = Scheduler()
    scheduler.start()
    alarm = scheduler.alarm("outbox")
    alarm.ring_at(real_now() + SOON)
    alarm.ring_in(SOON)
    alarm.ring_every(0.02)
    scheduler.stop()

    assert await rings(alarm, within=0.1) is False


async def test_it_is_swept_as_long_as_there_is_more_and_again_once_the_database_is_back(
    scheduler: Scheduler,
) -> None:
    """A database that is away ends nothing: after a pause it is asked again, without anybody ringing."""
    answers: list[bool | Transient] = [True, True, Transient("the database is away"), True, False]
    is_over = asyncio.Event()

    async def sweep() -> bool:
        answer = answers.pop(0)
        if not answers:
            is_over.set()
        if isinstance(answer, Transient):
            raise answer
        return answer

    worker = asyncio.create_task(sweeping(sweep, scheduler.alarm("timers"), SOON))
    async with asyncio.timeout(2):
        await is_over.wait()
    assert not worker.done()
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
