"""Delivers what the outbox holds: lanes at once, the rows of a lane one after the other (design, rule 3).

Everything here runs on real time. A message is rendered when it is sent, from the state as it is then.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from bot.at_hand import at_hand
from bot.carriers import Carriers
from bot.claims import LEASE, Claims
from bot.clock import real_now
from bot.deliveries import (
    Blocked,
    Deleted,
    Delivered,
    Failed,
    Found,
    Outdated,
    Result,
    Undeliverable,
    reports,
    way_of,
)
from bot.domain.effects import MessageKind
from bot.domain.intents import ReportDelivery
from bot.domain.monitors import Way
from bot.domain.notices_progress import stage
from bot.errors import (
    Gone,
    Lost,
    Partly,
    Permanent,
    RateLimited,
    Transient,
    Unauthorized,
    Unreachable,
)
from bot.messages import Messages
from bot.metrics import Metrics, Where
from bot.parcels import Delivery, Parcels, Taken, patience
from bot.pauses import LONGEST_PAUSE
from bot.ports import Carrier, Message, Messenger, Place, Rendered
from bot.rush import Rush
from bot.scheduler import Alarm
from bot.storage import lanes, outbox
from bot.storage.revisions import Revisions
from bot.storage.unit_of_work import PATIENT, Database
from bot.unreachable import go_round

T = TypeVar("T")

Report = Callable[[ReportDelivery, str, str], Awaitable[None]]
"""Has a deployment (its id) hear of news, once for a key."""

LANES_AT_ONCE = 8
LANES_IN_A_ROW = 8
"""Whoever ends a lane goes on with another, so many times; then it is looked what else waits."""
LAST_WAIT_SECONDS = 2
"""What is still under way then is left to the lease: the process must be gone within five seconds."""
BROADCAST = frozenset({MessageKind.ENDING})
"""Replies that show in the channel, too: everybody there hears how it ended."""


class Outbox:
    """The deliverer of one process; many may run on one database."""

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        alarm: Alarm,
        metrics: Metrics | None = None,
        *,
        lease: timedelta = LEASE,
        carriers: Mapping[Way, Carrier] | None = None,
        report: Report | None = None,
        workspace_url: str = "",
        revisions: Revisions | None = None,
        rush: Rush | None = None,
    ) -> None:
        self._database = database
        self._carriers = Carriers(messenger, carriers)
        self._alarm = alarm
        self._claims = Claims(database, alarm, lease, rush)
        self._metrics = metrics or Metrics()
        messages = Messages(revisions=revisions or Revisions(), workspace_url=workspace_url)
        self._parcels = Parcels(self._claims, messages, self._metrics)
        self._report = report
        self._log = structlog.get_logger(__name__)

    async def run(self) -> None:
        """Deliver until cancelled; then what is under way may end, and nothing new is begun."""
        under_way: set[asyncio.Task[bool]] = set()
        try:
            while True:
                free = LANES_AT_ONCE - len(under_way)
                for claim, first in await self._claims.take(free, self._parcels.first):
                    task = asyncio.create_task(self._deliver_lanes(claim, first))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                    task.add_done_callback(self._ended)
                await self._alarm.wait()
        finally:
            self._parcels.is_ending = True
            if under_way:
                _, left = await asyncio.wait(under_way, timeout=LAST_WAIT_SECONDS)
                for task in left:
                    task.cancel()

    def _ended(self, task: asyncio.Task[bool]) -> None:
        is_delivered = not task.cancelled() and task.result()
        if self._claims.is_more_than_hands or not is_delivered:
            self._alarm.ring()

    async def _deliver_lanes(self, claim: lanes.Claim, delivery: Delivery | None) -> bool:
        """Deliver a lane, and others after it where many are due.

        True where the last row was delivered: what is written from then on rings by itself.
        """
        try:
            for left in reversed(range(LANES_IN_A_ROW)):
                is_delivered, following = await self._deliver_lane(claim, delivery, goes_on=left > 0)
                if following is None:
                    return is_delivered
                self._claims.hand_on(claim, following[0])
                claim, delivery = following
        finally:
            self._claims.end(claim)
        return False

    async def _deliver_lane(
        self, claim: lanes.Claim, delivery: Delivery | None, *, goes_on: bool
    ) -> tuple[bool, Taken | None]:
        """Deliver a lane's rows until it is empty, has to wait, or was lost to somebody else.

        Whether the last of them was delivered, and what to go on with.
        """
        result: Result | None = None
        with at_hand(deployment=lanes.deployment_of(claim.lane)):
            try:
                delivery = delivery or await self._write(lambda c: self._parcels.next(c, claim))
                taken = (claim, delivery) if delivery else None
                while taken and taken[0] is claim:
                    result, taken = await self._deliver(*taken, goes_on=goes_on)
            except Transient:
                # The database is away. The lane is taken up again; a post in doubt is looked up first.
                self._claims.drop(claim)
            except Exception:  # noqa: BLE001 - a lane that cannot go on must not do so in silence
                # The same: it is tried again, and said again, until somebody mends it.
                error_id = self._metrics.unexpected(Where.OUTBOX)
                self._log.exception("outbox: unexpected error", error_id=error_id, lane=claim.lane)
            else:
                return isinstance(result, Delivered), taken
        return False, None

    async def _deliver(
        self, claim: lanes.Claim, delivery: Delivery, *, goes_on: bool
    ) -> tuple[Result, Taken | None]:
        """Send one row, settle it, and take the next."""
        parcel = delivery.parcel
        with at_hand(key=f"outbox:{parcel.id}"):
            result = await self._send(delivery)
            self._measure(parcel, result)
            if isinstance(result, Blocked) and (copy := parcel.copy):
                why = result.why
                await self._write(lambda connection: go_round(connection, copy, why, real_now()))
            await self._tell(parcel, result, claim)
            settle = partial(
                self._parcels.settle, claim=claim, delivery=delivery, result=result, goes_on=goes_on
            )
            return result, await self._write(settle)

    async def _tell(self, parcel: outbox.Parcel, result: Result, claim: lanes.Claim) -> None:
        """What the deployment is to know of it, before it is settled: each thing once for a row."""
        copy, age = parcel.copy, real_now() - parcel.written_at
        if copy is None or self._report is None:
            return
        is_given_up = isinstance(result, Failed) and patience(result, claim, age) is None
        for news in reports(parcel, result, age, is_given_up=is_given_up):
            key = f"delivery:{copy.mark}:{parcel.written_at.timestamp()}:{news.news}"
            try:
                await self._report(news, copy.deployment, key)
            except Transient as error:
                # The row is taken up again; but what was confirmed is not sent again to tell of it.
                if not isinstance(result, Delivered):
                    raise
                self._log.error("outbox: could not tell", lane=parcel.lane, news=news.news, why=str(error))

    async def _write(self, work: Callable[[Connection], T]) -> T:
        """Nobody waits for it: it is not refused because people are many."""
        return await self._database.write(work, patience=PATIENT)

    def _measure(self, parcel: outbox.Parcel, result: Result) -> None:
        outcome = type(result).__name__.lower()
        self._metrics.deliveries.labels(parcel.kind, outcome).inc()
        if isinstance(result, Failed):
            self._carriers.failed(parcel.to, result.why, level=logging.WARNING)
        elif isinstance(result, Delivered | Found):
            self._carriers.worked(parcel.to)
            self._metrics.delivery_wait.observe((real_now() - parcel.written_at).total_seconds())
            self._log.info("outbox: delivered", kind=parcel.kind, lane=parcel.lane, result=outcome)

    async def _send(self, delivery: Delivery) -> Result:
        """Send one row; what went wrong is told by the result."""
        try:
            return await self._try(delivery)
        except RateLimited as error:
            return Failed(why=str(error), pause=timedelta(seconds=error.retry_after))
        except Unauthorized as error:
            # What waits is kept for as long as it takes: a new token delivers it.
            self._carriers.failed(delivery.parcel.to, str(error))
            return Failed(why=str(error), pause=LONGEST_PAUSE)
        except Lost as error:
            return Failed(why=str(error), doubtful=True)
        except Transient as error:
            return Failed(why=str(error))
        except Unreachable as error:
            copy = delivery.parcel.copy
            return Blocked(why=str(error)) if copy and not copy.to else Undeliverable(why=error.code)
        except Gone as error:
            copy = delivery.parcel.copy
            lost = copy if copy and copy.ts else delivery.root
            return Deleted(copy=lost) if lost else Undeliverable(why=error.code)
        except Permanent as error:
            return Undeliverable(why=error.code or str(error))
        except Exception:  # noqa: BLE001 - one message that cannot be made must not stop the others of its lane
            return Undeliverable(why=self._parcels.broke())

    async def _try(self, delivery: Delivery) -> Result:
        parcel, copy, message = delivery.parcel, delivery.parcel.copy, delivery.message
        if delivery.broken:
            return Undeliverable(why=delivery.broken)
        if parcel.answer:
            answer = parcel.told()
            await self._carriers.messenger.tell(answer.user, answer.place, answer.text, answer.body)
        if copy is None or message is None:
            return Delivered()
        carrier = self._carriers.of(copy.to)
        if _is_outdated(message, copy):
            return Outdated(copy=copy)
        is_back = way_of(copy) in message.state.failing
        rendered = await _rendered(carrier, message)
        if copy.ts:
            place = Place(channel=copy.channel, ts=copy.ts)
            if parcel.doubtful or rendered.fingerprint != copy.shown:
                await carrier.edit(rendered, place)
            return Delivered(place=place, shown=rendered.fingerprint, is_back=is_back)
        place = await self._place(copy, delivery.root)
        if parcel.doubtful and (found := await carrier.find(place, copy.mark)):
            return Found(place=replace(place, ts=found))
        try:
            posted, missed = await carrier.post(rendered, place, copy.mark), {}
        except Partly as partly:
            posted, missed = partly.ts, dict(partly.missed)
        place = replace(place, ts=posted)
        return Delivered(place=place, shown=rendered.fingerprint, missed=missed, is_back=is_back)

    async def _place(self, copy: outbox.Copy, root: outbox.Copy | None) -> Place:
        if copy.to:
            return await self._carriers.place(copy.to)
        thread = root.ts if root else ""
        return Place(channel=copy.channel, thread=thread, broadcast=copy.kind in BROADCAST)


async def _rendered(carrier: Carrier, message: Message) -> Rendered:
    """What is sent; a record takes a tenth of a second to make, and nobody waits for that."""
    if message.kind is MessageKind.RECORD:
        return await asyncio.to_thread(carrier.render, message)
    return carrier.render(message)


def _is_outdated(message: Message, copy: outbox.Copy) -> bool:
    """Whether it is a notice that could not be delivered while it said something."""
    if copy.ts or copy.kind is not MessageKind.NOTICE:
        return False
    notice = message.state.notices[int(copy.subject) - 1]
    return not notice.still_says_something(stage(message.state))
