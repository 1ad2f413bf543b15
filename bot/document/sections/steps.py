"""Section 3 and 6.3: phases and their steps."""

from bot.document.marks import MarkKind
from bot.document.outline import NUMBERS, Part
from bot.document.reading import Reading, Record, marking, optional, required
from bot.document.values import NO_DURATION, duration, offset, yes_or_no
from bot.domain.plan import Phase, Step, StepPhase

PHASES = {
    Part.PRE_DEPLOYMENT: Phase.PRE_DEPLOYMENT,
    Part.DEPLOYMENT: Phase.DEPLOYMENT,
    Part.POST_DEPLOYMENT: Phase.POST_DEPLOYMENT,
}
ROLLBACK = "Rollback?"
MOST_STEPS = 1000
"""Steps in a table. Each may wait for all those above it: as many as 1 MB has room for would fill memory."""
TOO_MANY = f"The table has more than {MOST_STEPS} steps, and those from here on are not read: split the plan."
_COLUMNS = (
    required("Step", "#", "No", "Nr", "Number"),
    required("Action", "Task"),
    required("Owner"),
    required("Duration"),
    optional(ROLLBACK),
    optional("After"),
    optional("Expects"),
    optional("Undoes"),
    marking(MarkKind.STATUS),
)


def read_phases(reading: Reading) -> tuple[StepPhase, ...]:
    """The phases of section 3, in the order they are carried out."""
    read = (_read_phase(reading, part, phase) for part, phase in PHASES.items())
    return tuple(phase for phase in read if phase)


def read_rollback(reading: Reading) -> StepPhase | None:
    """Section 6.3."""
    return _read_phase(reading, Part.ROLLBACK, Phase.ROLLBACK)


def _read_phase(reading: Reading, part: Part, phase: Phase) -> StepPhase | None:
    sections = reading.outline.of(part)
    if not sections:
        return None
    title, line = sections[0].title, sections[0].line
    records = reading.records(part, _COLUMNS)
    if len(records) > MOST_STEPS:
        reading.error(records[MOST_STEPS].line, TOO_MANY)
    steps = tuple(_read_step(reading, record, phase) for record in records[:MOST_STEPS])
    minutes = offset(title)
    if minutes is None and phase is Phase.DEPLOYMENT:
        minutes = 0
    if minutes is None and phase is Phase.PRE_DEPLOYMENT:
        reading.error(line, f"{NUMBERS[part]} does not say when it begins: write (T-60 min) in its title.")
    return StepPhase(phase=phase, title=title, offset_minutes=minutes, steps=steps, line=line)


def _read_step(reading: Reading, record: Record, phase: Phase) -> Step:
    number = reading.value(record, "Step", "This row", "give it a number").rstrip(".")
    what = f"Step {number}" if number else "This step"
    owner = reading.value(record, "Owner", what, "write a role of 1.2, or a person as @handle")
    return Step(
        number=number,
        phase=phase,
        action=reading.value(record, "Action", what, "say what is done"),
        owner=owner,
        minutes=_read_minutes(reading, record, phase, what),
        undone_by_rollback=_read_undone(reading, record, what),
        after=record.words("After"),
        expects=record.words("Expects"),
        undoes=record.words("Undoes"),
        line=record.line,
    )


def _read_minutes(reading: Reading, record: Record, phase: Phase, what: str) -> int | None:
    cell = record.cell("Duration")
    if not record.has("Duration") or cell.placeholders:
        return None
    if cell.text in NO_DURATION and phase is Phase.ROLLBACK:
        return None
    minutes = duration(cell.text)
    if minutes is None and (not cell.text or cell.text in NO_DURATION):
        reading.error(record.line, f"{what} has no duration: write how long it takes, as 15 min.")
    elif minutes is None:
        reading.error(record.line, f"{what}: “{cell.text}” is no duration that can be read: write 15 min.")
    return minutes


def _read_undone(reading: Reading, record: Record, what: str) -> bool | None:
    if not record.has(ROLLBACK):
        return None
    cell = record.cell(ROLLBACK)
    undone = yes_or_no(cell.text)
    if undone is None and not cell.placeholders:
        said = f"“{cell.text}” in {ROLLBACK}" if cell.text else f"nothing in {ROLLBACK}"
        reading.error(record.line, f"{what} has {said}: write Yes, or No where there is nothing to undo.")
    return undone
