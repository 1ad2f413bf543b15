"""From a document's text to its plan and marks; never fails, but says what it could not read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.document.fill import FILLED_AT_START
from bot.document.findings import Finding, Level, note
from bot.document.markdown import Block, Code, blocks
from bot.document.marks import Marks
from bot.document.outline import NUMBERS, REQUIRED, Outline, Part, outline
from bot.document.reading import Reading, texts_of
from bot.document.record.frame import framed
from bot.document.sections import (
    changes,
    communication,
    overview,
    readiness,
    rollback,
    signoff,
    steps,
    verification,
)
from bot.document.text import normal
from bot.domain.plan import Phase, Plan, Unread

OF_AN_EARLIER_RUN = (
    "This is the record of a run: what is ticked in the checklists above was ticked for that one and counts "
    "for nothing. Tick it anew, or take the plan that it was made from."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as it was read. `problems` are the findings of reading; `check` adds those of thinking."""

    plan: Plan
    marks: Marks
    problems: tuple[Finding, ...]


def parse(text: str) -> Document:
    """Read a whole document; line ends and a byte-order mark do not matter, nor does a record in it."""
    parts = framed(normal(text))
    source = parts.readable
    found = blocks(source)
    reading = Reading(outline=outline(found), lines=source.split("\n"))
    _other_sections(reading)
    plan = _read_plan(reading)
    ticked = tuple(reading.ticked)
    if parts.record and ticked:
        reading.warning(parts.before.count("\n") + 1, OF_AN_EARLIER_RUN)
        ticked = ()
    problems = (*_missing(reading.outline), *_placeholders(found), *_open_code(found), *reading.findings)
    return Document(plan=plan, marks=Marks(cells=tuple(reading.marks), ticked=ticked), problems=problems)


def _read_plan(reading: Reading) -> Plan:
    head = overview.read_head(reading)
    records = overview.release_records(reading)
    phases = steps.read_phases(reading)
    before = (step for phase in phases if phase.phase is Phase.PRE_DEPLOYMENT for step in phase.steps)
    return Plan(
        title=reading.outline.title,
        document_id=head.document_id,
        author=head.author,
        traceability=head.traceability,
        release=overview.read_release(reading, records),
        window=overview.read_window(reading, records),
        team=overview.read_team(reading),
        checklist=readiness.read_checklist(reading, before),
        signoffs=signoff.read_signoffs(reading),
        phases=phases,
        migrations=changes.read_migrations(reading),
        migration_commands=changes.read_commands(reading, Part.MIGRATION_COMMANDS),
        validations=changes.read_validations(reading),
        variables=changes.read_variables(reading),
        flags=changes.read_flags(reading),
        triggers=rollback.read_triggers(reading),
        decisions=rollback.read_decisions(reading),
        rollback=steps.read_rollback(reading),
        rollback_commands=changes.read_commands(reading, Part.ROLLBACK_COMMANDS),
        smoke_tests=verification.read_smoke_tests(reading),
        smoke_commands=changes.read_commands(reading, Part.SMOKE_COMMANDS),
        metrics=verification.read_metrics(reading),
        dashboards=verification.read_dashboards(reading),
        notifications=communication.read_notifications(reading, overview.read_zone(records)),
        contacts=communication.read_contacts(reading),
        checkpoints=signoff.read_checkpoints(reading),
        unread=_placed(reading),
    )


def _placed(reading: Reading) -> tuple[Unread, ...]:
    """What is kept as it is, each piece with the section it stands in."""
    pieces = sorted(reading.unread, key=lambda piece: piece.line)
    return tuple(replace(piece, section=reading.outline.number_at(piece.line)) for piece in pieces)


def _other_sections(reading: Reading) -> None:
    """Keep what stands under titles that the plan does not know, and between a chapter and its sections."""
    seen: set[Part] = set()
    for section in reading.outline.sections:
        if section.part in seen:
            reading.warning(
                section.line, f"“{section.title}” stands here a second time: both are read as one section."
            )
        if section.part:
            seen.add(section.part)
            continue
        for block in section.blocks:
            reading.keep(block)
        if section.is_chapter:
            for block in section.blocks:
                reading.note(
                    block.line, f"This stands directly under “{section.title}” and is kept as it is."
                )
            continue
        likely = section.likely
        hint = f": if “{likely}” is meant, call it that" if likely else ""
        level = Level.WARNING if likely else Level.NOTE
        reading.findings.append(
            Finding(section.line, level, f"The section “{section.title}” is kept as it is{hint}.")
        )


def _missing(found: Outline) -> Iterable[Finding]:
    for part in Part:
        if found.of(part):
            continue
        what = f"The section “{part}” ({NUMBERS[part]}) is missing"
        if part in REQUIRED:
            yield Finding(1, Level.ERROR, f"{what}: add it.")
        else:
            yield Finding(1, Level.WARNING, f"{what}: add it, with “None” where there is nothing to say.")


def _placeholders(found: Iterable[Block]) -> Iterable[Finding]:
    """Braces outside code: an error, but for those that `start` fills."""
    for block in found:
        for content, line in texts_of(block):
            for placeholder in content.placeholders:
                if placeholder in FILLED_AT_START:
                    yield note(line, f"{placeholder} is filled in at `start`.")
                else:
                    yield Finding(line, Level.ERROR, f"{placeholder} is still to be filled in.")


def _open_code(found: Iterable[Block]) -> Iterable[Finding]:
    for block in found:
        if isinstance(block, Code) and not block.is_closed:
            yield Finding(
                block.line,
                Level.ERROR,
                "The code block that opens here is never closed, and everything below is taken for code: "
                "close it with a line of its own.",
            )
