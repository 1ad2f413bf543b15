from dataclasses import replace

import pytest

from bot.domain import instructions
from bot.domain.plan import Command, Plan, Step
from tests.commands.blocks.stories import web_shop


def _step(plan: Plan, number: str) -> Step:
    step = plan.step(number)
    assert step
    return step


def _texts(number: str, plan: Plan | None = None) -> list[str]:
    plan = plan or web_shop()
    return [command.text for command in instructions.commands_for(_step(plan, number), plan)]


@pytest.mark.parametrize(
    ("number", "commands"),
    [
        ("1", []),
        ("5", ["./migrate.sh up --env production"]),
        ("6", []),
        ("10", ["./smoke.sh --env production"]),
        ("R2", ["kubectl rollout undo deployment/web-shop -n production"]),
        ("R3", ["./migrate.sh down --steps 3"]),
        ("R4", []),
        ("R5", ["./smoke.sh --env production"]),
        ("R7", []),
    ],
)
def test_a_step_finds_its_commands(number: str, commands: list[str]) -> None:
    """Migrations find 4.2, the way back finds 6.4, smoke tests find 7.2, all others nothing."""
    assert commands == _texts(number)


def test_commands_without_a_comment_belong_to_the_migrations() -> None:
    """A block of 4.2 that explains nothing is given whole."""
    bare = (Command(comment="", text="./first.sh", line=0), Command(comment="", text="./second.sh", line=0))
    assert ["./first.sh", "./second.sh"] == _texts("5", replace(web_shop(), migration_commands=bare))


def test_going_back_finds_the_commands_of_the_migrations() -> None:
    """Where 6.4 has none for the step that undoes them; restoring from the backup is another way."""
    plan = _commands(web_shop())
    assert ["./migrate.sh down --steps 3"] == _texts("R3", plan)
    assert ([], ["./smoke.sh --env production"]) == (_texts("R2", plan), _texts("R5", plan))
    assert plan.rollback
    restoring = [
        replace(step, action="Restore the database from backup") if step.number == "R3" else step
        for step in plan.rollback_steps
    ]
    assert [] == _texts("R3", replace(plan, rollback=replace(plan.rollback, steps=tuple(restoring))))


def test_the_way_back_is_found_by_words() -> None:
    """A step is undone by those whose words name it; one that nothing undoes has no way back."""
    plan = web_shop()
    ways = {step.number: instructions.ways_back(step, plan) for step in plan.steps}
    assert ["R3"] == [step.number for step in ways["5"]]
    assert ["R2"] == [step.number for step in ways["6"]]
    assert () == ways["8"]


def test_the_column_undoes_comes_before_words() -> None:
    """What the plan says outright is not guessed."""
    plan = web_shop()
    assert plan.rollback
    first, *rest = plan.rollback.steps
    says = replace(plan.rollback, steps=(replace(first, undoes=("5-7",)), *rest))
    ways = instructions.ways_back(_step(plan, "7"), replace(plan, rollback=says))
    assert ["R1"] == [step.number for step in ways]


def _commands(plan: Plan, *comments: str) -> Plan:
    """The plan with these comments in 6.4, each above a command of its own."""
    found = tuple(Command(comment=comment, text=f"./{at}.sh", line=at) for at, comment in enumerate(comments))
    return replace(plan, rollback_commands=found)


def test_each_command_of_the_way_back_belongs_to_one_step() -> None:
    """To the one that is most alike, of several to that with the fewest other words, else the first."""
    plan = _commands(web_shop(), "Database, way back", "Maintenance mode off", "Disable maintenance mode")
    assert ["./0.sh"] == _texts("R3", plan)
    assert ["./1.sh"] == _texts("R1", plan)
    assert ["./2.sh"] == _texts("R6", plan)
    assert () == instructions.for_no_step(plan)


def test_what_a_comment_says_in_brackets_is_no_match() -> None:
    """It says when a command is needed; a last resort belongs to no step, until one restores."""
    plan = _commands(web_shop(), "Restore from backup (only if the database cannot be undone)", "")
    assert ["./0.sh", "./1.sh"] == [command.text for command in instructions.for_no_step(plan)]
    assert [] == _texts("R3", replace(plan, migration_commands=()))
    assert plan.rollback
    steps = (
        *plan.rollback.steps,
        replace(plan.rollback.steps[0], number="R3a", action="Restore from backup"),
    )
    restoring = replace(plan, rollback=replace(plan.rollback, steps=steps))
    assert ["./0.sh"] == _texts("R3a", restoring)
