"""Rules on the way back: which step undoes which."""

from collections.abc import Iterable

from bot.document.findings import Finding, warning
from bot.domain.plan import Phase, Plan
from bot.domain.undoing import guess, is_configuring, undone_before_go, undone_numbers


def matched_by_words(plan: Plan) -> Iterable[Finding]:
    """A rollback step without `Undoes` is matched by its words, and says so."""
    for step in plan.rollback_steps:
        found = None if step.undoes else guess(step, plan)
        if found is None:
            continue
        if found.configuration:
            meant = "is taken to undo section 5, by its words"
        elif is_configuring(step) and not found.steps:
            meant = "restores section 5, by its words, which has no rows, so that it never runs"
        elif found.steps:
            named = " and ".join(f"step {other.number}, {other.action}" for other in found.steps)
            meant = f"is taken to undo {named}, by its words"
        else:
            meant = "sounds like undoing something, but matches no step of 3.2, so that it always runs"
        yield warning(
            step.line,
            f"{step.number}, {step.action}, {meant}: say so in a column Undoes (5, 6-7 or always).",
        )


def matched_before_go(plan: Plan) -> Iterable[Finding]:
    """A rollback step that by its words undoes a step of 3.1, when the deployment is given up before Go."""
    for step in plan.rollback_steps:
        if undone_numbers(step, plan):
            continue
        for other in undone_before_go(step, plan):
            yield warning(
                step.line,
                f"{step.number}, {step.action}, is taken to undo step {other.number}, {other.action}, by its "
                f"words, when the deployment is cancelled before Go: say so in Undoes ({other.number}, "
                f"always).",
            )


def not_undone(plan: Plan) -> Iterable[Finding]:
    """A step that a rollback has to undo, and that no step of 6.3 undoes."""
    if not plan.rollback_steps:
        return
    undone: set[str] = set()
    for step in plan.rollback_steps:
        found = None if step.undoes else guess(step, plan)
        undone.update(undone_numbers(step, plan))
        undone.update(other.number for other in (found.steps if found else ()))
    for step in plan.steps:
        if step.phase is Phase.DEPLOYMENT and step.undone_by_rollback and step.number not in undone:
            yield warning(
                step.line,
                f"Step {step.number} says Yes to Rollback?, but no step of 6.3 undoes it: name it in Undoes.",
            )
