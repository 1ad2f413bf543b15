"""The outbox: messages to bring up to date and answers to give, row by row in their lanes.

There is one row for each message that is not as it should be. A change while it waits, or while it is being
sent, only raises the row's generation; it is settled when the generation that was sent is still the newest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, case, delete, insert, select, update

from bot.domain.effects import ANSWERS_AHEAD, CALLS, MessageKind, PostMessage, RewriteMessages, head_start
from bot.domain.state import Deployment
from bot.ports import Place
from bot.postmarks import postmark
from bot.storage import lanes
from bot.storage.codec import decode, encode
from bot.storage.dialect import Inserting, Upsert
from bot.storage.tables import message_table, outbox_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Something that only one person is told, where they are (`Messenger.tell`).

    `deployment` is "" where it is about none. `again`: it still says something where it could not be given
    and all that was lost is sent once more.
    """

    deployment: str
    user: str
    place: Place
    text: str
    body: str = ""
    again: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One Slack copy of a message (the row of the message table)."""

    id: int
    deployment: str
    kind: MessageKind
    subject: str
    to: str
    channel: str
    ts: str
    shown: str
    mark: str
    deleted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """The next thing to deliver in a lane: a message to bring up to date, or an answer as it was written."""

    id: int
    lane: str
    generation: int
    doubtful: bool
    written_at: datetime
    expires_at: datetime | None
    copy: Copy | None
    answer: str

    @property
    def due_at(self) -> datetime:
        """Since when it counts as waiting."""
        if self.copy is None:
            return self.written_at - ANSWERS_AHEAD
        return self.written_at - (timedelta(0) if self.copy.ts else head_start(self.copy.kind, self.copy.to))

    @property
    def kind(self) -> str:
        """What it is: the message's kind, or an answer."""
        return self.copy.kind.value if self.copy else "answer"

    @property
    def to(self) -> str:
        """Whom the message goes to (`PostMessage.to`); "" for an answer."""
        return self.copy.to if self.copy else ""

    def told(self) -> Answer:
        """The answer to give. Errors: pydantic's, where a newer program wrote what we do not know."""
        return decode(Answer, self.answer)


