"""Who is waited for, for which question, since when: kept in step with what the state waits for."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, or_, select

from bot.domain.waiting import Waiting
from bot.storage.tables import ask_table

Key = tuple[str, str, str]
"""Question, subject, person."""


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
    table = ask_table.c
    if gone:
        rows = [
            and_(table.question == question, table.subject == subject, table.person == person)
            for question, subject, person in sorted(gone)
        ]
        connection.execute(delete(ask_table).where(table.deployment == deployment, or_(*rows)))
    if come:
        rows_come = [
            {
                "deployment": deployment,
                "question": question,
                "subject": subject,
                "person": person,
                "since": at,
            }
            for question, subject, person in sorted(come)
        ]
        connection.execute(insert(ask_table), rows_come)


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
