import pytest

from bot.document.parse import parse
from bot.domain.plan import Phase
from bot.domain.undoing import Guess, are_opposite, guess, is_configuring, is_from_backup, undone_numbers
from tests.bot.document.documents import FILLED, LEDGER, SEED, changed, read
from tests.bot.domain import plans as p


def guessed(number: str, text: str = SEED) -> list[str] | str | None:
    plan = parse(text).plan
    step = plan.step(number)
    assert step is not None
    found = guess(step, plan)
    if found is None:
        return None
    return "configuration" if found.configuration else [other.number for other in found.steps]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("R1", None),
        ("R2", ["6"]),
        ("R3", ["5"]),
        ("R4", "configuration"),
        ("R5", None),
        ("R6", None),
        ("R7", None),
    ],
)
def test_the_seeds_rollback_is_matched_by_words(number: str, expected: list[str] | str | None) -> None:
    """Application, database and configuration are found; what undoes nothing is left alone."""
    assert expected == guessed(number)


def test_configuration_counts_only_where_there_is_some() -> None:
    """With section 5 empty, restoring configuration matches nothing."""
    text = SEED
    for row in ("API_VERSION", "CACHE_TTL", "new_checkout"):
        text = "\n".join(line for line in text.split("\n") if f"| {row} |" not in line)

    assert [] == guessed("R4", text)


def test_a_step_that_is_not_to_be_undone_is_no_match() -> None:
    """Clearing caches says No to Rollback?, so nothing undoes it."""
    assert [] == guessed("R2", changed("Rollback application", "Restore caches", SEED))


def test_several_steps_may_match_alike() -> None:
    """Where two steps share as many words, both are meant."""
    assert ["5", "6"] == guessed("R2", changed("Rollback application", "Undo application and database", SEED))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("5", ("5",)),
        ("6-7", ("6", "7")),
        ("5, 7–9", ("5", "7", "8", "9")),
        ("always", ()),
        ("Always", ()),
        ("7-6", ("7-6",)),
        ("99", ("99",)),
        ("6-99", ("6-99",)),
        ("", ()),
    ],
)
def test_undoes_names_steps_and_ranges(written: str, expected: tuple[str, ...]) -> None:
    """Ranges are spelled out, and what is no step is handed on for the check to name."""
    plan = read("| 4 min | 6-7 |", f"| 4 min | {written} |", FILLED)
    step = plan.step("R2")

    assert step is not None
    assert expected == undone_numbers(step, plan)


def test_a_plan_that_says_all_undoes_all() -> None:
    """In the ledger's plan each step that a rollback has to undo is named by one."""
    plan = parse(LEDGER).plan
    undone = {number for step in plan.rollback_steps for number in undone_numbers(step, plan)}

    assert {step.number for step in plan.steps if step.undone_by_rollback} == undone


def test_a_guess_may_be_empty() -> None:
    """What sounds like undoing but matches nothing is told from what does not sound like it."""
    assert Guess() != Guess(configuration=True)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Enable maintenance mode", "Disable maintenance mode", True),
        ("Switch ledger to read-only", "Switch ledger to read-write and drain payments", True),
        ("Set the shop read only", "Set the shop read write", True),
        ("Switch ledger to read-only", "Switch billing to read-write", True),
        ("Read only the log", "Write the report", False),
        ("Enable maintenance mode", "Disable the cache", False),
    ],
)
def test_steps_that_take_each_other_back(one: str, other: str, *, expected: bool) -> None:
    """They are about one thing, the other way round; in either order."""
    steps = [p.step("1", action, "DevOps", 2, Phase.ROLLBACK) for action in (one, other)]
    assert expected is are_opposite(*steps)
    assert expected is are_opposite(*reversed(steps))


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("Restore configuration", True),
        ("Roll back feature flags", True),
        ("Check the configuration", False),
        ("Rollback database", False),
    ],
)
def test_a_step_that_restores_configuration(action: str, *, expected: bool) -> None:
    """It speaks of undoing, and of settings."""
    assert expected is is_configuring(p.step("R4", action, "DevOps", 5, Phase.ROLLBACK))


@pytest.mark.parametrize(
    ("action", "restores"),
    [
        ("Restore from backup", True),
        ("Restoring last night's snapshot", True),
        ("Restore configuration", False),
        ("Verify backup", False),
    ],
)
def test_restoring_by_words(action: str, *, restores: bool) -> None:
    """A step restores from the backup where it says both."""
    assert restores is is_from_backup(p.step("R8", action, "DBA", 10, Phase.ROLLBACK))
