"""What happens where somebody deleted a message in Slack that is to be brought up to date, or replied to."""

from datetime import datetime

from sqlalchemy import Connection

from bot.domain.effects import MessageKind
from bot.storage import asks, outbox

ROOTS_AT_MOST = 10
"""How often a status message is posted anew: whoever deletes it more often means it."""


def make_good(connection: Connection, parcel: outbox.Parcel, copy: outbox.Copy, now: datetime) -> None:
    """Post a deleted message anew where it is missed: a question once, the status message always.

    `parcel` is the row that found it deleted: its own, or that of a reply to it.
    """
    if copy.kind is MessageKind.STATUS:
        is_missed = copy.deleted < ROOTS_AT_MOST
    else:
        asked = asks.people_asked(connection, copy.deployment, copy.subject)
        is_missed = not copy.deleted and (copy.to in asked if copy.to else bool(asked))
    if is_missed:
        outbox.post_again(connection, copy, now)
    elif copy.kind is MessageKind.STATUS:
        outbox.bury(connection, parcel, "the status message is deleted again and again")
    else:
        outbox.forget(connection, copy)
