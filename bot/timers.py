"""Wakes deployments when their timers are due, by the plan's clock (design, rule 4)."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.at_hand import at_hand
from bot.clock import PlanClock
from bot.errors import Busy, Transient
from bot.metrics import Metrics, Where
from bot.scheduler import Alarm, sweeping
from bot.service import Service
from bot.storage import timers
from bot.storage.clock import load_origin
from bot.storage.unit_of_work import Database

AT_ONCE = 50
PAUSE = timedelta(seconds=5)
"""How long real time waits before the database is asked again."""
PUT_OFF = timedelta(minutes=1)
"""How long, by the plan's clock, a timer that could not be fired waits."""


class Timers:
    """The sweeper of one process; many may run on one database."""

    def __init__(
        self,
        database: Database,
        service: Service,
        clock: PlanClock,
        alarm: Alarm,
        metrics: Metrics | None = None,
    ) -> None:
        self._database = database
        self._service = service
        self._clock = clock
        self._alarm = alarm
        self._metrics = metrics or Metrics()
        self._log = structlog.get_logger(__name__)

    async def run(self) -> None:
        """Fire what is due until cancelled."""
        await sweeping(self._sweep, self._alarm, PAUSE)

    async def _sweep(self) -> bool:
        """Fire what is due now; true when there may be more."""
        self._alarm.hush()
        due, following = await self._database.read(self._look)
        fired = []
        for timer in due:
            with at_hand(key=f"timer:{timer.id}", deployment=timer.deployment):
                fired.append(await self._fire(timer))
        if due and not any(fired):
            self._alarm.ring_in(PAUSE)
        if not due:
            self._alarm.ring_at(self._clock.real_of(following) if following else None)
        return any(fired)

    def _look(self, connection: Connection) -> tuple[tuple[timers.Due, ...], datetime | None]:
        """What is due, and when anything will be."""
        # Another process may have skipped the plan's clock.
        if origin := load_origin(connection):
            self._clock.origin = origin
        following = timers.next_due(connection)
        now = self._clock.now()
        is_due = following is not None and following <= now
        return timers.due_timers(connection, now, AT_ONCE) if is_due else (), following

    async def _fire(self, timer: timers.Due) -> bool:
        """Fire one; false when its deployment is locked by somebody: the others go on meanwhile.

        Errors: `Transient` when the database is away; SQLite has one lock, so there are no others.
        """
        try:
            if await self._service.fire(timer):
                late = (self._clock.now() - timer.due_at).total_seconds()
                self._metrics.timer_lateness.observe(max(late, 0.0))
        except Busy as error:
            if self._database.is_sqlite:
                raise
            self._log.warning("timers: not fired yet", timer=timer.name, why=str(error))
            return False
        except Transient:
            raise
        except Exception:  # noqa: BLE001 - one deployment that cannot be woken must not keep the others asleep
            error_id = self._metrics.unexpected(Where.TIMERS)
            self._log.exception("timers: unexpected error", error_id=error_id, timer=timer.name)
            until = self._clock.now() + PUT_OFF
            await self._database.write(lambda connection: timers.put_off(connection, timer, until))
        return True
