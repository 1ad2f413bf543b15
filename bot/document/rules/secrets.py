"""Rules on values of section 5 that are hidden: a record shows none that is a secret."""

from collections.abc import Iterable

from bot.document.findings import Finding, error
from bot.domain.masking import HIDDEN
from bot.domain.plan import Plan


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
