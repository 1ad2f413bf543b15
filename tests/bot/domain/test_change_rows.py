from dataclasses import replace

import pytest

from bot.domain.change_rows import marks, rows_of, step_of
from bot.domain.changes import Part
from bot.domain.plan import Phase, Plan
from tests.bot.domain import plans as p
from tests.bot.domain.sections import changing, variable


def with_steps(*actions: str, before: str = "Create backup") -> Plan:
    """A plan whose 3.2 has these steps, from number 5 on, and 3.1 one."""
    rows = [(str(number), action, "DBA", 5) for number, action in enumerate(actions, 5)]
    return replace(
        changing(),
        phases=(
            p.phase_of(Phase.PRE_DEPLOYMENT, [("1", before, "DBA", 5)]),
            p.phase_of(Phase.DEPLOYMENT, rows),
        ),
    )


def asked_after(plan: Plan, part: Part) -> str:
    step = step_of(plan, part)
    return step.action if step else ""


def test_rows_are_numbered_over_both_tables_of_5() -> None:
    """Checks are V, variables and then flags are C."""
    assert ["V1", "V2"] == [row.mark for row in rows_of(changing(), Part.DATA)]
    rows = rows_of(changing(), Part.CONFIGURATION)
    expected = [("C1", "API_VERSION", False), ("C2", "TTL", False), ("C3", "express", True)]
    assert expected == [(row.mark, row.name, row.is_flag) for row in rows]


def test_variables_of_one_name_are_told_apart() -> None:
    """By their service, else by which of them it is."""
    variables = (variable("TTL", "web"), variable("TTL", "api"), variable("TTL", ""), variable("TTL", ""))
    plan = replace(changing(), variables=variables, flags=())
    expected = ["TTL (web)", "TTL (api)", "TTL", "TTL 2"]
    assert expected == [row.name for row in rows_of(plan, Part.CONFIGURATION)]


@pytest.mark.parametrize(
    ("actions", "data", "configuration"),
    [
        (("Run migrations", "Deploy application", "Warm up"), "Run migrations", "Deploy application"),
        (("Run migrations", "Update configuration", "Deploy"), "Run migrations", "Update configuration"),
        (("Toggle feature flags", "Set variables"), "Set variables", "Set variables"),
        (("Deploy api", "Deploy web", "Verify configuration"), "Verify configuration", "Deploy web"),
        (("Upgrade the schema", "Switch over"), "Upgrade the schema", "Switch over"),
        ((), "", ""),
    ],
)
def test_the_step_is_found_by_its_words(actions: tuple[str, ...], data: str, configuration: str) -> None:
    """The last that fits is asked after; where none does, the last of 3.2."""
    plan = with_steps(*actions)
    assert (data, configuration) == (asked_after(plan, Part.DATA), asked_after(plan, Part.CONFIGURATION))


def test_configuration_may_change_before_go() -> None:
    """A step of 3.1 that changes it comes before one that only deploys."""
    plan = with_steps("Deploy", before="Set environment variables")
    assert "Set environment variables" == asked_after(plan, Part.CONFIGURATION)


def test_of_many_rows_the_first_are_named() -> None:
    """As they are typed; more are counted."""
    rows = rows_of(replace(changing(), variables=tuple(map(variable, "abcdefg"))), Part.CONFIGURATION)
    assert "C1 C2" == marks(rows[:2])
    assert "C1 C2 C3 C4 C5 C6 and 2 more" == marks(rows)
