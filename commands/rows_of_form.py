"""What the form about rows of 4.3 or 5 was told, as an intent."""

from collections.abc import Mapping

from bot.domain.changes import Part
from bot.domain.changes_intents import ReportChanges, Said
from commands.blocks.actions import ButtonValue, value_block, value_names

HOLDS, FAILED = "ok", "failed"
"""As they are typed."""
CHOOSE = "Choose above how it is."
NOTHING_SAID = "Nothing is said of any row yet."


def part_of(on: ButtonValue) -> Part:
    """Which part a button asks about. Errors: `ValueError`."""
    return Part(on.question.partition(":")[0])


def intent_of(on: ButtonValue, outcomes: Mapping[str, str], results: Mapping[str, str]) -> ReportChanges:
    """The answers; rows that were left open are not among them. Errors: `ValueError`."""
    rows = tuple(
        Said(
            number=int(mark[1:]),
            holds=outcomes[mark] == HOLDS,
            result=" ".join(results.get(mark, "").split()),
        )
        for mark in value_names(on)
        if mark in outcomes
    )
    return ReportChanges(question=on.question, part=part_of(on), rows=rows)


def wrong(on: ButtonValue, outcomes: Mapping[str, str], results: Mapping[str, str]) -> dict[str, str]:
    """What cannot be taken as it was filled in, by the input under which it is said."""
    marks = value_names(on)
    found = {value_block(mark): CHOOSE for mark in marks if mark in results and mark not in outcomes}
    if not found and not any(mark in outcomes for mark in marks):
        return {value_block(marks[0]): NOTHING_SAID}
    return found
