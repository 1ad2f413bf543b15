import pytest

from bot.document.findings import Level
from tests.bot.document.documents import changed, found, line_of, said


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("| R3 | Rollback database | DBA | 10 min | 5 |", "is taken to undo step 5, Run database migrations"),
        ("| R4 | Restore configuration | DevOps | 4 min | always |", "is taken to undo section 5"),
    ],
)
def test_a_match_made_by_words_is_a_warning(row: str, word: str) -> None:
    """Without `Undoes` the words decide, and the author is told how they were understood."""
    number = row.split("|")[1].strip()
    text = changed(row, row.rsplit("|", 2)[0] + "| |")
    warnings = [f for f in found(text) if f.level is Level.WARNING]

    assert [line_of(f"| {number} |", text)] == [warning.line for warning in warnings]
    assert word in warnings[0].text


def test_what_sounds_like_undoing_but_matches_nothing_is_a_warning() -> None:
    """It runs in every rollback, which may not be meant."""
    text = changed(
        "| R5 | Run smoke tests | QA | 8 min | always |", "| R5 | Restore the old banner | QA | 8 min | |"
    )

    assert 1 == len([each for each in said(text, Level.WARNING) if "matches no step of 3.2" in each])


def test_a_step_that_undoes_nothing_needs_no_word() -> None:
    """Smoke tests run in every rollback, with or without saying so."""
    text = changed(
        "| R5 | Run smoke tests | QA | 8 min | always |", "| R5 | Run smoke tests | QA | 8 min | |"
    )

    assert [] == said(text, Level.WARNING)


@pytest.mark.parametrize(
    ("written", "missing"), [("6-7", []), ("6", ["7"]), ("7", ["6"]), ("always", ["6", "7"])]
)
def test_what_is_to_be_undone_is_undone_by_something(written: str, missing: list[str]) -> None:
    """A step with Yes in Rollback? that no step of 6.3 names is a warning on its own line."""
    text = changed("| DevOps | 4 min | 6-7 |", f"| DevOps | 4 min | {written} |")
    warnings = [f for f in found(text) if f.level is Level.WARNING]

    assert [line_of(f"| {number} |", text) for number in missing] == [warning.line for warning in warnings]
    assert all("no step of 6.3 undoes it" in warning.text for warning in warnings)


def test_a_match_by_words_before_go_is_said() -> None:
    """Where Undoes names no step, the opposite of a step of 3.1 is taken to undo it, with a warning."""
    text = changed("| DevOps | 2 min | 3, always |", "| DevOps | 2 min | always |")

    (warning,) = said(text, Level.WARNING)
    assert "R6, Disable maintenance mode, is taken to undo step 3, Enable maintenance mode" in warning


def test_restoring_what_does_not_change_is_said() -> None:
    """With section 5 empty, restoring configuration is left out of every rollback."""
    text = changed(
        "| R4 | Restore configuration | DevOps | 4 min | always |",
        "| R4 | Restore configuration | DevOps | 4 min | |",
    )
    for row in ("CHECKOUT_API_VERSION", "SESSION_TTL_SECONDS", "express_checkout"):
        text = "\n".join(line for line in text.split("\n") if f"| {row} |" not in line)

    assert 1 == len([each for each in said(text, Level.WARNING) if "so that it never runs" in each])
