import pytest

from bot.document.findings import Level
from bot.document.parse import parse
from bot.domain.plan import Command, DataValidation, FeatureFlag, Migration, Variable
from tests.bot.document.documents import LEDGER, SEED, changed, line_of, read, said


def commands(code: str, language: str = "bash") -> list[tuple[str, str]]:
    """Comment and text of the commands of a block of code."""
    text = f"## Migration Commands\n\n```{language}\n{code}\n```\n"
    return [(command.comment, command.text) for command in parse(text).plan.migration_commands]


def test_migrations_variables_and_flags_are_read() -> None:
    """The first rows of 4.1, 5.1 and 5.2 of the seed."""
    plan = parse(SEED).plan

    assert plan.migrations[0] == Migration(
        script="V{X}_create_table.sql", description="Creates new table", reversible=True, line=104
    )
    assert plan.variables[0] == Variable(
        name="API_VERSION", old_value="v1", new_value="v2", service="api-server", line=134
    )
    assert plan.flags[0] == FeatureFlag(
        name="new_checkout", change="false → true", effect="Enable new checkout flow", line=141
    )


def test_a_query_keeps_its_code_and_pipes() -> None:
    """Backticks go, escaped pipes are pipes, stars stay."""
    plan = parse(LEDGER).plan

    assert plan.validations[-1] == DataValidation(
        check="Newest posting readable",
        query="SELECT id || ' ' || booked_at FROM postings ORDER BY id DESC LIMIT 1",
        expected="Booked before 22:05",
        line=line_of("Newest posting", LEDGER),
    )
    assert "SELECT COUNT(*) FROM postings_default" in [each.query for each in plan.validations]


def test_commands_stand_under_their_comment() -> None:
    """The three of 6.4, with the line of each."""
    expected = (
        Command(
            comment="Application rollback",
            text="kubectl rollout undo deployment/api-server -n production",
            line=180,
        ),
        Command(comment="Database rollback", text="./migrate.sh down --env production --steps 3", line=183),
        Command(
            comment="Restore from backup (if needed)",
            text="./restore-backup.sh --backup-id {backup_id}",
            line=186,
        ),
    )

    assert expected == parse(SEED).plan.rollback_commands


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("# one\na\nb", [("one", "a"), ("one", "b")]),
        ("# one\na\n\nb", [("one", "a"), ("", "b")]),
        ("# one\n# two\na", [("two", "a")]),
        ("a \\\n  --b \\\n  --c\nd", [("", "a \\\n  --b \\\n  --c"), ("", "d")]),
        ("a \\", [("", "a \\")]),
        ("#!/bin/sh\na", [("", "#!/bin/sh"), ("", "a")]),
        ("", []),
    ],
)
def test_a_line_is_a_command(code: str, expected: list[tuple[str, str]]) -> None:
    """A backslash at the end goes on below, a blank line ends a comment's reach."""
    assert expected == commands(code)


def test_sql_is_a_command_up_to_its_semicolon() -> None:
    """A statement may have several lines and comments of its own kind."""
    assert [("all", "ANALYZE\n  orders;"), ("all", "SELECT 1;")] == commands(
        "-- all\nANALYZE\n  orders;\nSELECT 1;", "sql"
    )


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("| V041_1_create_express_tokens.sql |", "| |", "This row of 4.1 has no script: fill in the cell."),
        (
            "with a default | Yes |",
            "with a default | perhaps |",
            "“V041_2_orders_add_checkout_kind.sql” does not say whether it is reversible: write Yes or No.",
        ),
        (
            "| Column added | `\\d orders` |",
            "| Column added | |",
            "“Column added” has no query: fill in the cell.",
        ),
        ("| SESSION_TTL_SECONDS |", "| |", "This row of 5.1 has no variable: fill in the cell."),
        ("| off → 10 % |", "| |", "Flag “express_checkout” has no change: fill in the cell."),
    ],
)
def test_a_change_that_lacks_something_is_an_error(old: str, new: str, error: str) -> None:
    """What a change cannot do without is asked for."""
    assert [error] == said(changed(old, new), Level.ERROR)


def test_a_variable_may_be_new_or_removed() -> None:
    """An empty old value is a new variable, and nothing is missing."""
    plan = read("| SESSION_TTL_SECONDS | 1800 |", "| SESSION_TTL_SECONDS | |")

    assert "" == plan.variables[1].old_value
    assert [] == said(changed("| SESSION_TTL_SECONDS | 1800 |", "| SESSION_TTL_SECONDS | |"), Level.ERROR)
