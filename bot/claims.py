"""Which lanes a process may deliver into: those that are free, and those whose worker is gone.

A lease is a sign of life and no instant that anybody's clock is asked about: somebody's lane is taken over
once it stood unchanged in front of us for the length of a lease.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from bot.clock import real_now
from bot.errors import Transient
from bot.rush import Rush
from bot.scheduler import Alarm
from bot.storage import lanes
from bot.storage.unit_of_work import PATIENT, Database
from bot.waits import Waits, until

Begun = TypeVar("Begun")
Begin = Callable[[Connection, lanes.Claim], Begun]
"""Takes a lane's first row in hand, in the transaction that claims the lane."""
Taken = tuple[tuple[lanes.Claim, Begun | None], ...]
"""Lanes in hand, each with its first row where it was begun."""

LEASE = timedelta(seconds=30)
"""How long a lane stays claimed without a sign of life; a delivery's own time-outs are well below."""
TRY_AGAIN_AFTER = timedelta(seconds=1)
LOOKED_AT = 500
"""Lanes that wait or are in somebody's hands, at once: those that are due first."""


class Claims:
    """The lanes in the hands of one process."""

    def __init__(
        self, database: Database, alarm: Alarm, lease: timedelta = LEASE, rush: Rush | None = None
    ) -> None:
        self._database = database
        self._alarm = alarm
        self._lease = lease
        self._rush = rush or Rush(alarm.ring)
        self._log = structlog.get_logger(__name__)
        self._waits: Waits[lanes.Pending] = Waits()
        self._in_hand: set[str] = set()
        self._dropped: set[str] = set()
        self.is_more_than_hands = False
        """Whether more may have been due than could be taken."""

    def until(self, now: datetime) -> datetime:
        """What a sign of life is written as."""
        return now + self._lease

    async def take(self, free: int, begin: Begin[Begun]) -> Taken[Begun]:
        """Claim what is due, no more than there are hands, and have the alarm ring for what will be.

        In a rush what has not waited long enough is left. Where a lane cannot be begun, all that are due are
        claimed without: whoever then begins each by itself
        finds which it was.
        """
        now = real_now()
        before = now - self._rush.held_back
        # Until it is known: a lane that ends meanwhile has this look made again.
        self.is_more_than_hands = True

        def look(connection: Connection) -> tuple[datetime | None, tuple[lanes.Pending, ...]]:
            due = lanes.next_due(connection)
            return due, lanes.pending(connection, now, LOOKED_AT) if due else ()

        try:
            due, pending = await self._database.read(look, patience=PATIENT)
            waited = self._waited(pending, now)
            self._alarm.ring_in(self._waits.following())
            is_due = bool(waited or (due and due <= before))
            self.is_more_than_hands = is_due
            if not free or not is_due:
                return ()
            tokens = [uuid.uuid4().hex for _ in range(free)]

            def claim(connection: Connection) -> Taken[Begun]:
                claims = lanes.claim(connection, before, self.until(now), tokens, waited)
                return tuple((each, None) for each in claims)

            def claim_and_begin(connection: Connection) -> Taken[Begun]:
                return tuple((each, begin(connection, each)) for each, _ in claim(connection))

            try:
                taken = await self._database.write(claim_and_begin, patience=PATIENT)
            except Transient:
                raise
            except Exception as error:  # noqa: BLE001 - its traceback is logged where the lane is begun by itself
                self._log.warning("claims: begun one by one", why=type(error).__name__)
                taken = await self._database.write(claim, patience=PATIENT)
        except Transient:
            self._alarm.ring_in(TRY_AGAIN_AFTER)
            return ()
        self._in_hand |= {each.token for each, _ in taken}
        self.is_more_than_hands = len(taken) == free
        return taken

    def one_more(self, connection: Connection, now: datetime) -> tuple[lanes.Claim, ...]:
        """The lane that is due first, for whoever has a hand free in this transaction; none where none is."""
        return lanes.claim(connection, now - self._rush.held_back, self.until(now), [uuid.uuid4().hex])

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

    def hand_on(self, claim: lanes.Claim, following: lanes.Claim) -> None:
        """The hand that had one has another."""
        self._in_hand.add(following.token)
        self.end(claim)

    def drop(self, claim: lanes.Claim) -> None:
        """It could not be given back, and nobody here goes on with it: it need not wait for the lease."""
        self._dropped.add(claim.token)
