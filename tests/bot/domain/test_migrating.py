from dataclasses import replace

import pytest

from bot.document.parse import parse
from bot.domain.migrating import is_backwards, is_migrating, run_by
from bot.domain.plan import Command, Plan
from tests.bot.document.documents import FILLED, LEDGER, SEED
from tests.bot.domain import plans as p


def numbers(plan: Plan) -> dict[str, list[int]]:
    """Which scripts each step runs, by their place in 4.1 from 1."""
    return {
        number: [place for place, each in enumerate(plan.migrations, start=1) if each in migrations]
        for number, migrations in run_by(plan).items()
    }


def with_commands(plan: Plan, *commands: tuple[str, str]) -> Plan:
    """The plan with these comments and commands in 4.2."""
    written = (Command(comment=comment, text=text, line=0) for comment, text in commands)
    return replace(plan, migration_commands=tuple(written))


def test_only_the_deployment_migrates() -> None:
    """A backup before, or a check after, is no migration."""
    assert ["5"] == [step.number for step in p.web_shop().steps if is_migrating(step)]


@pytest.mark.parametrize(
    ("comment", "text", "expected"),
    [
        ("Rollback migration", "./migrate.sh down", True),
        ("Way back: undo all seven", "./migrate.sh down", True),
        ("Forward migration", "./migrate.sh up", False),
        ("", "./migrate.sh down --steps 3", True),
        ("", "./migrate.sh up", False),
    ],
)
def test_a_command_that_goes_back(comment: str, text: str, *, expected: bool) -> None:
    """By its comment, without one by itself."""
    assert expected is is_backwards(Command(comment=comment, text=text, line=0))


def test_one_step_runs_them_all() -> None:
    """Named to the last, or not named at all: the step that speaks of migrations runs them."""
    assert {"5": [1, 2, 3]} == numbers(parse(FILLED).plan)
    assert {"5": [1, 2, 3]} == numbers(parse(SEED).plan)


def test_several_steps_run_some_each() -> None:
    """The ledger's commands name how far each step goes, and belong to it by their comments."""
    assert {"7": [1, 2], "8": [3], "10": [4, 5, 6, 7]} == numbers(parse(LEDGER).plan)


@pytest.mark.parametrize(
    "text",
    [
        "psql -f V041_2_orders_add_checkout_kind.sql",
        "migrate to V041_2",
        "migrate --target=V041_2",
        "migrate --up-to v041_1",
        "migrate --to V041",
        "migrate --to V041_9",
    ],
)
def test_what_no_command_names_runs_with_the_step_that_speaks_of_migrations(text: str) -> None:
    """So that none is forgotten on the way back."""
    plan = with_commands(parse(FILLED).plan, ("Run database migrations", text))
    assert {"5": [1, 2, 3]} == numbers(plan)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("psql -f V041_2_orders_add_checkout_kind.sql", [2], [1, 3]),
        ("migrate --to V041_2", [1, 2], [3]),
        ("migrate --to V041_9", None, [1, 2, 3]),
    ],
)
def test_commands_of_another_step(text: str, first: list[int] | None, second: list[int]) -> None:
    """A step that a command is for runs what it names; the rest is run where migrations are spoken of."""
    plan = with_commands(parse(FILLED).plan, ("Warm up product pages", text))
    expected = {"5": second} if first is None else {"9": first, "5": second}
    assert expected == numbers(plan)


def test_two_commands_name_each_script_once() -> None:
    """What an earlier command ran, a later one does not run again."""
    commands = (("Run migrations", "migrate --to V041_1"), ("Warm up", "migrate --to V041_3"))
    assert {"5": [1], "9": [2, 3]} == numbers(with_commands(parse(FILLED).plan, *commands))


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("Change the database", {"5": [1, 2, 3]}),
        ("Prepare", {"5": [1, 2, 3], "6": [1, 2, 3], "7": [1, 2, 3]}),
    ],
)
def test_where_no_step_speaks_of_migrations(action: str, expected: dict[str, list[int]]) -> None:
    """The database's step runs them; where there is none either, any that has to be undone may have."""
    plan = with_commands(parse(FILLED.replace("Run database migrations", action)).plan)
    assert expected == numbers(plan)


def test_the_last_step_with_a_command_runs_what_is_left() -> None:
    """Where some are named and no step speaks of migrations or the database."""
    text = FILLED.replace("Run database migrations", "Prepare")
    plan = with_commands(parse(text).plan, ("Prepare", "migrate --to V041_2"))
    assert {"5": [1, 2, 3]} == numbers(plan)


def test_a_plan_without_migrations() -> None:
    """Nobody runs any."""
    assert {} == run_by(p.web_shop())
    assert {} == run_by(replace(parse(FILLED).plan, phases=()))
