"""Filling in a document at `start`: version, date and window, by splicing lines; all else stays as it is."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.document.cells import cell_spans, escaped, with_cell
from bot.document.markdown import PLACEHOLDER, Table, blocks
from bot.document.outline import outline
from bot.document.reading import Reading, Record
from bot.document.record.frame import framed
from bot.document.sections import overview
from bot.document.text import normal
from bot.document.values import day
from bot.document.window import CLOCK, end_of, window_text, zone_named

VERSION, DATE, START_TIME = "{X.Y.Z}", "{Date}", "{Start Time}"
FILLED_AT_START = frozenset({VERSION, DATE, START_TIME})
"""Placeholders that `start` fills (contract: The document)."""

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_CLOCK = re.compile(CLOCK)


def fill(text: str, *, version: str, start: datetime | None = None) -> str:
    """The document with its version and, if given, its start (a local time of the plan's zone, naive).

    Placeholders are filled wherever they stand, without a start with the date and start that 1.1 says; in 1.1
    a version, date or start that stands there already is replaced, and the window keeps its length. The
    record of an earlier run stays as it is.
    """
    parts = framed(normal(text))
    source = parts.readable
    found = blocks(source)
    reading = Reading(outline=outline(found), lines=source.split("\n"))
    rows = overview.release_records(reading)
    records = {label: record for label, record in rows.items() if record.has(overview.VALUE)}
    lines = _LINES.findall(text)
    for record, value in _values(records, version, start):
        lines[record.line - 1] = _replaced(lines[record.line - 1], record, value)
    if start and overview.WINDOW in records:
        window = records[overview.WINDOW]
        before = overview.read_window(reading, records)
        length = before.length if before else None
        lines[window.line - 1] = _window_moved(lines[window.line - 1], window, start, length)
    in_tables = {row.line for block in found if isinstance(block, Table) for row in block.rows}
    placeholders = {**_written(records), **_placeholders(version, start)}
    return "".join(
        line if number in parts.lines else _filled(line, placeholders, number in in_tables)
        for number, line in enumerate(lines, start=1)
    )


def _values(records: Mapping[str, Record], version: str, start: datetime | None) -> list[tuple[Record, str]]:
    """The cells of 1.1 that get another value, unless a placeholder stands there."""
    wanted = {overview.VERSION: version, overview.DATE: f"{start:%Y-%m-%d}" if start else ""}
    return [
        (records[label], value)
        for label, value in wanted.items()
        if value and label in records and not _has_placeholder(records[label])
    ]


def _has_placeholder(record: Record) -> bool:
    return not FILLED_AT_START.isdisjoint(record.cell(overview.VALUE).placeholders)


def _replaced(line: str, record: Record, value: str) -> str:
    return with_cell(line, record.columns[overview.VALUE], value)


def _window_moved(line: str, record: Record, start: datetime, length: timedelta | None) -> str:
    """The window's row with its two times moved; a window that cannot be read stays.

    Without a date there is no real length, and the one on the wall's clock counts.
    """
    written = window_text(record.text(overview.VALUE))
    spans = cell_spans(line)
    column = record.columns[overview.VALUE]
    if written is None or column >= len(spans):
        return line
    first, last = spans[column]
    end = end_of(start, length or written.length, zone_named(written.zone))
    times = iter((f"{start:%H:%M}", f"{end:%H:%M}"))
    return line[:first] + _CLOCK.sub(lambda _: next(times), line[first:last], count=2) + line[last:]


def _placeholders(version: str, start: datetime | None) -> dict[str, str]:
    values = {VERSION: " ".join(version.split())}
    if start:
        values |= {DATE: f"{start:%Y-%m-%d}", START_TIME: f"{start:%H:%M}"}
    return values


def _written(records: Mapping[str, Record]) -> dict[str, str]:
    """Date and start that stand in 1.1 already, for the rest of the document."""
    texts = {label: record.text(overview.VALUE) for label, record in records.items()}
    date, window = day(texts.get(overview.DATE, "")), window_text(texts.get(overview.WINDOW, ""))
    said = {DATE: f"{date:%Y-%m-%d}" if date else "", START_TIME: f"{window.start:%H:%M}" if window else ""}
    return {placeholder: value for placeholder, value in said.items() if value}


def _filled(line: str, placeholders: Mapping[str, str], is_row: bool) -> str:
    def value(match: re.Match[str]) -> str:
        found = placeholders.get(match[0], match[0])
        return escaped(found) if is_row else found

    return PLACEHOLDER.sub(value, line)
