"""Errands: questions to the outside, kept until what came of them is told (real time throughout).

Whoever claims an errand moves its due time past the lease and marks it with a token; who lost it to another
worker writes nothing.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, and_, bindparam, delete, func, insert, or_, select, update

from bot.domain.errands import ReadChart, ReadMetrics, TrySmokeTests
from bot.ports import Errand
from bot.storage.codec import decode, encode
from bot.storage.tables import errand_table

ASKS_MACHINES = ReadMetrics | TrySmokeTests | ReadChart
"""Nobody waits for what comes of these, and each may take as long as its machine does."""


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
    """Keep an errand, due at once. Its id is never used again: what it ends in is keyed by it."""
    connection.execute(
        insert(errand_table).values(
            id=uuid.uuid4().hex,
            body=encode(errand),
            written_at=now,
            due_at=now,
            token="",
            failures=0,
            of_machine=isinstance(errand.question, ASKS_MACHINES),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An errand that is in somebody's hands, or waits; as it was seen."""

    id: str
    due_at: datetime
    token: str


_PENDING = (
    select(errand_table.c.id, errand_table.c.due_at, errand_table.c.token)
    .where(errand_table.c.due_at > bindparam("now"), errand_table.c.of_machine == bindparam("machines"))
    .order_by(errand_table.c.due_at)
    .limit(bindparam("most", type_=Integer))
)
_NEXT_DUE = select(func.min(errand_table.c.due_at))
_NEXT_DUE_OF = _NEXT_DUE.where(errand_table.c.of_machine == bindparam("machines"))


def pending(
    connection: Connection, now: datetime, limit: int, *, of_machines: bool = False
) -> tuple[Pending, ...]:
    """The errands that are not due yet, the earliest first."""
    rows = connection.execute(_PENDING, {"now": now, "most": limit, "machines": of_machines})
    return tuple(Pending(id=row.id, due_at=row.due_at, token=row.token) for row in rows)


def claim(
    connection: Connection,
    now: datetime,
    lease_until: datetime,
    tokens: Sequence[str],
    waited: Iterable[Pending] = (),
    *,
    of_machines: bool = False,
) -> tuple[Claim, ...]:
    """Claim errands that are due, and those that have `waited` unless they changed meanwhile, the earliest
    first; at most one for each token. Those `of_machines`, or the others.
    """
    table = errand_table.c
    same = [
        and_(table.id == each.id, table.token == each.token, table.due_at == each.due_at) for each in waited
    ]
    due = connection.execute(
        select(errand_table)
        .where(or_(table.due_at <= now, *same), table.of_machine == of_machines)
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


def next_due(connection: Connection, *, of_machines: bool | None = None) -> datetime | None:
    """When the next errand can be claimed, of machines or not, `None`: of both; `None` when there is none."""
    if of_machines is None:
        return connection.execute(_NEXT_DUE).scalar()
    return connection.execute(_NEXT_DUE_OF, {"machines": of_machines}).scalar()
