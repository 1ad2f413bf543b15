"""The document's head, and section 1: release, window and zone, team."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.document.markdown import Block, Inline, Prose
from bot.document.marks import MarkKind
from bot.document.outline import Part
from bot.document.reading import Reading, Record, optional, required
from bot.document.values import day
from bot.document.window import FORM, WindowText, ends_on, instant, window_text, zone_named
from bot.domain.identity import LONGEST_DOCUMENT_ID, is_document_id
from bot.domain.plan import Release, TeamMember, Unread, Window

DEFAULT_ENVIRONMENT = "production"
"""Where the row `Environment` is missing (contract: The document)."""

STATUS_CHOICE = "|"
"""The seed's own status line offers its values side by side: nobody has chosen one."""

NAME, VERSION, DATE = "Release Name", "Version", "Deployment Date"
WINDOW, TYPE = "Deployment Window", "Deployment Type"
ENVIRONMENT, SERVICE, BASE_URL = "Environment", "Service", "Base URL"
CHANGE_TYPE, IMPACT = "Change type", "Customer impact"
ROWS = (NAME, VERSION, DATE, WINDOW, TYPE, ENVIRONMENT, SERVICE, BASE_URL, CHANGE_TYPE, IMPACT)
FIELD, VALUE = "Field", "Value"
_RELEASE_COLUMNS = (required(FIELD), required(VALUE))
_TEAM_COLUMNS = (
    required("Role"),
    required("Name"),
    optional("Contact"),
    optional("Responsibility"),
    optional("Deputy"),
)
_BY_KEY = {row.casefold(): row for row in ROWS}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the first section."""

    document_id: str
    author: str
    traceability: str


def read_head(reading: Reading) -> Head:
    """The lines `**Document ID:** …` above the first section."""
    found: dict[str, str] = {}
    for block in reading.outline.preamble:
        for key, content, line in _entries(block, reading):
            match key.casefold():
                case "document id" | "author" | "traceability":
                    found[key.casefold()] = content.text
                    if key.casefold() == "document id":
                        _check_id(reading, content, line)
                case "status":
                    if STATUS_CHOICE not in content.text:
                        reading.mark(MarkKind.STATUS, line, 0, content)
                case _:
                    _keep_entry(reading, line)
    for key in ("Document ID", "Author"):
        if not found.get(key.casefold()):
            reading.error(1, f"The document has no {key}: add a line `**{key}:** …` under its title.")
    if not found.get("traceability"):
        reading.warning(1, "The document has no Traceability: add a line that links to the release's UAT.")
    return Head(found.get("document id", ""), found.get("author", ""), found.get("traceability", ""))


def _check_id(reading: Reading, content: Inline, line: int) -> None:
    """Commands know a document by its ID."""
    if content.text and not content.placeholders and not is_document_id(content.text):
        reading.error(
            line,
            f"The Document ID “{content.text}” cannot be typed in a command: write letters, digits and "
            f"hyphens, a hyphen and a digit among them, {LONGEST_DOCUMENT_ID} characters at most, as "
            f"WEB-DEPLOY-041.",
        )


def _entries(block: Block, reading: Reading) -> Iterator[tuple[str, Inline, int]]:
    """The entries of one block, as key, value and line."""
    if not isinstance(block, Prose):
        reading.keep(block, "This stands above the first section and is kept as it is.")
        return
    for number, content in enumerate(block.lines):
        key, colon, value = content.text.replace("**", "").partition(":")
        if colon:
            yield key.strip(), Inline(value.strip(), content.links, content.placeholders), block.line + number
        elif content.text:
            _keep_entry(reading, block.line + number)


def _keep_entry(reading: Reading, line: int) -> None:
    reading.unread.append(Unread(text=reading.lines[line - 1], line=line))
    reading.note(line, "This line above the first section is not one the plan knows: it is kept as it is.")


def release_records(reading: Reading) -> dict[str, Record]:
    """The rows of 1.1 by the seed's labels."""
    found: dict[str, Record] = {}
    for record in reading.records(Part.RELEASE, _RELEASE_COLUMNS):
        label = _BY_KEY.get(" ".join(record.text(FIELD).casefold().split()).strip(" :"))
        if label and label not in found:
            found[label] = record
            continue
        reading.unread.append(Unread(text=reading.lines[record.line - 1], line=record.line))
        if label:
            first = found[label].line
            reading.warning(
                record.line, f"“{label}” stands on line {first} already, and that row counts: keep one."
            )
        else:
            reading.note(
                record.line, f"The row “{record.text(FIELD)}” is not one the plan knows: it is kept as it is."
            )
    return found


