"""What came of the data of 4.3 and the configuration of 5, as a table; "" where nobody was to say so."""

from collections.abc import Mapping

from bot.document.record.recorded import Recorded
from bot.document.record.smoke_told import DONE, FAILED, SKIPPED
from bot.document.record.writing import listed, name, spoken, table
from bot.domain.change_rows import LETTERS, ChangeRow, answer_of, rows_of
from bot.domain.changes import Part
from bot.domain.changes_events import AnswerGiven, Changed, Checked, MigrationsReversed
from bot.domain.state import Lifecycle

HOLDS = {Part.DATA: "as expected", Part.CONFIGURATION: "changed"}


def changes(told: Recorded) -> str:
    """Row by row, by the marks under which people know them; what nobody said anything of, once one was."""
    rows = [row for part in HOLDS for row in rows_of(told.document, part)]
    is_asked = told.state.state is Lifecycle.COMPLETED or any(answer_of(told.state, row) for row in rows)
    heads = ("Of", "Row", "Result", "What was seen", "By", "When")
    return table(heads, [_row(row, told) for row in rows] if is_asked else ())


def _row(row: ChangeRow, told: Recorded) -> tuple[str, ...]:
    of = "4.3" if row.part is Part.DATA else "5.2" if row.is_flag else "5.1"
    named, answer = f"{row.mark} {spoken(row.name)}", answer_of(told.state, row)
    if answer is None:
        return of, named, f"{SKIPPED} not answered", "", "", ""
    how = HOLDS[row.part]
    whose = f", for {spoken(answer.for_whom)}" if answer.for_whom else ""
    return (
        of,
        named,
        f"{DONE} {how}" if answer.holds else f"{FAILED} not {how}",
        spoken(answer.result),
        f"{name(answer.by)}{whose}",
        told.when(answer.at),
    )


def not_as_planned(event: AnswerGiven, told: Recorded) -> str:
    """`V5 Accounts that differ (3)`: what of an answer is not as the plan has it; "" where all is."""
    marks = {row.name: row.mark for row in rows_of(told.document, Part.CONFIGURATION)}
    found = [
        f"{_mark(row, event, marks)} {spoken(row.name)}{_seen(row)}".strip()
        for row in event.rows
        if not row.holds
    ]
    return listed(found) if found else ""


def _seen(row: Checked | Changed) -> str:
    return f" ({spoken(row.result)})" if row.result else ""


def _mark(row: Checked | Changed, event: AnswerGiven, marks: Mapping[str, str]) -> str:
    part = Part.REVERSED if isinstance(event, MigrationsReversed) else Part.DATA
    return f"{LETTERS[part]}{row.number}" if isinstance(row, Checked) else marks.get(row.name, "")
