"""Who is waited for, for which question, since when: kept in step with what the state waits for."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.domain.waiting import Waiting
from bot.storage.tables import ask_table

Key = tuple[str, str, str]
"""Question, subject, person."""

_ASKED_BY = ("deployment", "question", "subject", "person")
_SETTLED_BY = tuple(f"its_{name}" for name in _ASKED_BY)
_ASK = insert(ask_table)
_SETTLE = delete(ask_table).where(
    *(ask_table.c[name] == bindparam(its) for name, its in zip(_ASKED_BY, _SETTLED_BY, strict=True))
)


def update_asks(
    connection: Connection,
    deployment: str,
    before: Iterable[Waiting],
    after: Iterable[Waiting],
    at: datetime,
) -> None:
    """Note who is waited for now and was not before, and forget who is not any more."""
    old, new = _keys(before), _keys(after)
    gone, come = old - new, new - old
    if gone:
        settled = [dict(zip(_SETTLED_BY, (deployment, *key), strict=True)) for key in sorted(gone)]
        connection.execute(_SETTLE, settled)
    if come:
        asked = [dict(zip(_ASKED_BY, (deployment, *key), strict=True)) for key in sorted(come)]
        connection.execute(_ASK, [row | {"since": at} for row in asked])


def _keys(waiting: Iterable[Waiting]) -> set[Key]:
    return {(one.question, one.subject, person.id) for one in waiting for person in one.people}


def deployments_waiting_for(connection: Connection, user: str) -> tuple[str, ...]:
    """The deployments that wait for this user, the longest waiting first."""
    rows = connection.execute(
        select(ask_table.c.deployment).where(ask_table.c.person == user).order_by(ask_table.c.since)
    )
    return tuple(dict.fromkeys(str(row.deployment) for row in rows))


def people_asked(connection: Connection, deployment: str, question: str) -> tuple[str, ...]:
    """Who is waited for to answer a question; nobody where it is settled."""
    table = ask_table.c
    rows = connection.execute(
        select(table.person)
        .where(table.deployment == deployment, table.question == question)
        .distinct()
        .order_by(table.person)
    )
    return tuple(rows.scalars())
