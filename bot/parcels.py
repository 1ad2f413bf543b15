"""Which row of the outbox is sent next, and what is noted of it: what a delivery does in the database.

Functions take the connection of a transaction that somebody else commits. Everything runs on real time.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.claims import Claims
from bot.clock import real_now
from bot.deleted import make_good
from bot.deliveries import Blocked, Deleted, Delivered, Failed, Found, Outdated, Result, Undeliverable
from bot.domain.effects import CALLS_AHEAD, MessageKind
from bot.messages import Messages
from bot.metrics import Metrics, Where
from bot.pauses import pause_after
from bot.ports import Message
from bot.storage import lanes, outbox
from bot.storage.trouble import is_trouble
from bot.storage.unit_of_work import savepoint
from bot.unreachable import say_root_is_missing

GIVE_UP_AFTER = timedelta(hours=24)
"""A message that could not be delivered for so long becomes a dead letter."""
GIVES_WAY_TO = CALLS_AHEAD / 2
"""A lane in hand is left for what is due so much earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row in hand, with its message, and the root of its thread where it is a reply.

    A change from then on raises the row's generation. `broken`: why no message can be made.
    """

    parcel: outbox.Parcel
    root: outbox.Copy | None = None
    message: Message | None = None
    broken: str = ""


Taken = tuple[lanes.Claim, Delivery]
"""A lane in hand, with its next row."""


class Parcels:
    """Takes rows in hand and settles them, for one process."""

    def __init__(self, claims: Claims, messages: Messages, metrics: Metrics) -> None:
        self._claims = claims
        self._messages = messages
        self._metrics = metrics
        self._log = structlog.get_logger(__name__)
        self.is_ending = False
        """Whether nothing new is begun any more."""

    def first(self, connection: Connection, claim: lanes.Claim) -> Delivery | None:
        """The first row of a lane that was claimed in the same transaction."""
        return self._following(connection, claim, real_now())

    def next(self, connection: Connection, claim: lanes.Claim) -> Delivery | None:
        """The next row that can be sent, where the lane is still ours."""
        now = real_now()
        if not lanes.is_held(connection, claim, self._claims.until(now)):
            return None
        return self._following(connection, claim, now)

    def settle(
        self,
        connection: Connection,
        claim: lanes.Claim,
        delivery: Delivery,
        result: Result,
        *,
        goes_on: bool = False,
    ) -> Taken | None:
        """Note what became of a row, and take the next one of the lane.

        Where there is none, and more lanes may be due than there are hands, whoever `goes_on` has the first
        row of another lane.
        """
        now = real_now()
        parcel = delivery.parcel
        if not lanes.is_held(connection, claim, self._claims.until(now)):
            return None
        age = now - parcel.written_at
        if isinstance(result, Failed | Blocked) and (pause := patience(result, claim, age)):
            self._put_off(connection, claim, parcel, result, now + pause)
            return None
        self._note(connection, claim, parcel, result, now)
        is_more = self._claims.is_more_than_hands
        if following := self._following(connection, claim, now, gives_way=is_more):
            return claim, following
        return self._another(connection, now) if goes_on and is_more and not self.is_ending else None

    def broke(self) -> str:
        """Note what nobody expected, under an id that the log has; the same in a word."""
        error_id = self._metrics.unexpected(Where.OUTBOX)
        self._log.exception("outbox: unexpected error", error_id=error_id)
        return f"unexpected error {error_id}"

    def _note(
        self,
        connection: Connection,
        claim: lanes.Claim,
        parcel: outbox.Parcel,
        result: Result,
        now: datetime,
    ) -> None:
        match result:
            case Failed() | Undeliverable() | Blocked():
                self._give_up(connection, parcel, result.why, now)
            case Deleted():
                outbox.doubt(connection, parcel, doubtful=False)
                make_good(connection, parcel, result.copy, now)
            case Outdated():
                outbox.forget(connection, result.copy)
            case Found():
                if parcel.copy:
                    outbox.note_shown(connection, parcel.copy, result.place, "")
            case Delivered():
                if parcel.copy and result.place:
                    outbox.note_shown(connection, parcel.copy, result.place, result.shown)
                outbox.settle(connection, parcel)
                lanes.succeed(connection, claim)

    def _another(self, connection: Connection, now: datetime) -> Taken | None:
        """Another lane that is due: one that cannot be begun is left to whoever begins each by itself."""
        try:
            with savepoint(connection):
                for claim in self._claims.one_more(connection, now):
                    if delivery := self._following(connection, claim, now):
                        return claim, delivery
        except Exception as error:
            if is_trouble(error):
                raise
            self._log.warning("outbox: no other lane was begun", why=type(error).__name__)
        return None

    def _following(
        self, connection: Connection, claim: lanes.Claim, now: datetime, *, gives_way: bool = False
    ) -> Delivery | None:
        """The next row that can be sent; the lane is given back when there is none, or no more is begun, or
        where it `gives_way` to what should have been sent long before.
        """
        if self.is_ending:
            left = outbox.next_parcel(connection, claim.lane)
            lanes.release(connection, claim, left.due_at if left else None)
            return None
        while parcel := outbox.next_parcel(connection, claim.lane):
            if parcel.expires_at and parcel.expires_at <= now:
                outbox.settle(connection, parcel)
                continue
            if gives_way and lanes.is_any_due(connection, parcel.due_at - GIVES_WAY_TO):
                lanes.release(connection, claim, parcel.due_at)
                return None
            if parcel.copy is None:
                return Delivery(parcel=parcel)
            root = None if _stands_alone(parcel.copy) else outbox.root_of(connection, parcel.copy.deployment)
            if root and not root.ts and (first := outbox.parcel_of(connection, root)):
                return self._in_hand(connection, first, root)
            if root and not root.ts:
                outbox.bury(connection, parcel, "the status message, whose thread it belongs to, is missing")
                continue
            return self._in_hand(connection, parcel, parcel.copy, root)
        lanes.release(connection, claim, None)
        return None

    def _in_hand(
        self,
        connection: Connection,
        parcel: outbox.Parcel,
        copy: outbox.Copy,
        root: outbox.Copy | None = None,
    ) -> Delivery:
        """A row that is sent next; it may arrive from now on."""
        outbox.doubt(connection, parcel, doubtful=True)
        try:
            message = self._messages.load(connection, copy)
        except DBAPIError:
            raise
        except Exception:  # noqa: BLE001 - one message that cannot be made must not stop the others of its lane
            return Delivery(parcel=parcel, root=root, broken=self.broke())
        return Delivery(parcel=parcel, root=root, message=message)

    def _put_off(
        self,
        connection: Connection,
        claim: lanes.Claim,
        parcel: outbox.Parcel,
        result: Failed | Blocked,
        until: datetime,
    ) -> None:
        if parcel.copy:
            in_doubt = isinstance(result, Failed) and result.doubtful
            outbox.doubt(connection, parcel, doubtful=in_doubt or parcel.doubtful)
        lanes.back_off(connection, claim, until)
        if isinstance(result, Blocked) and not claim.failures:
            self._log.warning("outbox: not delivered yet", lane=claim.lane, why=result.why)

    def _give_up(self, connection: Connection, parcel: outbox.Parcel, why: str, now: datetime) -> None:
        if not outbox.bury(connection, parcel, why):
            return
        # An answer is missed by one person, and for half an hour; a message by all who rely on it.
        level = logging.ERROR if parcel.copy else logging.WARNING
        self._log.log(level, "outbox: dead letter", lane=parcel.lane, why=why)
        if parcel.copy:
            say_root_is_missing(connection, parcel.copy, why, now)


def patience(result: Failed | Blocked, claim: lanes.Claim, age: timedelta) -> timedelta | None:
    """How long to wait before the next try; `None` where there will be none."""
    match result:
        case Failed(pause=timedelta() as wanted):
            return wanted
        case Failed() | Blocked() if age < GIVE_UP_AFTER:
            return pause_after(claim.failures)
        case _:
            return None


def _stands_alone(copy: outbox.Copy) -> bool:
    """Whether it is no reply: the root itself, a direct message, a message that goes elsewhere."""
    return copy.kind is MessageKind.STATUS or bool(copy.to)
