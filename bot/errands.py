"""Carries errands out: what an intent needs from outside is asked, and the answer becomes the intent.

At least once: the intent is keyed by the errand, so that one carried out twice changes nothing twice; what
came of it is told in the transaction that ends the errand, hence once. Everything here runs on real time.
"""

import asyncio
import uuid
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.at_hand import at_hand
from bot.clock import real_now
from bot.deciding import ANSWER_LIVES
from bot.domain.errands import Question
from bot.errors import Permanent, RateLimited, Transient
from bot.metrics import Metrics, Where
from bot.pauses import FIRST_PAUSE, pause_after
from bot.ports import Errand, ErrandRunner, Told
from bot.scheduler import Alarm, sweeping
from bot.storage import errands, outbox
from bot.storage.errands import Hands
from bot.storage.unit_of_work import PATIENT, Database
from bot.waits import Waits, until

AT_ONCE = {Hands.PEOPLE: 4, Hands.MACHINES: 20, Hands.METRICS: 3}
"""How many are carried out side by side. Machines that answer late must not keep the others waiting; where
Prometheus is slow, few looks are read wholly rather than many in part.
"""
LOOKED_AT = 100
"""Errands that wait or are in somebody's hands, at once: those that are due first."""
LEASE = timedelta(seconds=60)
"""How long an errand stays claimed without a sign of life."""
SECONDS = 40.0
"""How long carrying one out may take: below the lease."""
GIVE_UP_AFTER = timedelta(minutes=15)
"""Whoever asked has gone elsewhere by then; they hear that it did not work."""


class Errands:
    """An errand runner of one process, with hands of one kind; many may run on one database."""

    def __init__(
        self,
        database: Database,
        runner: ErrandRunner,
        alarm: Alarm,
        outbox_alarm: Alarm,
        metrics: Metrics | None = None,
        *,
        hands: Hands = Hands.PEOPLE,
    ) -> None:
        self._hands = hands
        self._busy = 0
        self._database = database
        self._runner = runner
        self._alarm = alarm
        self._outbox_alarm = outbox_alarm
        self._metrics = metrics or Metrics()
        self._waits: Waits[errands.Pending] = Waits()
        self._log = structlog.get_logger(__name__)

    async def run(self) -> None:
        """Carry out what is due until cancelled; what is under way then is left to the lease."""
        async with asyncio.TaskGroup() as under_way:
            await sweeping(partial(self._sweep, under_way), self._alarm, FIRST_PAUSE)

    async def _sweep(self, under_way: asyncio.TaskGroup) -> bool:
        """Begin what is due now, as far as there are hands; whatever ends rings for more."""
        free = AT_ONCE[self._hands] - self._busy
        for claim in await self._claim(free) if free else ():
            self._busy += 1
            under_way.create_task(self._carry_out(claim)).add_done_callback(self._ended)
        return False

    def _ended(self, _task: asyncio.Task[None]) -> None:
        self._busy -= 1
        self._alarm.ring()

    async def _claim(self, free: int) -> tuple[errands.Claim, ...]:
        """Claim what is due, so many at most, and have the alarm ring for what will be."""
        now, hands = real_now(), self._hands

        def look(connection: Connection) -> tuple[datetime | None, tuple[errands.Pending, ...]]:
            due = errands.next_due(connection, hands=hands)
            pending = errands.pending(connection, now, LOOKED_AT, hands=hands) if due else ()
            return due, pending

        due, pending = await self._database.read(look, patience=PATIENT)
        waited = self._waits.over({each: until(each.due_at, now) for each in pending})
        self._alarm.ring_in(self._waits.following())
        if not (waited or (due and due <= now)):
            return ()
        tokens = [uuid.uuid4().hex for _ in range(free)]

        def work(connection: Connection) -> tuple[errands.Claim, ...]:
            return errands.claim(connection, now, now + LEASE, tokens, waited, hands=hands)

        return await self._database.write(work, patience=PATIENT)

    async def _carry_out(self, claim: errands.Claim) -> None:
        """Carry one out, and settle it; where that fails the lease runs out, and it is carried out again."""
        with at_hand(key=claim.key):
            try:
                errand = claim.errand
                result = await self._try(claim, errand)
                await self._database.write(
                    lambda connection: _settle(connection, claim, errand, result), patience=PATIENT
                )
            except Transient as error:
                self._log.debug("errands: not settled", why=str(error))
            except Exception:  # noqa: BLE001 - one errand that cannot go on must not keep the others from it
                error_id = self._metrics.unexpected(Where.ERRANDS)
                self._log.exception("errands: unexpected error", error_id=error_id)
        self._outbox_alarm.ring()

    async def _try(self, claim: errands.Claim, errand: Errand) -> Told | timedelta | None:
        """What is told of it, or how long to wait before it is tried again."""
        question = errand.question
        try:
            async with asyncio.timeout(SECONDS):
                return await self._runner.run(question, errand.user, claim.key)
        except RateLimited as error:
            return self._later(claim, question, str(error), timedelta(seconds=error.retry_after))
        except (Transient, TimeoutError) as error:
            return self._later(claim, question, str(error) or "it took too long", pause_after(claim.failures))
        except Permanent as error:
            return self._runner.failed(question, str(error))
        except Exception:  # noqa: BLE001 - one errand that breaks must not keep the others from being carried out
            error_id = self._metrics.unexpected(Where.ERRANDS)
            self._log.exception("errands: unexpected error", error_id=error_id)
            return self._runner.failed(question, f"something went wrong here, the log has it as {error_id}")

    def _later(
        self, claim: errands.Claim, question: Question, why: str, pause: timedelta
    ) -> Told | timedelta | None:
        if real_now() + pause - claim.written_at >= GIVE_UP_AFTER:
            return self._runner.failed(question, why)
        self._log.warning("errands: not carried out yet", why=why)
        return pause


def _settle(
    connection: Connection, claim: errands.Claim, errand: Errand, result: Told | timedelta | None
) -> None:
    """The errand goes and its answer is written, if anybody asked, both or neither; or it waits."""
    now = real_now()
    if isinstance(result, timedelta):
        errands.back_off(connection, claim, now + result)
    elif errands.finish(connection, claim) and result and (place := errand.place):
        answer = outbox.Answer(
            deployment="", user=errand.user, place=place, text=result.text, body=result.body
        )
        outbox.write_answer(connection, answer, now, now + ANSWER_LIVES)
