"""Rules on how a plan hangs together: numbers that name each other, and the document's own ID."""

import re
from collections.abc import Iterable

from bot.document.findings import Finding, error, warning
from bot.document.schedule import NOTHING
from bot.document.undoing import undone_numbers
from bot.domain.plan import Plan, Severity, Step

_ID = re.compile(r"(?=.*-[0-9])[\w-]+")


def document_id(plan: Plan) -> Iterable[Finding]:
    """Commands know an ID by a hyphen and a digit."""
    if plan.document_id and "{" not in plan.document_id and not _ID.fullmatch(plan.document_id):
        yield error(
            1, f"The Document ID “{plan.document_id}” is none that commands know: write it as WEB-DEPLOY-041."
        )


def step_numbers(plan: Plan) -> Iterable[Finding]:
    """A number names one step."""
    seen: dict[str, Step] = {}
    for step in (*plan.steps, *plan.rollback_steps):
        key = step.number.casefold()
        if key and key in seen:
            yield error(
                step.line,
                f"Step {step.number} stands on line {seen[key].line}, too: number each step once.",
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
                    f"Step {step.number} undoes “{number}”, which is no step of section 3: write 5, 6-7 or "
                    f"always.",
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
