"""Errands: questions to the outside, kept until what came of them is told (real time throughout).

Whoever claims an errand moves its due time past the lease and marks it with a token; who lost it to another
worker writes nothing.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from bot.domain.errands import ReadChart, ReadMetrics, TrySmokeTests
from bot.ports import Errand
from bot.storage.codec import decode, encode
from bot.storage.tables import errand_table

ASKS_MACHINES = ReadMetrics | TrySmokeTests | ReadChart
"""Nobody waits for what comes of these, and each may take as long as its machine does."""


class Hands(StrEnum):
    """Who carries errands out: each kind is carried out by hands of its own, and waits for no other.

    What looks at metrics is machines', too, yet comes by the minute from every deployment that goes on.
    """

    PEOPLE = "people"
    MACHINES = "machines"
    METRICS = "metrics"


_OF_MACHINE, _LOOKS_AT = errand_table.c.of_machine, errand_table.c.looks_at
_THEIRS: Mapping[Hands, ColumnElement[bool]] = {
    Hands.PEOPLE: not_(_OF_MACHINE),
    Hands.MACHINES: and_(_OF_MACHINE, _LOOKS_AT == ""),
    Hands.METRICS: _LOOKS_AT != "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An errand in hand, still as it was written. `failures` counts how often it did not work."""

    id: str
    token: str
    body: str
    written_at: datetime
    failures: int

    @property
    def key(self) -> str:
        """Under which the intent that it ends in is done once."""
        return f"errand:{self.id}"

    @property
    def errand(self) -> Errand:
        """What is to be asked. Errors: pydantic's, where a newer program wrote what we do not know."""
        return decode(Errand, self.body)


def write(connection: Connection, errand: Errand, now: datetime) -> None:
    """Keep an errand, due at once. Its id is never used again: what it ends in is keyed by it.

    A look at metrics that nobody began yet reads until it is begun: another of the same deployment is none.
    """
    question = errand.question
    looks_at = question.deployment if isinstance(question, ReadMetrics) else ""
    if looks_at and connection.execute(_WAITING_LOOK, {"looks_at": looks_at}).first():
        return
    connection.execute(
        insert(errand_table).values(
            id=uuid.uuid4().hex,
            body=encode(errand),
            written_at=now,
            due_at=now,
            token="",
            failures=0,
            of_machine=isinstance(question, ASKS_MACHINES),
            looks_at=looks_at,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An errand that is in somebody's hands, or waits; as it was seen."""

    id: str
    due_at: datetime
    token: str


_PENDING = {
    hands: select(errand_table.c.id, errand_table.c.due_at, errand_table.c.token)
    .where(errand_table.c.due_at > bindparam("now"), theirs)
    .order_by(errand_table.c.due_at)
    .limit(bindparam("most", type_=Integer))
    for hands, theirs in _THEIRS.items()
}
_NEXT_DUE = select(func.min(errand_table.c.due_at))
_NEXT_DUE_OF = {hands: _NEXT_DUE.where(theirs) for hands, theirs in _THEIRS.items()}
_WAITING_LOOK = select(errand_table.c.id).where(
    errand_table.c.looks_at == bindparam("looks_at"), errand_table.c.token == ""
)

_OTHER = errand_table.alias()
_IN_HAND = (
    select(_OTHER.c.id)
    .where(_OTHER.c.looks_at == _LOOKS_AT, _OTHER.c.token != "", _OTHER.c.id != errand_table.c.id)
    .exists()
)
_CLAIMED = {**_THEIRS, Hands.METRICS: and_(_THEIRS[Hands.METRICS], not_(_IN_HAND))}


def pending(
    connection: Connection, now: datetime, limit: int, *, hands: Hands = Hands.PEOPLE
) -> tuple[Pending, ...]:
    """The errands that are not due yet, the earliest first."""
    rows = connection.execute(_PENDING[hands], {"now": now, "most": limit})
    return tuple(Pending(id=row.id, due_at=row.due_at, token=row.token) for row in rows)


def claim(
    connection: Connection,
    now: datetime,
    lease_until: datetime,
    tokens: Sequence[str],
    waited: Iterable[Pending] = (),
    *,
    hands: Hands = Hands.PEOPLE,
) -> tuple[Claim, ...]:
    """Claim errands that are due, and those that have `waited` unless they changed meanwhile, the earliest
    first; at most one for each token. No look at the metrics of a deployment that somebody looks at now.
    """
    table = errand_table.c
    same = [
        and_(table.id == each.id, table.token == each.token, table.due_at == each.due_at) for each in waited
    ]
    due = connection.execute(
        select(errand_table)
        .where(or_(table.due_at <= now, *same), _CLAIMED[hands])
        .order_by(table.due_at)
        .limit(len(tokens))
        .with_for_update(skip_locked=True)
    ).all()
    claims = tuple(
        Claim(
            id=row.id,
            token=token,
            body=row.body,
            written_at=row.written_at,
            failures=row.failures,
        )
        for row, token in zip(due, tokens, strict=False)
    )
    for claimed in claims:
        taken = update(errand_table).where(table.id == claimed.id)
        connection.execute(taken.values(due_at=lease_until, token=claimed.token))
    return claims


def finish(connection: Connection, claimed: Claim) -> bool:
    """It is done: true for the one who had it, once."""
    table = errand_table.c
    gone = delete(errand_table).where(table.id == claimed.id, table.token == claimed.token)
    return connection.execute(gone).rowcount == 1


def back_off(connection: Connection, claimed: Claim, until: datetime) -> None:
    """Try it again later: the service asked to wait, or is away."""
    table = errand_table.c
    connection.execute(
        update(errand_table)
        .where(table.id == claimed.id, table.token == claimed.token)
        .values(due_at=until, token="", failures=claimed.failures + 1)
    )


def take_over(connection: Connection, now: datetime) -> int:
    """Free every errand, where whoever had them is dead; how many there were."""
    held = update(errand_table).where(errand_table.c.token != "")
    return connection.execute(held.values(due_at=now, token="")).rowcount


def not_understood(connection: Connection) -> Mapping[str, datetime]:
    """The errands that cannot be read, and since when each is there: a newer program wrote them."""
    table = errand_table.c
    rows = connection.execute(select(table.id, table.body, table.written_at).order_by(table.written_at))
    return {row.id: row.written_at for row in rows if not _is_understood(row.body)}


def _is_understood(body: str) -> bool:
    try:
        decode(Errand, body)
    except ValueError:
        return False
    return True


def next_due(connection: Connection, *, hands: Hands | None = None) -> datetime | None:
    """When the next errand is due, of these hands, `None`: of all; `None` when there is none."""
    return connection.execute(_NEXT_DUE if hands is None else _NEXT_DUE_OF[hands]).scalar()
