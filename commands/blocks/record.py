"""The record: the document, filled in, as a file, and a few words above it."""

from collections.abc import Sequence

from bot.document.record.record import record as made
from bot.domain.events import Event
from bot.domain.state import Deployment
from bot.ports import Attachment, Message
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, paragraph
from commands.blocks.mrkdwn import code

HEAD_DIGITS = 12
"""Of the last event's hash: as many as `tminus audit --head` asks for."""


def record(message: Message) -> Content:
    """The words above the file."""
    return words(message.state, message.events, message.head)


def words(state: Deployment, events: Sequence[Event], head: str) -> Content:
    """What it is the record of, how it ended, and by what it can be proved."""
    so_far = "" if state.state.is_closed else ", so far"
    audit = code(f"tminus audit {state.id} --head {head[:HEAD_DIGITS]}")
    return Content(
        text=f"{ph.brief(state)}: the record{so_far}",
        blocks=(
            paragraph(
                f"📄 *The record of {ph.title(state)}*: {ph.stands(state)}{so_far}",
                "The plan with every box filled in; at its end what happened, when, and who decided",
                f"{ph.counted(len(events), 'event')}; {audit} proves that they are all there",
            ),
        ),
    )


def attached(message: Message, secrets: tuple[str, ...]) -> Attachment:
    """The file. It takes a tenth of a second to make."""
    text = made(
        message.document,
        message.state,
        message.events,
        message.head,
        secrets=secrets,
        undelivered=message.undelivered,
    )
    return file_of(message.state, text)


def file_of(state: Deployment, text: str) -> Attachment:
    """A record as a file, by the deployment's ID."""
    content = text.encode("utf-8")
    return Attachment(name=f"{state.id}-record.md", title=f"Record of {state.id}", content=content)
