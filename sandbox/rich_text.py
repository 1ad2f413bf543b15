"""Reads a `rich_text` block into nodes."""

from collections.abc import Iterator

from sandbox.model import Json
from sandbox.nodes import (
    Break,
    Emoji,
    Item,
    Link,
    Mention,
    Moment,
    Node,
    Preformatted,
    Quote,
    Style,
    Styled,
    Words,
)


def read_rich_text(block: Json) -> tuple[Node, ...]:
    """The nodes of the whole block."""
    nodes: list[Node] = []
    for part in block["elements"]:
        nodes += [Break()] if nodes and isinstance(nodes[-1], Words | Styled | Mention | Link) else []
        nodes += _part(part)
    return tuple(nodes)


def _part(part: Json) -> list[Node]:
    match part["type"]:
        case "rich_text_list":
            ordered = part.get("style") == "ordered"
            first = part.get("offset", 0) + 1
            items = enumerate(part["elements"], first)
            return [Item(f"{number}." if ordered else "•", tuple(_inline(item))) for number, item in items]
        case "rich_text_preformatted":
            return [
                Preformatted(
                    "".join(element.get("text", element.get("url", "")) for element in part["elements"])
                )
            ]
        case "rich_text_quote":
            return [Quote(tuple(_inline(part)))]
        case _:
            return list(_inline(part))


def _inline(part: Json) -> Iterator[Node]:
    for element in part["elements"]:
        node = _leaf(element)
        for style in Style:
            if element.get("style", {}).get(style):
                node = Styled(style, (node,))
        yield node


def _leaf(element: Json) -> Node:
    match element["type"]:
        case "link":
            return Link(element["url"], element.get("text") or element["url"])
        case "user":
            return Mention("@", element["user_id"])
        case "usergroup":
            return Mention("^", element["usergroup_id"])
        case "channel":
            return Mention("#", element["channel_id"])
        case "broadcast":
            return Mention("!", element["range"])
        case "emoji":
            return Emoji(element["name"])
        case "date":
            return Moment(
                element["timestamp"], element["format"], element.get("fallback", ""), element.get("url", "")
            )
        case _:
            return Words(element.get("text", ""))
