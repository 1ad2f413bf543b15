"""Slack's limits on Block Kit, so that a message it would refuse is named here and not by a failed post.

The figures are those of docs.slack.dev (Block Kit reference); that of a message's whole length is measured,
Slack documents none. Slack's own models check some of them, and none of the counts and totals.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_CHARACTERS = 13_000
"""Characters of all blocks as JSON: what exactly Slack counts is not known, this is the most it can be."""
TEXT_CHARACTERS = 4_000
"""chat.update refuses a longer notification text."""
VIEW_WORDS = 24
PRIVATE_METADATA = 3_000

Json = Mapping[str, Any]

LENGTHS: Mapping[str, Mapping[str, int]] = {
    "section": {"text": 3000},
    "button": {"text": 75, "value": 2000, "action_id": 255},
    "overflow": {"action_id": 255},
    "static_select": {"placeholder": 150, "action_id": 255},
    "input": {"label": 2000, "hint": 2000, "block_id": 255},
    "option": {"text": 75, "value": 150},
    "confirm": {"title": 100, "text": 300, "confirm": 30, "deny": 30},
    "context text": {"text": 2000},
    "image": {"alt_text": 2000, "title": 2000},
}
"""The longest texts, by what they stand in."""

COUNTS: Mapping[str, tuple[str, int]] = {
    "actions": ("elements", 25),
    "context": ("elements", 10),
    "overflow": ("options", 5),
    "static_select": ("options", 100),
}
"""The most parts, by what they stand in; each must have one at least."""


def problems(text: str, blocks: Sequence[Json]) -> list[str]:
    """Why Slack would refuse a message; nothing where it would not."""
    found = [*_lists(blocks, MESSAGE_BLOCKS)]
    if not text or len(text) > TEXT_CHARACTERS:
        found.append(f"the notification has {len(text)} characters, {TEXT_CHARACTERS} at most")
    total = len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))
    if total > MESSAGE_CHARACTERS:
        found.append(f"the blocks have {total} characters, {MESSAGE_CHARACTERS} at most")
    return found


def view_problems(view: Json) -> list[str]:
    """Why Slack would refuse a modal; nothing where it would not."""
    found = [*_lists(view["blocks"], VIEW_BLOCKS)]
    words = {name: _text(view[name]) for name in ("title", "submit", "close") if name in view}
    found += [
        _too_long("view", name, text, VIEW_WORDS) for name, text in words.items() if len(text) > VIEW_WORDS
    ]
    metadata = view.get("private_metadata", "")
    if len(metadata) > PRIVATE_METADATA:
        found.append(_too_long("view", "private_metadata", metadata, PRIVATE_METADATA))
    return found


def _lists(blocks: Sequence[Json], most: int) -> Iterator[str]:
    if not 0 < len(blocks) <= most:
        yield f"there are {len(blocks)} blocks, one to {most} are possible"
    for block in blocks:
        yield from _part(block)


def _part(part: Json) -> Iterator[str]:
    """The problems of a block or an element, and of what is in it."""
    kind = str(part["type"])
    yield from _lengths(kind, part)
    if kind in COUNTS:
        name, most = COUNTS[kind]
        if not 0 < len(part[name]) <= most:
            yield f"{kind}: {len(part[name])} {name}, one to {most} are possible"
    for option in part.get("options", ()):
        yield from _lengths("option", option)
    if "confirm" in part:
        yield from _lengths("confirm", part["confirm"])
    inner = [*part.get("elements", ()), *(part[name] for name in ("accessory", "element") if name in part)]
    for element in inner:
        yield from _part({**element, "type": "context text"} if kind == "context" else element)


def _lengths(kind: str, part: Json) -> Iterator[str]:
    for name, most in LENGTHS.get(kind, {}).items():
        text = _text(part[name]) if name in part else None
        if text is not None and not 0 < len(text) <= most:
            yield _too_long(kind, name, text, most)


def _too_long(kind: str, name: str, text: str, most: int) -> str:
    return f"{kind}: {name} has {len(text)} characters, one to {most} are possible"


def _text(value: str | Json) -> str:
    """A text object's text, or a bare string."""
    return value if isinstance(value, str) else str(value["text"])