_message = message_table.c
_COPIES = (
    select(_message.id, _message.kind, _message.subject, _message.recipient, _message.ts)
    .where(_message.deployment == bindparam("of"), _message.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(_message.id)
)
_ADD_COPIES = insert(message_table).returning(
    _message.id, _message.kind, _message.subject, _message.recipient
)
_WHOLE = (_message.id.label("copy"), *(column for column in message_table.c if column is not _message.id))
"""A copy's columns, also beside those of what waits for it."""
_ROOT = select(*_WHOLE).where(_message.deployment == bindparam("of"), _message.kind == MessageKind.STATUS)


def write_messages(
    connection: Connection,
    state: Deployment,
    effects: Iterable[PostMessage | RewriteMessages],
    now: datetime,
) -> None:
    """Put what is to be said and rewritten into the outbox; `now` is real time.

    Nothing is rewritten for who left Slack: nobody can write to them.
    """
    effects = tuple(effects)
    posts = [effect for effect in effects if isinstance(effect, PostMessage)]
    rewrites = [effect for effect in effects if isinstance(effect, RewriteMessages)]
    known = _copies_of(connection, state.id, {effect.kind for effect in effects}) if effects else {}
    left = state.left
    copies = {key: copy.id for key, copy in known.items()}
    copies |= _add_copies(connection, state, [post for post in posts if _key(post) not in copies], now)
    wanted = [(copies[_key(post)], _lane(state, post.to)) for post in posts]
    for rewrite in rewrites:
        wanted += [
            (copy.id, _lane(state, copy.to))
            for copy in known.values()
            if copy.kind is rewrite.kind and rewrite.subject in {"", copy.subject} and copy.to not in left
        ]
    again = {_key(post) for post in posts}
    unseen = {copy.id for key, copy in known.items() if not copy.ts and key not in again}
    new = (post for post in posts if _key(post) not in known or not known[_key(post)].ts)
    calls = sorted(new, key=lambda post: head_start(post.kind, post.to))
    ahead = {_lane(state, post.to): head_start(post.kind, post.to) for post in calls}
    lanes.wake(connection, (lane for _, lane in wanted), now, ahead)
    for statement, are_unseen in ((_ASK_AGAIN, False), (_ASK, True)):
        asked = {id_: lane for id_, lane in wanted if (id_ in unseen) is are_unseen}
        _ask_for(connection, statement, asked, now)


def _lane(state: Deployment, to: str) -> str:
    return lanes.conversation_lane(state.id, to or state.channel)


_Key = tuple[MessageKind, str, str]
"""What a message is about, and to whom it goes."""


class _Known(NamedTuple):
    """As much of a copy as tells whether it is meant: every press reads all of a kind."""

    id: int
    kind: MessageKind
    subject: str
    to: str
    ts: str


def _copies_of(connection: Connection, deployment: str, kinds: set[MessageKind]) -> dict[_Key, _Known]:
    of_kinds = {"of": deployment, "kinds": [kind.value for kind in kinds]}
    by_value = {kind.value: kind for kind in kinds}
    return {
        (by_value[kind], subject, to): _Known(id_, by_value[kind], subject, to, ts)
        for id_, kind, subject, to, ts in connection.execute(_COPIES, of_kinds)
    }


def _copy(row: Row[tuple[object, ...]]) -> Copy:
    return Copy(
        id=row.copy,
        deployment=row.deployment,
        kind=MessageKind(row.kind),
        subject=row.subject,
        to=row.recipient,
        channel=row.channel,
        ts=row.ts,
        shown=row.shown,
        mark=row.mark,
        deleted=row.deleted,
    )


def _key(post: PostMessage) -> _Key:
    return post.kind, post.subject, post.to


def _add_copies(
    connection: Connection, state: Deployment, posts: Iterable[PostMessage], now: datetime
) -> dict[_Key, int]:
    """The numbers of the new copies' rows. A message said twice in one decision is one."""
    new = {_key(post): post for post in posts}
    rows = [
        {
            "deployment": state.id,
            "kind": post.kind.value,
            "subject": post.subject,
            "recipient": post.to,
            "channel": "" if post.to else state.channel,
            "ts": "",
            "shown": "",
            "mark": postmark(now),
            "deleted": 0,
        }
        for post in new.values()
    ]
    added = connection.execute(_ADD_COPIES, rows) if rows else ()
    return {(MessageKind(kind), subject, to): id_ for id_, kind, subject, to in added}


def _asking(inserting: Inserting) -> Inserting:
    newer = {"generation": outbox_table.c.generation + 1}
    return inserting.on_conflict_do_update(index_elements=["message"], set_=newer)


def _asking_again(inserting: Inserting) -> Inserting:
    table = outbox_table.c
    written_at = case((table.dead.is_(None), table.written_at), else_=inserting.excluded.written_at)
    revived = {"generation": table.generation + 1, "written_at": written_at, "dead": None}
    return inserting.on_conflict_do_update(index_elements=["message"], set_=revived)


_ASK = Upsert(outbox_table, _asking)
_ASK_AGAIN = Upsert(outbox_table, _asking_again)
"""What could not be shown before is asked anew, or is to show something newer: worth a new try."""


def _ask_for(connection: Connection, statement: Upsert, messages: dict[int, str], now: datetime) -> None:
    """Ask for messages in their lanes, which are awake."""
    rows = [
        {
            "lane": lane,
            "message": message,
            "answer": "",
            "generation": 1,
            "doubtful": False,
            "written_at": now,
            "expires_at": None,
            "dead": None,
        }
        for message, lane in messages.items()
    ]
    if rows:
        connection.execute(statement.on(connection), rows)


def write_answer(connection: Connection, answer: Answer, now: datetime, expires_at: datetime) -> None:
    """Put an answer to one person into the outbox; it is dropped when it could not be given in time."""
    lane = lanes.answer_lane(answer.deployment, answer.user)
    lanes.wake(connection, [lane], now, {lane: ANSWERS_AHEAD})
    connection.execute(
        insert(outbox_table).values(
            lane=lane,
            message=None,
            answer=encode(answer),
            generation=1,
            doubtful=False,
            written_at=now,
            expires_at=expires_at,
            dead=None,
        )
    )


_IS_CALL = and_(_message.kind.in_(CALLS), _message.ts == "")
_NEXT = (
    select(outbox_table, *_WHOLE)
    .outerjoin_from(outbox_table, message_table, outbox_table.c.message == _message.id)
    .where(outbox_table.c.lane == bindparam("of"), outbox_table.c.dead.is_(None))
    .order_by(case((_IS_CALL, 0), else_=1), outbox_table.c.id)
    .limit(1)
)


def next_parcel(connection: Connection, lane: str) -> Parcel | None:
    """What is to be sent next of a lane's rows that are not dead: a call, else the oldest."""
    row = connection.execute(_NEXT, {"of": lane}).one_or_none()
    return None if row is None else _parcel(row, None if row.copy is None else _copy(row))


def parcel_of(connection: Connection, copy: Copy) -> Parcel | None:
    """What waits for this message, unless it cannot be delivered."""
    table = outbox_table.c
    row = connection.execute(
        select(outbox_table).where(table.message == copy.id, table.dead.is_(None))
    ).one_or_none()
    return None if row is None else _parcel(row, copy)


def _parcel(row: Row[tuple[object, ...]], copy: Copy | None) -> Parcel:
    return Parcel(
        id=row.id,
        lane=row.lane,
        generation=row.generation,
        doubtful=row.doubtful,
        written_at=row.written_at,
        expires_at=row.expires_at,
        copy=copy,
        answer=row.answer,
    )


def load_copy(connection: Connection, message: int) -> Copy:
    """One copy by its row's number."""
    return _copy(connection.execute(select(*_WHOLE).where(_message.id == message)).one())


def root_of(connection: Connection, deployment: str) -> Copy | None:
    """The status message: the root of the deployment's thread."""
    row = connection.execute(_ROOT, {"of": deployment}).one_or_none()
    return None if row is None else _copy(row)


def deployment_at(connection: Connection, channel: str, thread: str) -> str | None:
    """The deployment whose status message is the root of this thread."""
    table = message_table.c
    return connection.execute(
        select(table.deployment).where(
            table.channel == channel, table.ts == thread, table.kind == MessageKind.STATUS.value
        )
    ).scalar()


def doubt(connection: Connection, parcel: Parcel, *, doubtful: bool) -> None:
    """Note that a post or an edit may arrive from now on, or that it surely did not."""
    connection.execute(update(outbox_table).where(outbox_table.c.id == parcel.id).values(doubtful=doubtful))


def note_shown(connection: Connection, copy: Copy, place: Place, fingerprint: str) -> None:
    """Where the message is now, and what it shows."""
    connection.execute(
        update(message_table)
        .where(message_table.c.id == copy.id)
        .values(channel=place.channel, ts=place.ts, shown=fingerprint)
    )


def post_again(connection: Connection, copy: Copy, now: datetime) -> None:
    """Somebody deleted it: it is to be posted anew, in the lane of its conversation."""
    connection.execute(
        update(message_table)
        .where(message_table.c.id == copy.id)
        .values(ts="", shown="", mark=postmark(now), deleted=copy.deleted + 1)
    )
    lane = lanes.conversation_lane(copy.deployment, copy.to or copy.channel)
    lanes.wake(connection, [lane], now)
    _ask_for(connection, _ASK, {copy.id: lane}, now)


def forget(connection: Connection, copy: Copy) -> None:
    """Somebody deleted it, and nobody misses it."""
    connection.execute(delete(outbox_table).where(outbox_table.c.message == copy.id))
    connection.execute(delete(message_table).where(message_table.c.id == copy.id))


def waiting_in(connection: Connection, lane: str) -> Sequence[Copy]:
    """The messages that wait to be posted in a lane for the first time, oldest first."""
    rows = connection.execute(
        select(*_WHOLE)
        .join_from(outbox_table, message_table, outbox_table.c.message == message_table.c.id)
        .where(outbox_table.c.lane == lane, outbox_table.c.dead.is_(None), message_table.c.ts == "")
        .order_by(outbox_table.c.id)
    )
    return [_copy(row) for row in rows]


def is_known(connection: Connection, deployment: str, post: PostMessage) -> bool:
    """Whether there is a copy of this message already."""
    return (post.kind, post.subject, post.to) in _copies_of(connection, deployment, {post.kind})


def channel_is_back(connection: Connection, channel: str, now: datetime) -> None:
    """What waits for a channel, or was given up, is tried again at once."""
    table = outbox_table.c
    waiting = connection.execute(
        select(table.lane)
        .join_from(outbox_table, message_table, table.message == message_table.c.id)
        .where(message_table.c.channel == channel, message_table.c.recipient == "")
        .distinct()
    )
    found = list(waiting.scalars())
    lanes.hurry(connection, found, now)
    connection.execute(
        update(outbox_table)
        .where(table.lane.in_(found), table.dead.is_not(None))
        .values(dead=None, written_at=now)
    )


def settle(connection: Connection, parcel: Parcel) -> None:
    """It was delivered: the row goes, unless a newer generation was asked for meanwhile."""
    table = outbox_table.c
    gone = delete(outbox_table).where(table.id == parcel.id, table.generation == parcel.generation)
    if connection.execute(gone).rowcount == 0:
        doubt(connection, parcel, doubtful=False)


def bury(connection: Connection, parcel: Parcel, why: str) -> bool:
    """A dead letter that people see and can send again; false where a newer generation is to be tried."""
    table = outbox_table.c
    buried = update(outbox_table).where(table.id == parcel.id, table.generation == parcel.generation)
    return connection.execute(buried.values(dead=why)).rowcount == 1
