"""Dead letters: what could not be delivered, until somebody has it sent again or nobody needs it any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, or_, select, update

from bot.domain.effects import MessageKind
from bot.domain.facts import Undelivered
from bot.domain.questions import question_of
from bot.domain.state import Deployment
from bot.storage import asks, lanes, outbox
from bot.storage.codec import decode
from bot.storage.tables import message_table, outbox_table

ASKING = frozenset(
    {
        MessageKind.REVIEW,
        MessageKind.STEP,
        MessageKind.FAILURE,
        MessageKind.GO,
        MessageKind.CONFIRM,
        MessageKind.ESCALATION,
    }
)
"""Messages that ask for something: their subject begins with the question."""
ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """What could not be delivered, into which lane, why, and when it was written (real time).

    `kind` is that of the message, or "answer" to one person.
    """

    deployment: str
    lane: str
    kind: str
    why: str
    since: datetime


def of_deployment(connection: Connection, deployment: str, now: datetime) -> Sequence[DeadLetter]:
    """The dead letters of one deployment, oldest first; `now` is real time."""
    rows = connection.execute(_dead(now).where(_in_lanes_of(deployment)))
    return [_letter(row) for row in rows]


def everywhere(connection: Connection, now: datetime) -> Sequence[DeadLetter]:
    """All dead letters, oldest first."""
    return [_letter(row) for row in connection.execute(_dead(now))]


def undelivered(connection: Connection, state: Deployment, now: datetime) -> Undelivered:
    """How much of a deployment would be sent again, and how much is outdated."""
    wanted, outdated = _sorted_out(connection, state, now)
    return Undelivered(wanted=len(wanted), outdated=len(outdated))


def send_again(connection: Connection, state: Deployment, now: datetime) -> None:
    """Put what is still wanted back into its lanes, due at once, and forget what is outdated.

    A row keeps its place in its lane, and the doubt whether it arrived: then it is looked for first.
    """
    wanted, outdated = _sorted_out(connection, state, now)
    lanes_again = {row.lane for row in wanted}
    lanes.wake(connection, lanes_again, now)
    lanes.hurry(connection, lanes_again, now)
    connection.execute(
        update(outbox_table)
        .where(outbox_table.c.id.in_([row.id for row in wanted]))
        .values(dead=None, written_at=now)
    )
    connection.execute(delete(outbox_table).where(outbox_table.c.id.in_([row.id for row in outdated])))
    connection.execute(delete(message_table).where(message_table.c.id.in_([row.message for row in outdated])))


def _sorted_out(
    connection: Connection, state: Deployment, now: datetime
) -> tuple[list[Row[tuple[object, ...]]], list[Row[tuple[object, ...]]]]:
    """The rows that are still wanted, and those that are outdated.

    What stands in the thread is its history and shows the newest state. A direct message that was never
    there is outdated where it asks somebody who is not asked any more, or who left Slack; an answer, where it
    says so itself.
    """
    rows = connection.execute(_dead(now).where(_in_lanes_of(state.id))).all()
    wanted = {row.id for row in rows if _is_wanted(connection, state, row)}
    return [row for row in rows if row.id in wanted], [row for row in rows if row.id not in wanted]


def _is_wanted(connection: Connection, state: Deployment, row: Row[tuple[object, ...]]) -> bool:
    if row.message is None:
        return decode(outbox.Answer, row.answer).again
    copy = outbox.load_copy(connection, row.message)
    return not copy.to or bool(copy.ts) or _is_asked(connection, state, copy)


def _is_asked(connection: Connection, state: Deployment, copy: outbox.Copy) -> bool:
    if copy.to in state.left:
        return False
    return copy.kind not in ASKING or copy.to in asks.people_asked(
        connection, state.id, question_of(copy.subject)
    )


def _dead(now: datetime) -> Select[tuple[object, ...]]:
    """Dead rows, oldest first; an answer that comes too late is none that anybody misses."""
    table = outbox_table.c
    is_in_time = or_(table.expires_at.is_(None), table.expires_at > now)
    return (
        select(
            table.id,
            table.lane,
            table.message,
            table.answer,
            table.dead,
            table.written_at,
            message_table.c.kind,
        )
        .join_from(outbox_table, message_table, table.message == message_table.c.id, isouter=True)
        .where(table.dead.is_not(None), is_in_time)
        .order_by(table.id)
    )


def _in_lanes_of(deployment: str) -> ColumnElement[bool]:
    return outbox_table.c.lane.startswith(lanes.conversation_lane(deployment, ""), autoescape=True)


def _letter(row: Row[tuple[object, ...]]) -> DeadLetter:
    return DeadLetter(
        deployment=lanes.deployment_of(row.lane),
        lane=row.lane,
        kind=row.kind or ANSWER,
        why=row.dead,
        since=row.written_at,
    )
