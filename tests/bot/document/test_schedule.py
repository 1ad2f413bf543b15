from dataclasses import replace
from datetime import timedelta

import pytest

from bot.document.fill import fill
from bot.document.parse import parse
from bot.document.schedule import as_declared, from_t0, rollback_minutes, schedule, side_by_side
from bot.domain.forecast import forecast
from tests.bot.document.documents import FILLED, LEDGER, SEED, START, changed, read
from tests.bot.domain.stories import Stage


def starts(text: str) -> dict[str, int]:
    return {planned.step.number: planned.start for planned in schedule(parse(text).plan)}


def test_steps_follow_one_another() -> None:
    """3.1 starts at its offset, 3.2 at T-0, 3.3 as soon as 3.2 has ended, whatever its own offset."""
    expected = {"1": -60, "2": -45, "3": -35, "4": -33, "5": 0, "6": 10, "7": 25, "8": 30, "9": 32}
    after = {"10": 37, "11": 52, "12": 62, "13": 64, "14": 69}

    assert expected | after == starts(SEED)


def test_steps_run_side_by_side() -> None:
    """A step waits for those that `After` names, and `-` for nothing."""
    found = starts(LEDGER)

    assert (-90, -90, -75, -50) == tuple(found[number] for number in "1234")
    assert found["11"] == found["12"] == 145


def test_an_empty_after_waits_for_all_above() -> None:
    """Behind two steps side by side, a step without `After` waits for the longer one."""
    step = "| 12 | Refresh planner statistics | DBA | 10 min | No | 10 | | ⬜ |\n"
    text = changed(step, f"{step}| 12a | Look at the plans | DBA | 5 min | No | | | ⬜ |\n", LEDGER)

    assert 160 == starts(text)["12a"]


def test_a_phase_begins_when_the_one_before_has_ended() -> None:
    """`After` lets steps run side by side within their table; 3.3 waits for all of 3.2."""
    found = starts(LEDGER)

    assert (160, 160) == (found["13"], found["14"])


def test_pre_deployment_that_is_too_long_moves_all_that_follows() -> None:
    """3.2 begins when 3.1 has ended, as the forecast says, too."""
    found = starts(changed("| DBA | 15 min |", "| DBA | 90 min |"))

    assert (32 - 15 + 90 - 60, 10 + 32 - 15 + 90 - 60) == (found["5"], found["6"])


@pytest.mark.parametrize("text", [FILLED, fill(LEDGER, version="7.0.0", start=START.replace(hour=22))])
def test_plan_and_forecast_agree(text: str) -> None:
    """What `tminus plan show` prints is what the status message forecasts of a fresh draft."""
    plan = parse(text).plan
    draft = Stage(plan).open().state
    window = plan.window
    assert window is not None
    forecasts = forecast(replace(draft, window_start=window.start, window_end=window.end), plan)

    planned = {each.step.number: window.start + timedelta(minutes=each.start) for each in schedule(plan)}
    assert {each.step.number: each.start for each in forecasts.steps} == planned
    assert timedelta(minutes=rollback_minutes(plan)) == forecasts.rollback


def test_without_an_offset_pre_deployment_ends_at_t0() -> None:
    """3.1 is planned backwards where its title does not say when it begins."""
    assert -32 == starts(changed("(T-60 min)", "", FILLED))["1"]


def test_phases_as_declared_begin_at_their_own_offsets() -> None:
    """The titles' offsets count, and a phase without one is left out."""
    plan = read("(T+37 min)", "(T+20 min)")

    assert [-60, 0, 20] == [steps[0].start for _, steps in as_declared(plan)]
    assert [-60, 0] == [steps[0].start for _, steps in as_declared(read(" (T+37 min)", ""))]


def test_a_rollback_takes_its_steps_without_follow_ups() -> None:
    """The seed's takes 44 minutes, the ledger's 63 side by side, their post-mortems apart."""
    assert 44 == rollback_minutes(parse(SEED).plan)
    assert 63 == rollback_minutes(parse(LEDGER).plan)


def test_neighbours_that_overlap_are_found() -> None:
    """Steps that only touch do not overlap."""
    planned = [each for _, steps in as_declared(parse(LEDGER).plan) for each in steps]
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
