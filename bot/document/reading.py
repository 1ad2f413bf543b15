"""Reading one document: its tables as records by column, and what was found on the way.

A `Reading` collects findings, marks and pieces that are not understood while the sections are read.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.document.findings import Finding, Level, error, note, warning
from bot.document.markdown import NOTHING, Block, Code, Heading, Inline, Item, ItemList, Prose, Row, Table
from bot.document.marks import Mark, MarkKind
from bot.document.outline import REQUIRED, Outline, Part, Section
from bot.document.values import is_open_mark
from bot.domain.plan import Unread
from bot.domain.roles import NO_VALUE

NOTHING_HERE = frozenset({"none", "n/a", "not applicable", "nothing"})
"""What people write under a title where there is nothing to list."""

VALUES = frozenset({Part.VARIABLES, Part.FLAGS})
"""Tables whose cells somebody sets as they stand there."""

_BRACKETS = re.compile(r"\([^()]*\)")
_BETWEEN_WORDS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the plan's tables: its head in the seed, other heads it goes by, the mark it holds."""

    head: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    mark: MarkKind | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The heads as they are compared."""
        return tuple(head_key(head) for head in (self.head, *self.aliases))


def required(head: str, *aliases: str) -> Column:
    """A column without which the table cannot be read."""
    return Column(head, aliases, is_required=True)


def optional(head: str, *aliases: str) -> Column:
    """A column that may be missing."""
    return Column(head, aliases)


def marking(kind: MarkKind) -> Column:
    """A column that is filled in during a run."""
    return Column(kind.value, mark=kind)


def head_key(head: str) -> str:
    """A column's head as it is compared: without case, brackets and punctuation."""
    return " ".join(_BETWEEN_WORDS.sub(" ", _BRACKETS.sub(" ", head)).casefold().split())


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table, its cells by the head of their column in the seed, and where each column stands."""

    cells: dict[str, Inline]
    columns: dict[str, int]
    line: int
    is_split: bool = False
    """Whether the row has more cells than its table."""

    def cell(self, head: str) -> Inline:
        """The cell under a head; nothing where the table has no such column."""
        return self.cells.get(head, NOTHING)

    def text(self, head: str) -> str:
        """The cell's text."""
        return self.cell(head).text

    def has(self, head: str) -> bool:
        """Whether the table has the column."""
        return head in self.cells

    def words(self, head: str) -> tuple[str, ...]:
        """The cell's parts between commas."""
        return tuple(part for part in (word.strip() for word in self.text(head).split(",")) if part)


