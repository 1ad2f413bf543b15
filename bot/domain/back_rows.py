"""The rows of 4.1 and 5 that go back in the rollback that was decided, and the step that takes them back.

Only what had arrived is asked about: a migration whose step was begun; a variable or flag that somebody said
is changed, or of which nobody said anything though its step was begun, or done by other means.
"""

from bot.domain.change_rows import ChangeRow, answer_of, rows_of, step_of
from bot.domain.changes import Part
from bot.domain.plan import Plan, Step
from bot.domain.state import Deployment, StepStatus
from bot.domain.undoing import is_from_backup
from bot.domain.walk_back import WalkBack, decided


def rows_asked(state: Deployment, plan: Plan, part: Part) -> tuple[ChangeRow, ...]:
    """The rows of a part that are asked about: all of them, or on the way back those that had arrived."""
    if not part.is_back:
        return rows_of(plan, part)
    if state.rollback is None:
        return ()
    way = decided(state, plan)
    numbers = {step.number for step in _taking_back(way, part)}
    if part is Part.REVERSED:
        gone = {each for number in numbers for each in way.reverses[number]}
        return tuple(row for row in rows_of(plan, part) if row.of in gone)
    there = rows_of(plan, Part.CONFIGURATION) if numbers else ()
    back = zip(there, rows_of(plan, part), strict=False)
    return tuple(row for before, row in back if _has_arrived(state, plan, before))


def step_asked(state: Deployment, plan: Plan, part: Part) -> Step | None:
    """The step whose owner is asked: on the way back the last one that takes rows of the part back.

    Where that was left out because the database was restored from the backup, it is the step that did.
    """
    if not part.is_back:
        return step_of(plan, part)
    if state.rollback is None:
        return None
    way = decided(state, plan)
    taking = _taking_back(way, part)
    if not taking:
        return None
    if part is Part.REVERSED and _is_left_out(state, taking[-1]):
        instead = [step for step in way.steps if is_from_backup(step) and not _is_left_out(state, step)]
        return (*taking, *instead)[-1]
    return taking[-1]


def held_back(state: Deployment, plan: Plan) -> tuple[ChangeRow, ...]:
    """The rows of which nobody said that they are back: it is not known to be rolled back."""
    rows = (row for part in Part if part.is_back for row in rows_asked(state, plan, part))
    return tuple(row for row in rows if not ((answer := answer_of(state, row)) and answer.holds))


def _taking_back(way: WalkBack, part: Part) -> list[Step]:
    """The steps that take rows of the part back, in their order; from the backup, where none else does."""
    numbers = way.reverses if part is Part.REVERSED else way.restoring
    found = [step for step in way.steps if step.number in numbers and not step.is_follow_up]
    return [step for step in found if not is_from_backup(step)] or found


def _has_arrived(state: Deployment, plan: Plan, row: ChangeRow) -> bool:
    answer, step = answer_of(state, row), step_of(plan, row.part)
    if answer:
        return answer.holds
    progress = state.steps.get(step.number) if step else None
    return progress is not None and (progress.was_begun or progress.status.is_over)


def _is_left_out(state: Deployment, step: Step) -> bool:
    progress = state.steps.get(step.number)
    return progress is not None and progress.status is StepStatus.SKIPPED
