"""The modal that asks what came of the rows of one part: a choice and a field for each."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.domain.answering import LONGEST
from bot.domain.change_rows import ChangeRow, answer_of, rows_of
from bot.domain.changes import Answer, Part
from bot.domain.plan import DataValidation, Plan
from bot.domain.state import Deployment
from commands.blocks import phrases as ph
from commands.blocks.actions import (
    ActionId,
    ButtonValue,
    CallbackId,
    outcome_block,
    spell_entry,
    value_block,
    value_names,
)
from commands.blocks.kit import field, modal, option, paragraph, select, text_input
from commands.blocks.mrkdwn import NAME, clip, code, one_line
from commands.blocks.rows import row_line
from commands.blocks.views import JsonView
from commands.rows_of_form import FAILED, HOLDS

CHOICES = {
    Part.DATA: {HOLDS: "Matches", FAILED: "Does not match"},
    Part.CONFIGURATION: {HOLDS: "Changed", FAILED: "Not changed"},
    Part.REVERSED: {HOLDS: "Back", FAILED: "Not back"},
    Part.RESTORED: {HOLDS: "Back", FAILED: "Differs"},
}
SAYS = {
    Part.DATA: "Run each query and say what it shows. What you leave open is asked for still.",
    Part.CONFIGURATION: "Say what was changed. What was not keeps its old value if it is rolled back.",
    Part.REVERSED: "Say which are reversed. It is rolled back once all are, or as the lead ends it.",
    Part.RESTORED: "Look at each value and say what it is. It is rolled back once all are back.",
}
RESULT = {
    Part.DATA: "What it shows",
    Part.CONFIGURATION: "If not, why",
    Part.REVERSED: "If not, what is there",
    Part.RESTORED: "If it differs, what it is",
}
TITLES = {
    Part.DATA: "Note results",
    Part.CONFIGURATION: "What was changed?",
    Part.REVERSED: "What is back?",
    Part.RESTORED: "What is back?",
}


def rows_view(value: ButtonValue, state: Deployment, plan: Plan) -> JsonView:
    """The form; what was answered stands in it. Its metadata is as that of `reason_view`."""
    part = Part(value.question.partition(":")[0])
    marks = set(value_names(value))
    found = [row for row in rows_of(plan, part) if row.mark in marks]
    blocks: list[Block] = [paragraph(f"{ph.title(state)}, {code(state.id)}", SAYS[part])]
    for row in found:
        blocks += _asked(row, answer_of(state, row), state)
    metadata = spell_entry(ActionId.NOTE_ROWS, value)
    return modal(CallbackId.REASON, TITLES[part], blocks, submit="Note", metadata=metadata)


def _asked(row: ChangeRow, known: Answer | None, state: Deployment) -> Iterator[Block]:
    choices = {word: option(label, word) for word, label in CHOICES[row.part].items()}
    chosen = choices[HOLDS if known.holds else FAILED] if known else None
    label = clip(f"{row.mark} {one_line(row.name)}", NAME)
    outcome = select(outcome_block(row.mark), "How is it?", list(choices.values()), initial=chosen)
    result = text_input(value_block(row.mark), length=LONGEST, initial=known.result if known else "")
    yield paragraph(row_line(state, row))
    yield field(outcome_block(row.mark), label, outcome, optional=True)
    yield field(value_block(row.mark), RESULT[row.part], result, hint=_hint(row), optional=True)


def _hint(row: ChangeRow) -> str:
    return f"Expected: {clip(one_line(row.of.expected), NAME)}" if isinstance(row.of, DataValidation) else ""
