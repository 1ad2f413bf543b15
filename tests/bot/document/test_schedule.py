import pytest

from bot.document.parse import parse
from bot.document.schedule import as_declared, from_t0, length, rollback_minutes, schedule, side_by_side
from tests.bot.document.documents import FILLED, LEDGER, SEED, changed, read


def starts(text: str) -> dict[str, int]:
    return {planned.step.number: planned.start for planned in schedule(parse(text).plan)}


def test_steps_follow_one_another() -> None:
    """3.1 starts at its offset, 3.2 at T-0, 3.3 as soon as 3.2 has ended, whatever its own offset."""
    expected = {"1": -60, "2": -45, "3": -35, "4": -33, "5": 0, "6": 10, "7": 25, "8": 30, "9": 32}
    after = {"10": 37, "11": 52, "12": 62, "13": 64, "14": 69}

    assert expected | after == starts(SEED)


def test_after_lets_steps_run_side_by_side() -> None:
    """A step waits for those that `After` names, `-` for nothing, an empty cell for all above."""
    found = starts(LEDGER)

    assert (-90, -90, -75, -50) == tuple(found[number] for number in "1234")
    assert found["11"] == found["12"] == 145
    assert found["13"] == found["14"] == 160


def test_an_empty_after_waits_for_all_above() -> None:
    """Behind two steps side by side, a step without `After` waits for the longer one."""
    text = changed(
        "| 13 | Run smoke tests | QA | 15 min | 11, 12 |", "| 13 | Run smoke tests | QA | 15 min | |", LEDGER
    )

    assert 160 == starts(text)["13"]


def test_without_an_offset_pre_deployment_ends_at_t0() -> None:
    """3.1 is planned backwards where its title does not say when it begins."""
    assert -32 == starts(changed("(T-60 min)", "", FILLED))["1"]


def test_phases_as_declared_begin_at_their_own_offsets() -> None:
    """The titles' offsets count, and a phase without one is left out."""
    plan = read("(T+37 min)", "(T+20 min)")

    assert [-60, 0, 20] == [steps[0].start for _, steps in as_declared(plan)]
    assert [-60, 0] == [steps[0].start for _, steps in as_declared(read(" (T+37 min)", ""))]


def test_a_rollback_takes_its_steps_without_follow_ups() -> None:
    """The seed's takes 44 minutes; side by side, the ledger's takes less than its sum."""
    ledger = parse(LEDGER).plan

    assert 44 == rollback_minutes(parse(SEED).plan)
    assert 63 == rollback_minutes(ledger)
    assert 63 < sum(step.minutes or 0 for step in ledger.rollback_steps)
    assert 0 == length(())


def test_neighbours_that_overlap_are_found() -> None:
    """Steps that only touch do not overlap."""
    planned = schedule(parse(LEDGER).plan)
    pairs = [(a.step.number, b.step.number) for a, b in side_by_side(planned)]

    assert ("11", "12") in pairs or ("12", "11") in pairs
    assert [] == list(side_by_side(schedule(parse(SEED).plan)))


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, "T-0"), (-60, "T-60 min"), (120, "T+120 min"), (121, "T+2 h 1 min"), (-1440, "T-24 h")],
)
def test_offsets_are_said_in_minutes_while_they_are_short(minutes: int, expected: str) -> None:
    """Up to two hours people count in minutes."""
    assert expected == from_t0(minutes)
