"""The whole workspace as text: who said and did what, conversation by conversation, thread by thread."""

from collections.abc import Iterator

from sandbox.model import Act, Conversation, Message
from sandbox.plain_text import message_lines
from sandbox.reader import Reader
from sandbox.workspace import World

INDENT = "    "


def transcript(world: World) -> str:
    """Everything that was said, as it stands now, and what people did between. Times are the team's."""
    reader = Reader(world)
    parts = [_conversation(place, reader) for place in world.in_order()]
    return "\n".join(part for part in parts if part)


def _conversation(place: Conversation, reader: Reader) -> str:
    entries = _entries(place)
    if not entries:
        return ""
    title = f"Direct messages of {reader.name(place.members[0])}" if place.is_im else f"#{place.name}"
    lines = [f"═══ {title} ═══", ""]
    for entry in (entry for entry in entries if not _root(entry)):
        lines += [*_entry(entry, reader), ""]
        for reply in (reply for reply in entries if _root(reply) == entry.ts):
            lines += [*(f"{INDENT}{line}".rstrip() for line in _entry(reply, reader)), ""]
    return "\n".join(lines)


def _entries(place: Conversation) -> list[Message | Act]:
    """Messages and acts in the order in which they happened."""
    entries: list[Message | Act] = [*place.messages, *place.acts]
    return sorted(entries, key=lambda entry: float(entry.ts))


def _root(entry: Message | Act) -> str:
    """The message in whose thread it belongs, "" for what stands in the conversation itself."""
    return "" if entry.thread_ts == entry.ts else entry.thread_ts


def _entry(entry: Message | Act, reader: Reader) -> Iterator[str]:
    if isinstance(entry, Act):
        yield f"· {reader.name(entry.user)} {entry.text}"
        return
    only = f" (only {reader.name(entry.only_for)} sees this)" if entry.only_for else ""
    shown = " (also in the channel)" if entry.broadcast else ""
    edited = " (edited)" if entry.edited else ""
    yield f"{reader.name(entry.author)}{only}{shown}{edited}:"
    for line in message_lines(entry, reader):
        yield f"{INDENT}{line}".rstrip()
