from dataclasses import replace

import pytest

from bot.domain.learnt import Learnt, kept, known, learnt
from bot.domain.plan import Plan
from bot.domain.state import Deployment, Lifecycle, StepStatus
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state
from tests.bot.looked_back import took

PLAN = p.web_shop()
DONE = at_state(Lifecycle.COMPLETED).state
SIX = next(step for step in PLAN.steps if step.number == "6")


def planned(minutes: int | None, plan: Plan = PLAN) -> Plan:
    """The plan with so many minutes for step 6, and all others as they took."""
    phases = tuple(
        replace(
            phase,
            steps=tuple(
                replace(step, minutes=minutes if step.number == "6" else None) for step in phase.steps
            ),
        )
        for phase in plan.phases
    )
    return replace(plan, phases=phases)


def past(*minutes: float, plan: Plan = PLAN) -> list[tuple[Plan, Deployment]]:
    """Runs in which step 6 took so long."""
    return [(plan, took(DONE, "6", each)) for each in minutes]


def told(plan: Plan, runs: list[tuple[Plan, Deployment]]) -> list[tuple[int, int]]:
    """Minutes and runs of what is worth a word; it is step 6, if any."""
    found = learnt(plan, runs)
    assert {"6"} >= {each.step.number for each in found}
    return [(each.minutes, each.runs) for each in found]


def test_the_median_of_three_runs_is_told() -> None:
    """Two are chance; the one night that went wrong does not move it."""
    assert [] == told(planned(15), past(22, 22))
    (six,) = [step for step in planned(15).steps if step.number == "6"]
    assert (Learnt(step=six, minutes=22, runs=3),) == learnt(planned(15), past(300, 22, 21))
    assert [(25, 4)] == told(planned(15), past(20, 21, 29, 30))


WORTH = [(20, 25.1), (20, 14.9), (2, 4)]
NOT_WORTH = [(20, 25), (20, 15), (2, 3.9), (8, 10)]


@pytest.mark.parametrize(
    ("minutes", "taken", "is_told"),
    [*((*each, True) for each in WORTH), *((*each, False) for each in NOT_WORTH)],
)
def test_a_quarter_and_two_minutes_are_worth_a_word(minutes: int, taken: float, *, is_told: bool) -> None:
    """Both must be so, whether it took more or less."""
    assert is_told is bool(told(planned(minutes), past(taken, taken, taken)))


def called(action: str, plan: Plan, only: str = "") -> Plan:
    """The plan with another action for each step, or for one."""
    phases = tuple(
        replace(
            phase,
            steps=tuple(
                replace(step, action=action.format(step.action)) if only in {"", step.number} else step
                for step in phase.steps
            ),
        )
        for phase in plan.phases
    )
    return replace(plan, phases=phases)


def test_a_step_is_known_by_its_action() -> None:
    """Whatever its number and however its words are spaced; another action is another step."""
    assert [(22, 3)] == told(planned(15), past(22, 22, 22, plan=called("  {} ", PLAN)))
    assert [] == told(called("{} twice", planned(15)), past(22, 22, 22))


def test_the_version_makes_no_other_step() -> None:
    """Each plan has its own in the words of its steps."""
    before = called("Deploy v4.11.0 to green", PLAN, "6")
    before = replace(before, release=replace(before.release, version="4.11.0"))
    now = called("Deploy v4.12.0 to green", planned(15), "6")
    assert [(22, 3)] == told(now, past(22, 22, 22, plan=before))
    nameless = replace(now, release=replace(now.release, version=""))
    assert [] == told(nameless, past(22, 22, 22, plan=before))


def test_steps_of_one_action_are_told_apart_by_their_order() -> None:
    """The second "Restart" is compared with the second one."""
    twice = called("Restart", PLAN)
    assert [(22, 3)] == told(planned(15, twice), past(22, 22, 22, plan=twice))


def test_what_nobody_timed_tells_nothing() -> None:
    """Skipped, or done without having been started, or not there at all."""
    six = DONE.steps["6"]
    skipped = replace(six, status=StepStatus.SKIPPED, started_at=six.called_at)
    unstarted = replace(six, started_at=None)
    at_once = replace(six, started_at=six.ended_at)
    for progress in (skipped, unstarted, at_once):
        runs = [(PLAN, replace(DONE, steps={**DONE.steps, "6": progress}))] * 3
        assert [] == told(planned(15), runs)
    without = {number: each for number, each in DONE.steps.items() if number != "6"}
    assert [] == told(planned(15), [(PLAN, replace(DONE, steps=without))] * 3)


def test_a_step_without_minutes_cannot_take_otherwise() -> None:
    """The plan guesses nothing there."""
    assert [] == told(planned(None), past(22, 22, 22))


def test_what_a_run_keeps_is_known_of_its_steps() -> None:
    """Its number and its action tell a step; of others nothing is known."""
    plan = planned(15)
    state = replace(DONE, learnt=kept(learnt(plan, past(22, 22, 22))))
    (six,) = [step for step in plan.steps if step.number == "6"]
    assert Learnt(step=six, minutes=22, runs=3) == known(state, six)
    assert None is known(state, plan.steps[0])
    assert None is known(DONE, six)


@pytest.mark.parametrize("changed", [{"action": "Deploy to green"}, {"minutes": 22}, {"minutes": None}])
def test_an_amended_step_is_another_one(changed: dict[str, str | int | None]) -> None:
    """One that does something else, or whose guess is a good one by now, has nothing said of it."""
    plan = planned(15)
    state = replace(DONE, learnt=kept(learnt(plan, past(22, 22, 22))))
    (six,) = [step for step in plan.steps if step.number == "6"]
    assert None is known(state, replace(six, **changed))  # type: ignore[arg-type] # each value is its field's
