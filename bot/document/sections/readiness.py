"""Section 2: the checklists (2.1, 2.3)."""

from collections.abc import Iterable

from bot.document.outline import Part
from bot.document.reading import Reading
from bot.domain.plan import ChecklistItem, Step
from bot.domain.words import stem, stemmed, stems

_COMPLETION = stemmed("completed", "done", "created", "taken", "made", "finished", "ready", "ok")
"""Words that say of anything that it is done."""


def read_checklist(reading: Reading, before: Iterable[Step]) -> tuple[ChecklistItem, ...]:
    """The items of both checklists; `before` are the steps of 3.1, which do some of them."""
    steps = tuple(before)
    found: list[ChecklistItem] = []
    for part in (Part.READINESS, Part.COMMUNICATION):
        for item in reading.items(part):
            number, text = len(found) + 1, item.content.text
            if not text:
                reading.error(item.line, "This checklist item is empty: say what must be ready.")
            if item.ticked:
                reading.ticked.append(number)
            doing = _step_that_does(text, item.line, steps, reading)
            found.append(
                ChecklistItem(number=number, text=text, group=part.value, done_by_step=doing, line=item.line)
            )
    return tuple(found)


def _step_that_does(text: str, line: int, steps: Iterable[Step], reading: Reading) -> str | None:
    """The number of the step that does what an item asks for.

    It has every word of the item, and the item says of it that it is done: by a word of completion, or by
    the step's own verb. Where two steps would do, or one has only most of the words, people tick the item.
    """
    said = stems(text)
    wanted = said - _COMPLETION
    by_words = [(stems(step.action), step) for step in steps]
    whole = [
        step
        for words, step in by_words
        if wanted and wanted <= words and (wanted < said or _verb(step) in wanted)
    ]
    if len(whole) == 1:
        reading.note(line, f"“{text}” is ticked by step {whole[0].number}: Go asks for it, Begin does not.")
        return whole[0].number
    likely = whole or [step for words, step in by_words if words and words <= wanted]
    if likely:
        numbers = " or ".join(step.number for step in likely)
        reading.note(
            line, f"“{text}” may be what step {numbers} does: it must be ticked before Begin all the same."
        )
    return None


def _verb(step: Step) -> str:
    """A step's action begins with what is done, as in "Notify stakeholders"."""
    first, *_ = step.action.split() or [""]
    return stem(first)