@dataclass(slots=True)
class Reading:
    """What one walk through a document finds. Lives as long as `parse`."""

    outline: Outline
    lines: Sequence[str]
    findings: list[Finding] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    ticked: list[int] = field(default_factory=list)

    def error(self, line: int, text: str) -> None:
        """Note an error."""
        self.findings.append(error(line, text))

    def warning(self, line: int, text: str) -> None:
        """Note a warning."""
        self.findings.append(warning(line, text))

    def note(self, line: int, text: str) -> None:
        """Note something for the author."""
        self.findings.append(note(line, text))

    def keep(self, block: Block, why: str = "", level: Level = Level.NOTE) -> None:
        """Keep a block word for word; `why` names it in a finding, "" where another finding does."""
        self.unread.append(Unread(text="\n".join(self.lines[block.line - 1 : block.end]), line=block.line))
        if why:
            self.findings.append(Finding(block.line, level, why))

    def keep_links(self, content: Inline, line: int) -> None:
        """Keep where a text's links lead, which the text does not say: another address is another plan."""
        self.unread += [Unread(text=link, line=line) for link in content.links if link not in content.text]

    def value(self, record: Record, head: str, what: str, how: str = "") -> str:
        """A cell that must not be empty; `what` is whose value it is ("step 5")."""
        cell = record.cell(head)
        if record.has(head) and cell.text.casefold() in NO_VALUE and not cell.placeholders:
            self.error(record.line, f"{what} has no {head.lower()}: {how or 'fill in the cell'}.")
        return cell.text

    def records(self, part: Part, columns: Sequence[Column]) -> list[Record]:
        """The rows of a section's tables; everything else in it is kept as not understood."""
        found: list[Record] = []
        for section in self.outline.of(part):
            for block in section.blocks:
                if isinstance(block, Table) and (heads := self._heads(block, columns, part)):
                    found += [self._record(row, heads, part) for row in block.rows]
                else:
                    self._keep_other(block, section)
        sections = self.outline.of(part)
        if sections and not found and part in REQUIRED:
            wanted = ", ".join(column.head for column in columns if column.is_required)
            self.error(sections[0].line, f"“{part}” has no rows: it needs a table with {wanted}.")
        return found

    def items(self, part: Part) -> list[Item]:
        """The items of a section's lists."""
        found: list[Item] = []
        for section in self.outline.of(part):
            for block in section.blocks:
                if isinstance(block, ItemList):
                    found += block.items
                else:
                    self._keep_other(block, section)
        for item in found:
            self.keep_links(item.content, item.line)
        return found

    def code(self, part: Part) -> list[Code]:
        """The code blocks of a section."""
        found: list[Code] = []
        for section in self.outline.of(part):
            for block in section.blocks:
                if isinstance(block, Code):
                    found.append(block)
                else:
                    self._keep_other(block, section)
        return found

    def _heads(self, table: Table, columns: Sequence[Column], part: Part) -> list[Column | None]:
        """Which column each cell of a table belongs to; empty where it is another table."""
        by_key = {key: column for column in columns for key in column.keys}
        heads: list[Column | None] = []
        for head in table.heads:
            column = by_key.get(head_key(head.text))
            heads.append(column if column not in heads else None)
        if not any(column and column.is_required for column in heads):
            return []
        for column in columns:
            if column.is_required and column not in heads:
                self.error(table.line, f"The table of “{part}” has no column “{column.head}”: add it.")
        for head, found in zip(table.heads, heads, strict=True):
            if found is None:
                self.unread.append(Unread(text=head.text, line=table.line))
                self.note(table.line, f"The plan knows no column “{head.text}”: it is kept as it is.")
        return heads

    def _record(self, row: Row, heads: list[Column | None], part: Part) -> Record:
        if row.extra:
            is_set = part in VALUES
            what = "its values are not what was meant" if is_set else "what stands there is not read"
            found = error if is_set else warning
            text = f"The row has {row.extra} more cell(s) than its table has columns, and {what}"
            self.findings.append(found(row.line, f"{text}: write a `|` inside a cell as `\\|`."))
        cells: dict[str, Inline] = {}
        places: dict[str, int] = {}
        for number, (column, cell) in enumerate(zip(heads, row.cells, strict=True)):
            if column is None or column.mark is None:
                self.keep_links(cell, row.line)
            if column is None:
                if cell.text:
                    self.unread.append(Unread(text=cell.text, line=row.line))
                continue
            cells[column.head], places[column.head] = cell, number
            if column.mark:
                self.mark(column.mark, row.line, number, cell)
        return Record(cells, places, row.line, is_split=row.extra > 0)

    def mark(self, kind: MarkKind, line: int, column: int, content: Inline) -> None:
        """Note a mark's cell."""
        is_filled = not is_open_mark(content.text) and not content.placeholders
        self.marks.append(Mark(kind=kind, line=line, column=column, text=content.text, is_filled=is_filled))

    def _keep_other(self, block: Block, section: Section) -> None:
        """Text that only leads over to what follows needs no word; all else is named."""
        if isinstance(block, Prose) and block.lines[-1].text.endswith(":"):
            self.keep(block)
        elif isinstance(block, Prose) and block.lines[0].text.casefold().strip(" .") in NOTHING_HERE:
            return
        elif isinstance(block, Prose):
            self.keep(block, f"This text in “{section.title}” is not part of the plan: it is kept as it is.")
        else:
            what = {Table: "table", ItemList: "list", Code: "code block"}.get(type(block), "block")
            self.keep(
                block,
                f"This {what} is not what “{section.title}” holds: it is kept, but nothing is done with it.",
                Level.WARNING,
            )


def texts_of(block: Block) -> Iterable[tuple[Inline, int]]:
    """Every text of a block outside code, with its line."""
    match block:
        case Heading():
            yield block.title, block.line
        case Table():
            yield from ((head, block.line) for head in block.heads)
            yield from ((cell, row.line) for row in block.rows for cell in row.cells)
        case ItemList():
            yield from ((item.content, item.line) for item in block.items)
        case Prose():
            yield from ((text, block.line + number) for number, text in enumerate(block.lines))