def read_release(reading: Reading, records: Mapping[str, Record]) -> Release:
    """Section 1.1 but for date and window."""
    sections = reading.outline.of(Part.RELEASE)
    line = sections[0].line if sections else 1
    for label in (NAME, VERSION, DATE, WINDOW, TYPE):
        if label in records:
            reading.value(records[label], VALUE, f"“{label}”")
        elif sections:
            reading.error(line, f"1.1 has no row “{label}”: add it.")
    texts = {label: record.text(VALUE) for label, record in records.items()}
    name = texts.get(NAME, "")
    return Release(
        name=name,
        version=texts.get(VERSION, ""),
        deployment_type=texts.get(TYPE, ""),
        environment=texts.get(ENVIRONMENT) or DEFAULT_ENVIRONMENT,
        service=texts.get(SERVICE) or name,
        base_url=texts.get(BASE_URL, ""),
        change_type=texts.get(CHANGE_TYPE, ""),
        customer_impact=texts.get(IMPACT, ""),
        line=line,
    )


def read_zone(records: Mapping[str, Record]) -> str:
    """The window's zone, "" where there is none that is known."""
    record = records.get(WINDOW)
    written = window_text(record.text(VALUE)) if record else None
    return (zone_named(written.zone) or "") if written else ""


def read_window(reading: Reading, records: Mapping[str, Record]) -> Window | None:
    """Date, window and zone as two instants; `None` with an error where they cannot be."""
    if WINDOW not in records or DATE not in records:
        return None
    record, date_record = records[WINDOW], records[DATE]
    cell, date_cell = record.cell(VALUE), date_record.cell(VALUE)
    written, date = window_text(cell.text), day(date_cell.text)
    if date is None and date_cell.text and not date_cell.placeholders:
        reading.error(date_record.line, f"“{date_cell.text}” is no date that can be read: write 2026-12-01.")
    zone = _checked_zone(reading, record, written)
    if written is None or zone is None or date is None:
        return None
    ends = [
        instant(datetime.combine(date, written.start), zone),
        instant(datetime.combine(ends_on(date, written), written.end), zone),
    ]
    for end in ends:
        if isinstance(end, str):
            reading.error(record.line, end)
    start, end = ends
    if isinstance(start, str) or isinstance(end, str):
        return None
    return Window(start=start, end=end, zone=zone, line=record.line)


def _checked_zone(reading: Reading, record: Record, written: WindowText | None) -> str | None:
    """The zone of a window that is well written; else `None` with an error."""
    cell = record.cell(VALUE)
    if written is None:
        if cell.text and not cell.placeholders:
            reading.error(record.line, f"“{cell.text}” is no window that can be read: write {FORM}.")
        return None
    zone = zone_named(written.zone)
    if zone is None and not cell.placeholders:
        what = f"“{written.zone}” is no time zone" if written.zone else "The window has no time zone"
        reading.error(record.line, f"{what}: write its IANA name, as in {FORM}.")
    if written.start == written.end:
        reading.error(record.line, f"The window starts and ends at the same time: write {FORM}.")
        return None
    return zone


def read_team(reading: Reading) -> tuple[TeamMember, ...]:
    """Section 1.2."""
    return tuple(
        TeamMember(
            role=reading.value(record, "Role", "This row of 1.2"),
            name=record.text("Name"),
            contact=record.text("Contact"),
            responsibility=record.text("Responsibility"),
            deputy=record.text("Deputy"),
            line=record.line,
        )
        for record in reading.records(Part.TEAM, _TEAM_COLUMNS)
    )
