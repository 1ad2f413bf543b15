"""What a message is made of: its deployment as it stands in the transaction that takes it in hand."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.domain.adhoc import as_walked
from bot.domain.effects import MessageKind
from bot.domain.quieting import shown, told
from bot.domain.timeline import events_told
from bot.ports import Message
from bot.records import read
from bot.storage import chain, deployments, places
from bot.storage.outbox import Copy
from bot.storage.revisions import Revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Reads messages. `workspace_url` is `https://….slack.com/`, "" where it is not known."""

    revisions: Revisions
    workspace_url: str = ""

    def load(self, connection: Connection, copy: Copy) -> Message:
        """The message that a copy is to show, without secrets whoever carries it.

        A record is made from everything as it was, and whoever makes it hides them. Errors: `LookupError`,
        `ValueError` where none can be made.
        """
        stored = deployments.load(connection, copy.deployment)
        if stored is None:
            raise LookupError(f"a message belongs to no deployment: {copy.deployment}")
        revision = self.revisions.load(connection, stored.state.revision)
        numbers = events_told(copy.kind, copy.subject)
        events = [row.event for row in chain.read(connection, copy.deployment, numbers)] if numbers else []
        plan = as_walked(revision.plan, stored.state)
        message = Message(
            kind=copy.kind,
            subject=copy.subject,
            to=copy.to,
            state=stored.state,
            plan=plan,
            events=tuple(events),
            warnings=revision.warnings,
            is_again=copy.deleted > 0,
            channel=places.channel_name(connection, copy, stored.state.channel),
            thread=places.thread(connection, copy, self.workspace_url),
        )
        return self._with_record(connection, message) if copy.kind is MessageKind.RECORD else quieted(message)

    def _with_record(self, connection: Connection, message: Message) -> Message:
        """With all that a record is made from: the newest of everything, in one transaction."""
        kept = read(connection, message.state.id, self.revisions)
        assert kept, "the message belongs to it"
        return replace(
            message,
            events=tuple(kept.events),
            document=kept.text,
            head=kept.head,
            undelivered=kept.undelivered,
        )


def quieted(message: Message) -> Message:
    """The message without the secrets that its deployment knows, and without what is one for certain."""
    plan = message.plan
    return replace(
        message, state=told(message.state, plan), plan=shown(plan), events=told(message.events, plan)
    )
