"""Where a deployment's messages stand, to be linked to."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, or_, select

from bot.domain.effects import MessageKind
from bot.ports import Place
from bot.storage.tables import message_table


def roots(connection: Connection, deployments: Iterable[str]) -> Mapping[str, Place]:
    """The status messages that were posted, by deployment."""
    table = message_table.c
    rows = connection.execute(
        select(table.deployment, table.channel, table.ts).where(
            table.deployment.in_(sorted(set(deployments))),
            table.kind == MessageKind.STATUS.value,
            table.ts != "",
        )
    )
    return {row.deployment: Place(channel=row.channel, ts=row.ts) for row in rows}


def of_questions(
    connection: Connection, deployments: Iterable[str], user: str
) -> Mapping[tuple[str, str], Place]:
    """Where this user reads what they were asked, by deployment and question: their own copy comes first."""
    table = message_table.c
    rows = connection.execute(
        select(table.deployment, table.subject, table.channel, table.ts)
        .where(
            table.deployment.in_(sorted(set(deployments))),
            table.kind.not_in([MessageKind.STATUS.value, MessageKind.LOG.value]),
            or_(table.recipient == "", table.recipient == user),
            table.ts != "",
        )
        .order_by(table.recipient)
    )
    return {(row.deployment, row.subject): Place(channel=row.channel, ts=row.ts) for row in rows}
