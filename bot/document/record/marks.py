"""The marks of a document, filled in as a deployment went: by splicing lines, all else stays as it is."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.document.cells import with_cell
from bot.document.markdown import Prose, blocks
from bot.document.marks import Mark, MarkKind
from bot.document.outline import Outline, outline
from bot.document.parse import Document
from bot.document.reading import Reading
from bot.document.record.frame import framed
from bot.document.record.hiding import hide_secrets
from bot.document.record.recorded import Recorded
from bot.document.record.smoke_told import DONE, FAILED, NOT_RUN, SKIPPED, of_test
from bot.document.record.writing import name
from bot.document.text import normal
from bot.domain import events as e
from bot.domain.grading import spaced
from bot.domain.plan import Step
from bot.domain.raising import triggers_of
from bot.domain.state import Lifecycle, StepStatus
from bot.domain.state_parts import Given

OPEN = "⬜"
BY_STATUS = {StepStatus.DONE: DONE, StepStatus.FAILED: FAILED, StepStatus.SKIPPED: SKIPPED}
HEAD = {Lifecycle.DRAFT: "Draft", Lifecycle.IN_REVIEW: "In Review", Lifecycle.APPROVED: "Approved"}
"""What the status line says; once it was begun, that it was approved, and how far it came."""

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_BOX = re.compile(r"\[[ xX]\]")
_STATUS_LINE = re.compile(r"(?P<key>^.*?\bStatus\b[\s:*]*:[\s*]*)(?P<value>.*?)(?P<end>\s*)$", re.IGNORECASE)

Cells = dict[tuple[int, MarkKind], str]


def with_marks(text: str, document: Document, told: Recorded) -> str:
    """The text with all that is known; a draft that was never submitted keeps marks of which nothing is."""
    lines = _LINES.findall(text)
    source = framed(normal(text)).readable
    found = outline(blocks(source))
    head = {line for block in found.preamble for line in range(block.line, block.end + 1)}
    known = _cells(document, told)
    for mark in document.marks.cells:
        put = known.get((mark.line, mark.kind))
        if put is None and mark.is_filled and told.state.submitted:
            put = OPEN if mark.kind is MarkKind.STATUS else ""
        if put is not None and mark.line not in head:
            lines[mark.line - 1] = _filled(lines[mark.line - 1], mark, put)
    for line in _ticked(document, told):
        lines[line - 1] = _BOX.sub("[x]", lines[line - 1], count=1)
    if told.state.submitted:
        _fill_head(lines, found, told)
    hide_secrets(lines, Reading(outline=found, lines=source.split("\n")), told.document)
    return "".join(lines)


def _filled(line: str, mark: Mark, put: str) -> str:
    if mark.kind is MarkKind.CHECKBOX:
        return _BOX.sub(put or "[ ]", line, count=1)
    # A backslash before the closing pipe would make it a part of the cell.
    return with_cell(line, mark.column, f"{put} " if put.endswith("\\") else put)


def _cells(document: Document, told: Recorded) -> Cells:
    """What each mark's cell says, by its line and column."""
    found: Cells = {}
    plan = document.plan
    for step in (*plan.steps, *plan.rollback_steps):
        if put := of_step(step, told):
            found[step.line, MarkKind.STATUS] = put
    for number, line in ((row.number, row.line) for row in plan.signoffs):
        found |= _of_signoff(number, line, told)
    for number, line in ((each.number, each.line) for each in plan.checkpoints):
        found |= _of_checkpoint(number, line, told)
    for test in plan.smoke_tests:
        if put := of_test(test, told):
            found[test.line, MarkKind.STATUS] = put
    fired = set(fired_triggers(told))
    for trigger in plan.triggers:
        if trigger.text in fired:
            found[trigger.line, MarkKind.CHECKBOX] = "[x]"
    return found


def of_step(step: Step, told: Recorded) -> str:
    """Its mark; "" while it may still be done."""
    progress = told.state.steps.get(step.number)
    if progress and progress.status in BY_STATUS:
        return BY_STATUS[progress.status]
    if not told.is_over:
        return ""
    if progress and step.is_follow_up:
        return f"{SKIPPED} to follow"
    return f"{FAILED} not finished" if progress and progress.was_begun else NOT_RUN


def _of_signoff(row: int, line: int, told: Recorded) -> Cells:
    given, state = told.state.signoffs.get(row), told.state
    said, when = "", ""
    if given:
        said, when = f"{DONE} {_by(given, told)}", told.when(given.at)
    elif state.rejected and row in rejected_rows(told):
        said, when = f"{FAILED} {_by(state.rejected, told)}", told.when(state.rejected.at)
    elif row in state.late:
        said = f"{FAILED} not given yet"
    elif told.is_over:
        said = f"{SKIPPED} not given"
    if not said:
        return {}
    dated: Cells = {(line, MarkKind.DATE): when} if when else {}
    return {(line, MarkKind.STATUS): said, (line, MarkKind.SIGNATURE): said, **dated}


def _of_checkpoint(number: int, line: int, told: Recorded) -> Cells:
    given = told.state.confirmations.get(number)
    if given:
        return {
            (line, MarkKind.STATUS): DONE,
            (line, MarkKind.SIGNED_BY): _by(given, told),
            (line, MarkKind.TIME): told.when(given.at),
        }
    return {(line, MarkKind.STATUS): f"{SKIPPED} not confirmed"} if told.is_over else {}


def _by(given: Given, told: Recorded) -> str:
    """Who, and what they said with it."""
    said = told.words(given.note)
    return f"{name(given.by)}: {said}" if said else name(given.by)


def rejected_rows(told: Recorded) -> frozenset[int]:
    """The sign-offs that were rejected since the last submit."""
    rows: set[int] = set()
    for event in told.events:
        if isinstance(event, e.Submitted):
            rows.clear()
        elif isinstance(event, e.SignOffRejected):
            rows.add(event.row)
    return frozenset(rows)


def fired_triggers(told: Recorded) -> tuple[str, ...]:
    """The triggers of 6.1 that what was seen fits, by their words."""
    asked = [answer.question for answer in told.state.answers]
    asked += [told.state.question] if told.state.question else []
    found = (
        trigger.text
        for question in asked
        for evidence in question.evidence
        for trigger in triggers_of(replace(evidence, text=spaced(evidence.text)), told.document)
    )
    return tuple(dict.fromkeys(found))


def _ticked(document: Document, told: Recorded) -> Iterator[int]:
    """The lines of the checklist items that hold."""
    for item in document.plan.checklist:
        if item.number in told.state.checks:
            yield item.line


def _fill_head(lines: list[str], found: Outline, told: Recorded) -> None:
    """The line `**Status:** …` above the first section."""
    state = told.state.state
    said = HEAD.get(state) or f"Approved; {state}"
    if state in {Lifecycle.CANCELLED, Lifecycle.MISSED} and not told.state.begun:
        said = f"{state}".capitalize()
    for block in found.preamble:
        if not isinstance(block, Prose):
            continue
        for number, content in enumerate(block.lines, start=block.line):
            key = content.text.replace("**", "").partition(":")[0].strip()
            if key.casefold() == "status":
                lines[number - 1] = _STATUS_LINE.sub(rf"\g<key>{said}\g<end>", lines[number - 1], count=1)
