"""Rules on how a plan hangs together: numbers that name each other."""

from collections.abc import Iterable

from bot.document.findings import Finding, error, warning
from bot.domain.change_type import read_change_type
from bot.domain.coverage import EVERYTHING, covered
from bot.domain.ordering import NOTHING
from bot.domain.plan import Plan, Severity, Step
from bot.domain.plan_changes import SECTIONS
from bot.domain.undoing import undone_numbers

SECTIONS_KNOWN = (EVERYTHING, *(section.number for section in SECTIONS))
"""What a column `Covers` may name."""


def step_numbers(plan: Plan) -> Iterable[Finding]:
    """A number names one step."""
    seen: dict[str, Step] = {}
    for step in (*plan.steps, *plan.rollback_steps):
        key = step.number.casefold()
        if key and key in seen:
            yield error(
                step.line,
                f"There is a step {step.number} on line {seen[key].line}, too: give each step a number of "
                f"its own, also across 3.1, 3.2, 3.3 and 6.3.",
            )
        seen.setdefault(key, step)


def after(plan: Plan) -> Iterable[Finding]:
    """`After` names steps that stand above, so that nothing waits for itself."""
    for steps in (plan.steps, plan.rollback_steps):
        above: set[str] = set()
        for step in steps:
            for number in step.after:
                if number not in above and number not in NOTHING:
                    yield error(
                        step.line,
                        f"Step {step.number} comes after “{number}”, which is no step above it: name one.",
                    )
            above.add(step.number)


def undoes(plan: Plan) -> Iterable[Finding]:
    """`Undoes` names steps of section 3."""
    numbers = {step.number for step in plan.steps}
    for step in plan.rollback_steps:
        for number in undone_numbers(step, plan):
            if number not in numbers:
                yield error(
                    step.line,
                    f"Step {step.number} undoes “{number}”, which section 3 does not have: name steps that "
                    f"stand there, as 5 or 6-7, or write always.",
                )


def change_type(plan: Plan) -> Iterable[Finding]:
    """The kind of change is one that the bot knows."""
    written = plan.release.change_type
    if "{" not in written and read_change_type(written) is None:
        yield warning(
            plan.release.line,
            f"The change type “{written}” is unknown and counts as Normal: write Normal, Emergency, or "
            f"Standard until 2026-12-31.",
        )


def covers(plan: Plan) -> Iterable[Finding]:
    """`Covers` names sections that there are."""
    for row in plan.signoffs:
        for section in covered(row):
            if not any(section == known or known.startswith(f"{section}.") for known in SECTIONS_KNOWN):
                yield warning(
                    row.line,
                    f"“{row.label}” covers “{section}”, which is no section: write numbers (4, 3.2), "
                    f"window or all.",
                )


def severities(plan: Plan) -> Iterable[Finding]:
    """Somebody decides at every severity."""
    if not plan.decisions:
        return
    named = {rule.severity for rule in plan.decisions}
    for severity in Severity:
        if severity not in named and None not in named:
            yield warning(
                plan.decisions[0].line, f"6.2 does not say who decides when it is {severity}: add the row."
            )
