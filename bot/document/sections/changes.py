"""Sections 4 and 5: migrations, commands, data validations; variables and feature flags."""

from collections.abc import Iterable

from bot.document.markdown import Code
from bot.document.outline import Part
from bot.document.reading import Reading, Record, optional, required
from bot.document.values import yes_or_no
from bot.domain.plan import Command, DataValidation, FeatureFlag, Migration, Variable

_COMMENT = ("# ", "-- ", "// ")
_SQL = "sql"
_MIGRATIONS = (required("Script"), optional("Description"), optional("Reversible"))
_VALIDATIONS = (required("Check"), required("Query"), optional("Expected"))
VARIABLES = (required("Variable"), optional("Old Value"), required("New Value"), optional("Service"))
FLAGS = (required("Flag"), required("Change"), optional("Effect"))


def read_migrations(reading: Reading) -> tuple[Migration, ...]:
    """Section 4.1."""
    return tuple(
        Migration(
            script=reading.value(record, "Script", "This row of 4.1"),
            description=record.text("Description"),
            reversible=_read_reversible(reading, record),
            line=record.line,
        )
        for record in reading.records(Part.MIGRATIONS, _MIGRATIONS)
    )


def _read_reversible(reading: Reading, record: Record) -> bool | None:
    cell = record.cell("Reversible")
    reversible = yes_or_no(cell.text)
    if record.has("Reversible") and reversible is None and not cell.placeholders:
        script = record.text("Script")
        reading.error(record.line, f"“{script}” does not say whether it is reversible: write Yes or No.")
    return reversible


def read_commands(reading: Reading, part: Part) -> tuple[Command, ...]:
    """The commands of a section's code blocks (4.2, 6.4, 7.2)."""
    return tuple(command for code in reading.code(part) for command in _commands(code))


def _commands(code: Code) -> Iterable[Command]:
    """One command a line, under the comment above it; a line may go on after a backslash, SQL up to `;`."""
    comment, held = "", list[tuple[int, str]]()
    for number, line in enumerate(code.content.split("\n"), start=code.first):
        text = line.rstrip()
        if not held and text.lstrip().startswith(_COMMENT):
            comment = text.lstrip().lstrip("#-/").strip()
            continue
        if text:
            held.append((number, text))
        if held and (not text or _is_whole(text, code.language)):
            yield Command(comment=comment, text="\n".join(each for _, each in held), line=held[0][0])
            held = []
        if not text:
            comment = ""


def _is_whole(line: str, language: str) -> bool:
    return line.endswith(";") if language.casefold() == _SQL else not line.endswith("\\")


def read_validations(reading: Reading) -> tuple[DataValidation, ...]:
    """Section 4.3."""
    return tuple(
        DataValidation(
            check=record.text("Check"),
            query=reading.value(record, "Query", f"“{record.text('Check')}”"),
            expected=record.text("Expected"),
            line=record.line,
        )
        for record in reading.records(Part.VALIDATIONS, _VALIDATIONS)
    )


def read_variables(reading: Reading) -> tuple[Variable, ...]:
    """Section 5.1."""
    return tuple(
        Variable(
            name=reading.value(record, "Variable", "This row of 5.1"),
            old_value=record.text("Old Value"),
            new_value=record.text("New Value"),
            service=record.text("Service"),
            line=record.line,
            is_split=record.is_split,
        )
        for record in reading.records(Part.VARIABLES, VARIABLES)
    )


def read_flags(reading: Reading) -> tuple[FeatureFlag, ...]:
    """Section 5.2."""
    return tuple(
        FeatureFlag(
            name=reading.value(record, "Flag", "This row of 5.2"),
            change=reading.value(record, "Change", f"Flag “{record.text('Flag')}”"),
            effect=record.text("Effect"),
            line=record.line,
            is_split=record.is_split,
        )
        for record in reading.records(Part.FLAGS, FLAGS)
    )
