"""Rules on what a record hid: values of section 5, secrets within commands and smoke tests."""

from collections.abc import Iterable

from bot.document.findings import Finding, error
from bot.domain.hushing import HUSHED
from bot.domain.masking import HIDDEN
from bot.domain.plan import Plan
from bot.domain.texts import texts_of


def hidden_values(plan: Plan) -> Iterable[Finding]:
    """What a record hid is no value that anybody can set."""
    rows = [(each.line, each.name, {each.old_value, each.new_value}) for each in plan.variables]
    rows += [(each.line, each.name, {each.change}) for each in plan.flags]
    for line, name, values in rows:
        if HIDDEN in values:
            yield error(
                line,
                f"“{name}” has a value that was hidden when a record was made: take the plan that it was "
                f"made from, or write the value anew.",
            )


def hidden_words(plan: Plan) -> Iterable[Finding]:
    """Nor is a command without its secret one that anybody can run, nor such a request."""
    commands = (*plan.migration_commands, *plan.rollback_commands, *plan.smoke_commands)
    rows: list[tuple[int, object]] = [(each.line, each) for each in commands]
    rows += [(each.line, each) for each in plan.smoke_tests]
    for line, row in rows:
        if any(HUSHED in text for text in texts_of(row)):
            yield error(
                line,
                f"Here {HUSHED} stands for a secret that was hidden when a record was made: "
                f"take the plan that it was made from, or write the secret anew.",
            )
