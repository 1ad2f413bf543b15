from dataclasses import replace

import pytest

from bot.domain.plan import Command, Plan, Step
from commands.blocks import instructions
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
