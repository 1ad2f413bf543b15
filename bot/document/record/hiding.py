"""A document's text without the secrets in it: each line and each cell stays where its author put it."""

import re
from collections.abc import Iterator

from bot.document.cells import cell_spans, escaped, with_cell
from bot.document.markdown import Table
from bot.document.outline import Part
from bot.document.reading import Column, Reading, Record
from bot.document.sections import changes
from bot.domain.hushing import HUSHED, secrets_of, without_secrets
from bot.domain.masking import HIDDEN, masked
from bot.domain.plan import Plan

_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----|.*)", re.DOTALL
)
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
_WORDS = re.compile(r"[^\r\n]+")


def hide_secrets(lines: list[str], reading: Reading, plan: Plan) -> None:
    """Take out of a document's lines what no message shows; a line that has none stays as it is.

    `plan` is the one that they say; `reading` is of the same lines.
    """
    _hide_values(lines, reading, plan)
    known = secrets_of(plan)
    in_cells = (*known, *(escaped(each) for each in known if "|" in each))
    rows = set(_rows(reading))
    between: list[int] = []
    for number in range(len(lines)):
        if number in rows:
            lines[number] = _row_without(lines[number], plan.secret_names, in_cells)
        elif lines[number]:
            between.append(number)
    _hide_between(lines, between, plan.secret_names, known)


def _rows(reading: Reading) -> Iterator[int]:
    """The places of the lines that are rows of tables: what stands in one cell ends with it."""
    found = reading.outline
    for block in (*found.preamble, *(block for section in found.sections for block in section.blocks)):
        if isinstance(block, Table):
            yield from range(block.line - 1, block.end)


def _row_without(line: str, named: tuple[str, ...], known: tuple[str, ...]) -> str:
    for start, end in reversed(cell_spans(line)):
        line = f"{line[:start]}{without_secrets(line[start:end], named, known)}{line[end:]}"
    return line


def _hide_between(
    lines: list[str], places: list[int], named: tuple[str, ...], known: tuple[str, ...]
) -> None:
    """Commands go on over several lines, and so does a key: they are looked at together."""
    text = "".join(lines[place] for place in places)
    text = _PRIVATE_KEY.sub(lambda key: _WORDS.sub(HUSHED, key[0]), text)
    quiet = _LINES.findall(without_secrets(text, named, known))
    if len(quiet) != len(places):
        quiet = [without_secrets(lines[place], named, known) for place in places]
    for place, line in zip(places, quiet, strict=True):
        lines[place] = line


def _hide_values(lines: list[str], reading: Reading, plan: Plan) -> None:
    """Values of 5 that are secrets; of a row with more cells than its table all but the name."""
    shown = masked(plan, plan.secret_names)
    by_line = {
        **{each.line: {"Old Value": each.old_value, "New Value": each.new_value} for each in shown.variables},
        **{each.line: {"Change": each.change} for each in shown.flags},
    }
    wanted: tuple[tuple[Part, tuple[Column, ...]], ...] = (
        (Part.VARIABLES, changes.VARIABLES),
        (Part.FLAGS, changes.FLAGS),
    )
    for part, columns in wanted:
        for record in reading.records(part, columns):
            values = by_line.get(record.line, {})
            hidden = [head for head, value in values.items() if value == HIDDEN and record.has(head)]
            for column in _columns(lines[record.line - 1], record, hidden):
                lines[record.line - 1] = with_cell(lines[record.line - 1], column, HIDDEN)


def _columns(line: str, record: Record, hidden: list[str]) -> Iterator[int]:
    """Which cells of a row are hidden."""
    if not record.is_split:
        yield from (record.columns[head] for head in hidden if record.text(head) != HIDDEN)
    elif hidden:
        spans = enumerate(cell_spans(line))
        name = min(set(record.columns.values()) - {record.columns[head] for head in hidden})
        yield from (
            at for at, (start, end) in spans if at != name and line[start:end].strip() not in {"", HIDDEN}
        )
