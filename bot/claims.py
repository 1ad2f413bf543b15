"""Which lanes a process may deliver into: those that are free, and those whose worker is gone.

A lease is a sign of life and no instant that anybody's clock is asked about: somebody's lane is taken over
once it stood unchanged in front of us for the length of a lease.
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.clock import real_now
from bot.errors import Transient
from bot.scheduler import Alarm
from bot.storage import lanes
from bot.storage.unit_of_work import PATIENT, Database
from bot.waits import Waits, until

LEASE = timedelta(seconds=30)
"""How long a lane stays claimed without a sign of life; a delivery's own time-outs are well below."""
TRY_AGAIN_AFTER = timedelta(seconds=1)
LOOKED_AT = 500
"""Lanes that wait or are in somebody's hands, at once: those that are due first."""


class Claims:
    """The lanes in the hands of one process."""

    def __init__(self, database: Database, alarm: Alarm, lease: timedelta = LEASE) -> None:
        self._database = database
        self._alarm = alarm
        self._lease = lease
        self._waits: Waits[lanes.Pending] = Waits()
        self._in_hand: set[str] = set()
        self._dropped: set[str] = set()

    def until(self, now: datetime) -> datetime:
        """What a sign of life is written as."""
        return now + self._lease

    async def take(self, free: int) -> tuple[lanes.Claim, ...]:
        """Claim what is due, no more than there are hands, and have the alarm ring for what will be."""
        now = real_now()

        def look(connection: Connection) -> tuple[datetime | None, tuple[lanes.Pending, ...]]:
            due = lanes.next_due(connection)
            return due, lanes.pending(connection, now, LOOKED_AT) if due else ()

        try:
            due, pending = await self._database.read(look, patience=PATIENT)
            waited = self._waited(pending, now)
            self._alarm.ring_in(self._waits.following())
            if not free or not (waited or (due and due <= now)):
                return ()
            tokens = [uuid.uuid4().hex for _ in range(free)]

            def work(connection: Connection) -> tuple[lanes.Claim, ...]:
                return lanes.claim(connection, now, self.until(now), tokens, waited)

            claims = await self._database.write(work, patience=PATIENT)
        except Transient:
            self._alarm.ring_in(TRY_AGAIN_AFTER)
            return ()
        self._in_hand |= {claim.token for claim in claims}
        return claims

    def _waited(self, pending: tuple[lanes.Pending, ...], now: datetime) -> tuple[lanes.Pending, ...]:
        self._dropped &= {each.token for each in pending}
        others = [each for each in pending if each.token not in self._in_hand]
        return self._waits.over({each: self._wait(each, now) for each in others})

    def _wait(self, pending: lanes.Pending, now: datetime) -> timedelta:
        if pending.lease_until is None:
            return until(pending.due_at, now)
        return TRY_AGAIN_AFTER if pending.token in self._dropped else self._lease

    def end(self, claim: lanes.Claim) -> None:
        """It is not in hand any more, whether it was given back or not."""
        self._in_hand.discard(claim.token)

    def drop(self, claim: lanes.Claim) -> None:
        """It could not be given back, and nobody here goes on with it: it need not wait for the lease."""
        self._dropped.add(claim.token)
