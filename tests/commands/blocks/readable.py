"""Blocks as text that a reviewer reads like the message: mrkdwn as it is, buttons in [brackets]."""

import json
from collections.abc import Iterator
from typing import Any

from bot.ports import Rendered
from tests.bot.domain import plans as p

Json = dict[str, Any]
MARKS = {"primary": "*", "danger": "!"}
"""`[*Go]` is a primary button, `[!Cancel]` a dangerous one; `?` follows where it asks once more."""


def readable(rendered: Rendered) -> str:
    """A whole message: the notification, then the blocks."""
    lines = [f"(notification) {rendered.text}", *blocks_of(json.loads(rendered.body))]
    return named("\n".join(lines)) + "\n"


def named(text: str) -> str:
    """Mentions by the cast's first names."""
    for person in p.CAST:
        text = text.replace(f"<@{person.id}>", f"@{person.name.split()[0].casefold()}")
    return text


def blocks_of(blocks: list[Json]) -> Iterator[str]:
    """One line a line; inputs as `label: [element]`."""
    for block in blocks:
        match block["type"]:
            case "section":
                yield from block["text"]["text"].split("\n")
                if "accessory" in block:
                    yield _element(block["accessory"])
            case "context":
                yield "(small) " + "  ".join(element["text"] for element in block["elements"])
            case "actions":
                yield " ".join(_element(element) for element in block["elements"])
            case "input":
                hint = f" ({block['hint']['text']})" if "hint" in block else ""
                optional = " (optional)" if block.get("optional") else ""
                yield f"{block['label']['text']}{optional}: {_element(block['element'])}{hint}"
            case "image":
                yield f"(picture: {block['alt_text']})"
            case kind:
                yield f"({kind})"


def _element(element: Json) -> str:
    kind = element["type"]
    if kind == "button":
        again = "?" if "confirm" in element else ""
        return f"[{MARKS.get(element.get('style', ''), '')}{element['text']['text']}{again}]"
    if "options" in element:
        options = " | ".join(option["text"]["text"] for option in element["options"])
        label = element["placeholder"]["text"] if "placeholder" in element else "…"
        return f"[{label}: {options}]"
    initial = next((value for key, value in element.items() if key.startswith("initial_")), "")
    return f"[{kind} {initial}]".replace(" ]", "]")


def view_of(view: Json) -> str:
    """A whole modal: its title, the blocks, its buttons."""
    buttons = " ".join(f"[{view[name]['text']}]" for name in ("submit", "close") if name in view)
    return named("\n".join([f"== {view['title']['text']} ==", *blocks_of(view["blocks"]), buttons])) + "\n"
