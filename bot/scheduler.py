"""APScheduler, which only wakes: its jobs set an event and do no work (design, rule 4).

Due work lies in rows. An alarm rings when something was committed, when the next row is due, and now and
then in case another process wrote a row.
"""

import asyncio
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger


class Alarm:
    """Wakes one worker."""

    def __init__(self, name: str, scheduler: AsyncIOScheduler) -> None:
        self._name = name
        self._scheduler = scheduler
        self._event = asyncio.Event()

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

    def ring_every(self, seconds: float) -> None:
        """Ring all the same now and then."""
        self._scheduler.add_job(
            self._ring,
            IntervalTrigger(seconds=seconds),
            id=f"{self._name}-now-and-then",
            replace_existing=True,
            misfire_grace_time=None,
            coalesce=True,
        )

    async def wait(self) -> None:
        """Wait until it rings, and quiet it: what rings from now on is heard the next time."""
        await self._event.wait()
        self._event.clear()


class Scheduler:
    """The alarms of one process."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def alarm(self, name: str) -> Alarm:
        """A new alarm; names differ."""
        return Alarm(name, self._scheduler)

    def start(self) -> None:
        """Begin, on the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; no alarm rings by itself any more."""
        self._scheduler.shutdown(wait=False)
