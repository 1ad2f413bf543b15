"""Alarms: they wake the workers and do no work (design, rule 4).

Due work lies in rows. An alarm rings when something was committed, when the next row is due, and now and
then in case another process wrote a row. What is due at an instant of the plan's is APScheduler's, which goes
by the machine's clock; a pause is measured on the event loop's, which nobody sets: an hour that the machine's
clock jumps back would otherwise be an hour in which nothing rings.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.clock import steady
from bot.errors import Transient


class Alarm:
    """Wakes one worker."""

    def __init__(self, name: str, scheduler: AsyncIOScheduler, apart: float) -> None:
        self._name = name
        self._scheduler = scheduler
        self._apart = apart
        self._heard = 0.0
        self._event = asyncio.Event()
        self._pause: asyncio.TimerHandle | None = None
        self._beat: asyncio.TimerHandle | None = None

    def ring(self) -> None:
        """There may be work."""
        self._event.set()

    async def _ring(self) -> None:
        self.ring()

    def ring_at(self, when: datetime | None) -> None:
        """Ring at this real instant instead of the one set before; `None`: at none."""
        if when is None:
            if self._scheduler.get_job(self._name):
                self._scheduler.remove_job(self._name)
            return
        self._scheduler.add_job(
            self._ring,
            DateTrigger(run_date=when),
            id=self._name,
            replace_existing=True,
            misfire_grace_time=None,
            coalesce=True,
        )

    def ring_in(self, pause: timedelta | None) -> None:
        """Ring after a pause instead of the one set before; `None`: after none."""
        if self._pause:
            self._pause.cancel()
        seconds = None if pause is None else pause.total_seconds()
        self._pause = None if seconds is None else asyncio.get_running_loop().call_later(seconds, self.ring)

    def ring_every(self, seconds: float) -> None:
        """Ring all the same now and then."""
        self._beat = asyncio.get_running_loop().call_later(seconds, self._rings_on, seconds)

    def _rings_on(self, seconds: float) -> None:
        self.ring()
        self.ring_every(seconds)

    def stop(self) -> None:
        """It rings no more by itself."""
        for handle in filter(None, (self._pause, self._beat)):
            handle.cancel()

    def hush(self) -> None:
        """Whoever looks now sees what it rang for until now."""
        self._event.clear()

    async def wait(self) -> None:
        """Wait until it rings, and quiet it: what rings from now on is heard the next time."""
        await self._event.wait()
        if (left := self._heard + self._apart - steady()) > 0:
            await asyncio.sleep(left)
        self._heard = steady()
        self._event.clear()


class Scheduler:
    """The alarms of one process."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._alarms: list[Alarm] = []

    def alarm(self, name: str, apart: float = 0.0) -> Alarm:
        """A new alarm; names differ. What rings within so many seconds of what was heard is heard then."""
        alarm = Alarm(name, self._scheduler, apart)
        self._alarms.append(alarm)
        return alarm

    def start(self) -> None:
        """Begin, on the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; no alarm rings by itself any more."""
        for alarm in self._alarms:
            alarm.stop()
        self._scheduler.shutdown(wait=False)


async def sweeping(sweep: Callable[[], Awaitable[bool]], alarm: Alarm, pause: timedelta) -> None:
    """Sweep whenever the alarm rings, as long as there may be more, until cancelled.

    `pause` is how long it is left alone while the database is away.
    """
    while True:
        try:
            while await sweep():
                pass
        except Transient:
            # The database is away, which the log has from whoever speaks to it.
            alarm.ring_in(pause)
        await alarm.wait()
