"""Where a deployment's messages stand, to be linked to."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, or_, select

from bot.domain.effects import MessageKind
from bot.domain.plan import Channel
from bot.ports import Place
from bot.storage import directory
from bot.storage.outbox import Copy
from bot.storage.tables import message_table

TO_THE_THREAD = frozenset({MessageKind.ESCALATION, MessageKind.QUESTION, MessageKind.PAGER})
"""What is read elsewhere, at night, and leads to the deployment's thread."""


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


def thread(connection: Connection, copy: Copy, workspace_url: str) -> str:
    """The address of the thread that a message leads to; "" where it leads to none, or that is not posted.

    `workspace_url` is `https://….slack.com/`, "" where it is not known.
    """
    if not workspace_url or copy.kind not in TO_THE_THREAD or not copy.to:
        return ""
    root = roots(connection, [copy.deployment]).get(copy.deployment)
    return permalink(workspace_url, root) if root else ""


def permalink(workspace_url: str, place: Place) -> str:
    """The address of a message in Slack, as its Copy link gives it."""
    return f"{workspace_url}archives/{place.channel}/p{place.ts.replace('.', '')}"


def channel_name(connection: Connection, copy: Copy, channel: str) -> str:
    """What the channel (its id) is called, for readers outside of Slack; "" for others."""
    if copy.to != Channel.EMAIL:
        return ""
    return directory.handles(connection, [channel]).get(channel, "")
