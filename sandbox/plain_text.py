"""What a person reads in a message, as plain lines: blocks flattened, buttons in [brackets]."""

from collections.abc import Iterable, Iterator

from sandbox.elements import options_of
from sandbox.emoji import picture
from sandbox.model import Json, Message
from sandbox.mrkdwn import parse, parse_plain
from sandbox.nodes import (
    Break,
    Emoji,
    Item,
    Link,
    Mention,
    Moment,
    Node,
    Paragraph,
    Preformatted,
    Quote,
    Styled,
    Words,
)
from sandbox.reader import Reader
from sandbox.rich_text import read_rich_text


def message_lines(message: Message, reader: Reader) -> list[str]:
    """The lines of a message: its blocks, or its text where it has none; and its files."""
    files = [reader.world.files[file] for file in message.files]
    cards = [f"(file: {file.title or file.name}, {file.name})" for file in files]
    if message.blocks:
        return block_lines(message.blocks, reader) + cards
    return _split(written_out(parse(message.text), reader)) + cards


def block_lines(blocks: Iterable[Json], reader: Reader) -> list[str]:
    """The lines of blocks."""
    return [line for block in blocks for line in _block(block, reader)]


def written_out(nodes: Iterable[Node], reader: Reader) -> str:
    """Nodes as plain text."""
    return "".join(_node(node, reader) for node in nodes).strip("\n")


def _node(node: Node, reader: Reader) -> str:
    match node:
        case Words(text):
            return text
        case Break():
            return "\n"
        case Styled(children=children):
            return "".join(_node(child, reader) for child in children)
        case Link(label=label):
            return label
        case Mention():
            return reader.mention(node)
        case Moment():
            return reader.moment(node)
        case Emoji(name):
            return picture(name)
        case _:
            return _paragraph(node, reader)


def _paragraph(node: Paragraph, reader: Reader) -> str:
    match node:
        case Preformatted(text):
            return "\n" + "\n".join(f"    {line}" for line in text.split("\n")) + "\n"
        case Quote(children):
            return "\n" + "\n".join(f"> {line}" for line in _split(written_out(children, reader))) + "\n"
        case Item(mark, children):
            return f"{mark} {written_out(children, reader)}\n"


def _split(text: str) -> list[str]:
    return text.split("\n") if text else []


def _text(value: Json, reader: Reader) -> str:
    """A text object, written out."""
    if value["type"] == "mrkdwn":
        return written_out(parse(value["text"]), reader)
    return written_out(parse_plain(value["text"], emoji=value.get("emoji", True)), reader)


def _block(block: Json, reader: Reader) -> list[str]:
    match block["type"]:
        case "section":
            return _section(block, reader)
        case "header":
            return [f"## {_text(block['text'], reader)}"]
        case "divider":
            return ["―" * 8]
        case "context":
            texts = [_text(item, reader) for item in block["elements"] if item["type"] != "image"]
            return _split("  ".join(texts))
        case "actions":
            return [" ".join(_element(element, reader) for element in block["elements"])]
        case "input":
            hint = f" ({_text(block['hint'], reader)})" if "hint" in block else ""
            return [f"{_text(block['label'], reader)}: {_element(block['element'], reader)}{hint}"]
        case "image":
            return [f"(picture: {block['alt_text']})"]
        case "rich_text":
            return _split(written_out(read_rich_text(block), reader))
        case _:
            return [" | ".join(_cells(row, reader)) for row in block["rows"]]


def _section(block: Json, reader: Reader) -> list[str]:
    lines = _split(_text(block["text"], reader)) if "text" in block else []
    for field in block.get("fields", []):
        lines.append(": ".join(_split(_text(field, reader))))
    if "accessory" in block:
        lines.append(_element(block["accessory"], reader))
    return lines


def _cells(row: list[Json], reader: Reader) -> Iterator[str]:
    for cell in row:
        yield written_out(read_rich_text(cell), reader) if cell["type"] == "rich_text" else str(cell["text"])


def _element(element: Json, reader: Reader) -> str:
    """An element in brackets: a button's words, a menu's entries, what stands in an input at first."""
    kind = element["type"]
    if kind == "button":
        return f"[{_text(element['text'], reader)}]"
    if kind == "image":
        return f"(picture: {element['alt_text']})"
    options = [_text(option["text"], reader) for option in options_of(element)]
    if kind == "overflow":
        return f"[… {' | '.join(options)}]"
    if options:
        return f"[{' | '.join(options)}]"
    first = next((value for key, value in element.items() if key.startswith("initial_")), "")
    people = first if isinstance(first, list) else [first]
    return f"[{', '.join(_initial(item, reader) for item in people)}]"


def _initial(value: object, reader: Reader) -> str:
    return reader.mention(Mention("@", str(value))) if value in reader.world.users else str(value)
