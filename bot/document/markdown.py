"""Markdown as blocks with the lines they stand on: headings, tables, lists, code, prose.

CommonMark with GFM tables (markdown-it-py). Emphasis is left alone inside a text, since `COUNT(*)` is no
emphasis to whoever writes it, and `---` under a line of text is a rule, never a heading.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from bot.document.cells import cell_spans

_MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["lheading", "emphasis", "inline"])
_SPECIAL = re.compile(r"[`\\<&\[!]")
_WRAPPED = re.compile(r"^(\*\*?)(?=\S)([^*]+)(?<=\S)\1$")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MENTION = "mailto:!"
"""How CommonMark reads `<!subteam^S1|@dba>`."""

_CHECKBOX = re.compile(r"^\[([ xX])\](?:\s+|$)")
PLACEHOLDER = re.compile(r'(?<!\$)\{[^{}"]+\}')
"""A value still to be filled in; JSON, PromQL and `${VARIABLES}` are none."""


@dataclass(frozen=True, slots=True)
class Inline:
    """A text without its Markdown: code, links and escapes resolved. `placeholders` stand outside code."""

    text: str
    links: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()


NOTHING = Inline("")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 to 6. Lines count from 1, `end` is the last line of a block."""

    level: int
    title: Inline
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row; `extra` counts cells beyond the heads, which Markdown drops."""

    cells: tuple[Inline, ...]
    line: int
    extra: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table."""

    heads: tuple[Inline, ...]
    rows: tuple[Row, ...]
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """A list's item, nested ones too; `ticked` is `None` where it has no checkbox."""

    content: Inline
    ticked: bool | None
    line: int


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of any kind."""

    items: tuple[Item, ...]
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code; `first` is the line of its first line of content."""

    language: str
    content: str
    first: int
    is_closed: bool
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines of text, each for itself."""

    lines: tuple[Inline, ...]
    line: int
    end: int


Block = Heading | Table | ItemList | Code | Prose


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text in its normal form, in order."""
    reader = _Reader(text)
    return tuple(reader.blocks(SyntaxTreeNode(_MARKDOWN.parse(text, reader.env))))


class _Reader:
    """Turns syntax nodes into blocks; holds the lines and the link definitions of one text."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.env: dict[str, Any] = {}

    def blocks(self, parent: SyntaxTreeNode) -> Iterator[Block]:
        for node in parent.children:
            line, end = self._span(node)
            match node.type:
                case "heading":
                    yield Heading(int(node.tag[1]), self.inline(_content(node)), line, end)
                case "table":
                    yield from self._table(node)
                case "bullet_list" | "ordered_list":
                    yield from self._list(node)
                case "fence" | "code_block":
                    yield self._code(node)
                case "blockquote":
                    yield from self.blocks(node)
                case "paragraph" | "html_block":
                    content = _content(node) if node.type == "paragraph" else node.content.rstrip("\n")
                    yield Prose(tuple(self.inline(part) for part in content.split("\n")), line, end)

    def _span(self, node: SyntaxTreeNode) -> tuple[int, int]:
        """The first and the last line of a node, blank ones at its end apart."""
        first, end = node.map or (0, 1)
        end = min(end, len(self.lines))
        while end > first + 1 and not self.lines[end - 1].strip():
            end -= 1
        return first + 1, end

    def inline(self, content: str) -> Inline:
        """The text of one cell, item or line."""
        if not _SPECIAL.search(content):
            return Inline(_unwrapped(content.strip()), (), tuple(PLACEHOLDER.findall(content)))
        tokens: list[Token] = []
        _MARKDOWN.inline.parse(content, _MARKDOWN, self.env, tokens)
        outside = "\0".join(t.content for t in tokens if t.type in {"text", "text_special", "html_inline"})
        links = tuple(_address(token) for token in tokens if token.type == "link_open")
        text = "".join(_plain_texts(tokens)).strip()
        return Inline(_unwrapped(text), links, tuple(PLACEHOLDER.findall(outside)))

    def _table(self, node: SyntaxTreeNode) -> Iterator[Block]:
        """The table, then lines under it that only Markdown takes for rows of it."""
        line, end = self._span(node)
        heads: tuple[Inline, ...] = ()
        rows: list[Row] = []
        stray: list[Prose] = []
        for part in node.children:
            for row in part.children:
                cells = tuple(self.inline(_content(cell)) for cell in row.children)
                number = self._span(row)[0]
                source = self.lines[number - 1]
                if part.type == "thead":
                    heads = cells
                elif "|" not in source and len(cells) > 1:
                    stray.append(Prose((self.inline(source.strip()),), number, number))
                else:
                    rows.append(Row(cells, number, max(0, len(cell_spans(source)) - len(heads))))
        yield Table(heads, tuple(rows), line, stray[0].line - 1 if stray else end)
        yield from stray

    def _list(self, node: SyntaxTreeNode) -> Iterator[Block]:
        items: list[Item] = []
        others: list[Block] = []
        for entry in node.children:
            texts = [child for child in entry.children if child.type == "paragraph"]
            if texts:
                items.append(self._item(texts[0]))
            for child in entry.children:
                if child in texts[:1]:
                    continue
                for block in self.blocks(SyntaxTreeNode(child.to_tokens())):
                    if isinstance(block, ItemList):
                        items += block.items
                    else:
                        others.append(block)
        line, end = self._span(node)
        yield ItemList(tuple(items), line, end)
        yield from others

    def _item(self, node: SyntaxTreeNode) -> Item:
        content = _content(node).replace("\n", " ")
        box = _CHECKBOX.match(content)
        ticked = box[1] != " " if box else None
        return Item(self.inline(content[box.end() :] if box else content), ticked, self._span(node)[0])

    def _code(self, node: SyntaxTreeNode) -> Code:
        line, end = self._span(node)
        is_fence = node.type == "fence"
        closing = self.lines[end - 1].strip(" >") if end > line else ""
        is_closed = not is_fence or (closing.startswith(node.markup) and not closing.strip(node.markup[:1]))
        return Code(node.info.strip(), node.content, line + is_fence, is_closed, line, end)


def _content(node: SyntaxTreeNode) -> str:
    return str(node.children[0].content) if node.children else ""


def _plain_texts(tokens: Iterable[Token]) -> Iterator[str]:
    """The texts of inline tokens; a group's mention, which CommonMark takes for an address, stays whole."""
    is_mention = False
    for token in tokens:
        if token.type == "link_open":
            is_mention = _address(token).startswith(_MENTION)
        if token.type in {"link_open", "link_close"}:
            yield {"link_open": "<", "link_close": ">"}[token.type] if is_mention else ""
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "
        else:
            yield _BREAK.sub(" ", token.content) if token.type == "html_inline" else token.content


def _address(token: Token) -> str:
    return str(token.attrs.get("href", ""))


def _unwrapped(text: str) -> str:
    """`**Yes**` is Yes: emphasis around the whole of a text says nothing."""
    match = _WRAPPED.match(text)
    return match[2] if match else text
