from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from bot.document.fill import fill
from bot.document.parse import parse
from bot.domain.plan import Phase, Plan
from bot.domain.state import Deployment, StepProgress, StepStatus
from bot.domain.state_parts import AddedStep
from bot.domain.walk_back import WalkBack, has_something, minutes_back, walk_back
from tests.bot.document.documents import FILLED, LEDGER, SEED, START, read
from tests.bot.domain import plans as p, sections
from tests.bot.domain.stories import Stage
from tests.golden import matches_golden

GOLDEN = Path(__file__).parent / "golden"
DOCUMENTS = {
    "web-shop": FILLED,
    "ledger-migration": fill(LEDGER, version="7.0.0", start=START),
    "seed": SEED,
}
NUMBERS = [str(number) for number in range(5, 15)]


def standing(plan: Plan, **statuses: StepStatus | None) -> Deployment:
    """A deployment whose 3.1 is done, and of which these steps (`_5` is 5) stand so; `None`: never called."""
    before = {step.number: StepStatus.DONE for step in plan.steps if step.phase is Phase.PRE_DEPLOYMENT}
    found = before | {name.removeprefix("_"): status for name, status in statuses.items()}
    return replace(
        Stage().to_deploying().state,
        steps={number: progress(status) for number, status in found.items() if status},
    )


def progress(status: StepStatus, *, begun: bool = True) -> StepProgress:
    """An attempt that stands so; what is done, failed or runs was begun."""
    started = p.T0 if begun and status is not StepStatus.CALLED else None
    return StepProgress(status=status, attempt=1, called_at=p.T0, started_at=started)


def executed(plan: Plan, *numbers: str) -> Deployment:
    """The same with these steps done, and no other."""
    return standing(plan, **{f"_{number}": StepStatus.DONE for number in numbers})


def walked(state: Deployment, plan: Plan) -> list[str]:
    """The numbers of the steps that a rollback walks."""
    return [step.number for step in walk_back(state, plan).steps]


def reasons(state: Deployment, plan: Plan) -> dict[str, str]:
    """Why the others are left out."""
    return {each.step.number: each.why for each in walk_back(state, plan).left_out}


def prefixes(plan: Plan) -> Iterator[tuple[str, Deployment]]:
    """Each point of the run: a step runs and all before it are done; then all are done."""
    after = [step for step in plan.steps if step.phase is not Phase.PRE_DEPLOYMENT]
    for count, step in enumerate(after):
        before = {f"_{each.number}": StepStatus.DONE for each in after[:count]}
        named = f"step {step.number}, {step.action}, runs"
        yield named, standing(plan, **before, **{f"_{step.number}": StepStatus.RUNNING})
    yield "all steps are done", executed(plan, *(each.number for each in after))


def table(way: WalkBack) -> list[str]:
    """What a careful person would write down."""
    steps = [
        f"  {step.number:4}{step.action}, {step.owner}, "
        f"{'follow-up' if step.is_follow_up else f'{step.minutes} min'}"
        for step in way.steps
    ]
    left = [f"  {each.step.number:4}left out: {each.why}" for each in way.left_out]
    reverses = [
        f"  {number} reverses {len(migrations)}: {', '.join(each.script for each in migrations)}"
        for number, migrations in way.reverses.items()
    ]
    doubt = [f"  in doubt: {', '.join(each.script for each in way.in_doubt)}"] if way.in_doubt else []
    settings = [f"{each.name} = {each.old_value or '(empty)'}" for each in way.variables]
    settings += [f"{each.name}: {each.change}, back" for each in way.flags]
    restores = [f"  {'+'.join(way.restoring)} restores {'; '.join(settings)}"] if settings else []
    others = [f"  nothing undoes {step.number} {step.action}" for step in way.not_undone]
    return [*steps, *left, *reverses, *doubt, *restores, *others]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_for_every_prefix_of_executed_steps(name: str) -> None:
    """At each point of each document the way back is what a careful person would write down."""
    plan = parse(DOCUMENTS[name]).plan
    lines = []
    for where, state in prefixes(plan):
        way = walk_back(state, plan)
        lines += [f"{where}: {way.minutes} min", *table(way), ""]
    matches_golden(GOLDEN / f"way_back_{name}.txt", "\n".join(lines))


def test_before_the_first_step_of_deploying_there_is_nothing() -> None:
    """What is only called was not begun, and what 3.1 did Cancel undoes."""
    plan = parse(FILLED).plan
    called = standing(plan, _5=StepStatus.CALLED)
    way = walk_back(called, plan)
    assert not has_something(called, plan)
    assert ((), (), (), 0) == (way.steps, way.left_out, way.migrations, way.minutes)
    assert has_something(standing(plan, _5=StepStatus.RUNNING), plan)


def test_a_step_that_failed_was_begun() -> None:
    """Failed, called again, or skipped after a start: it may have done something."""
    plan = parse(FILLED).plan
    state = executed(plan, "6")
    again = replace(progress(StepStatus.CALLED), attempt=2)
    for tried in (progress(StepStatus.FAILED), again, progress(StepStatus.SKIPPED)):
        way = walk_back(replace(state, steps={**state.steps, "5": tried}), plan)
        assert "R3" in [step.number for step in way.steps]
        assert plan.migrations[::-1] == way.in_doubt


def test_a_step_that_was_skipped_left_nothing() -> None:
    """Skipped without a start it is as if it had never been called."""
    plan = parse(FILLED).plan
    state = executed(plan, "6", "7")
    skipped = replace(state, steps={**state.steps, "5": progress(StepStatus.SKIPPED, begun=False)})
    assert ["R2", "R4", "R5", "R6", "R7"] == walked(skipped, plan)
    assert "step 5, Run database migrations, never ran" == reasons(skipped, plan)["R3"]
    assert () == walk_back(skipped, plan).migrations


def test_without_a_match_a_step_runs() -> None:
    """What sounds like undoing, but matches nothing by words, is walked: nobody knows better."""
    plan = read("Rollback application", "Undo what sales did", SEED)
    assert "R2" in walked(executed(plan, "5"), plan)


def test_what_says_no_leaves_nothing_to_undo() -> None:
    """A range may span such a step; one that names nothing else is walked, as nothing is known of it."""
    plan = read("| 4 min | 6-7 |", "| 4 min | 6-8 |")
    assert "steps 6 and 7 never ran" == reasons(executed(plan, "8"), plan)["R2"]
    plan = read("| 4 min | 6-7 |", "| 4 min | 8 |")
    assert "R2" in walked(executed(plan, "5"), plan)


def test_always_and_no_number_is_guessed_for_what_it_reverses() -> None:
    """It is walked in any case; what it reverses its words say."""
    plan = read("| 10 min | 5 |", "| 10 min | always |")
    assert ("R3",) == tuple(walk_back(executed(plan, "5"), plan).reverses)
    assert {} == walk_back(executed(plan, "6"), plan).reverses
    assert "R3" in walked(executed(plan, "6"), plan)


@pytest.mark.parametrize(
    ("written", "expected"), [("always", True), ("", False)], ids=["as Undoes says", "by its words"]
)
def test_configuration_is_restored_where_section_5_has_rows(*, written: str, expected: bool) -> None:
    """Without rows nothing is to be restored, unless the plan says always; then it names nothing."""
    plan = read("| 4 min | always |", f"| 4 min | {written} |")
    with_rows = walk_back(executed(plan, "5"), plan)
    assert (("R4",), 2, 1) == (with_rows.restoring, len(with_rows.variables), len(with_rows.flags))
    bare = replace(plan, variables=(), flags=())
    state = executed(bare, "5")
    assert expected is ("R4" in walked(state, bare))
    assert ({} if expected else {"R4": "section 5 changes nothing"}) == {
        number: why for number, why in reasons(state, bare).items() if number == "R4"
    }
    assert () == walk_back(state, bare).restoring


def test_maintenance_mode_as_it_was_left() -> None:
    """On: it stays on, and goes off last; off, or nobody can tell: on first, and then off."""
    plan = parse(FILLED).plan
    on = executed(plan, "5")
    assert {"R1": "maintenance mode is on already", "R2": "steps 6 and 7 never ran"} == reasons(on, plan)
    off = executed(plan, *NUMBERS)
    unknown = replace(on, steps={**on.steps, "3": progress(StepStatus.SKIPPED, begun=False)})
    for state in (off, unknown):
        assert {"R1", "R6"} <= set(walked(state, plan))


def test_maintenance_mode_that_never_was_on_is_not_ended() -> None:
    """Where no step of the way back turns it on, nothing is to be turned off."""
    plan = parse(FILLED).plan
    assert plan.rollback
    bare = replace(plan, rollback=replace(plan.rollback, steps=plan.rollback.steps[1:]))
    assert "maintenance mode is off" == reasons(executed(bare, *NUMBERS), bare)["R6"]
    assert "R6" in walked(executed(bare, "5"), bare)


def test_what_the_way_back_itself_does_is_taken_back() -> None:
    """R1 sets the ledger to read-only, so R7 sets it to read-write, though step 5 never ran."""
    plan = parse(DOCUMENTS["ledger-migration"]).plan
    assert {"R1", "R7"} <= set(walked(executed(plan, "6"), plan))


def test_a_step_that_waits_for_one_that_is_left_out_waits_on() -> None:
    """R4 comes after R2, and R2 after R1: without R2 it still comes after R1."""
    plan = parse(DOCUMENTS["ledger-migration"]).plan
    r1, r4 = (step for step in plan.rollback_steps if step.number in {"R1", "R4"})
    assert 8 == minutes_back((r1, r4), plan)
    assert 0 == minutes_back((), replace(plan, rollback=None))


def test_irreversible_migrations_are_named() -> None:
    """Those that say No; where the column says nothing it is not known."""
    plan = parse(FILLED).plan
    first, second, third = plan.migrations
    plan = replace(
        plan, migrations=(first, replace(second, reversible=False), replace(third, reversible=None))
    )
    assert ("V041_2_orders_add_checkout_kind.sql",) == tuple(
        each.script for each in walk_back(executed(plan, "5"), plan).irreversible
    )


def test_what_nothing_undoes_is_named() -> None:
    """A step that says Yes, or was added in the run, and that no step of 6.3 undoes."""
    plan = parse(SEED).plan
    assert ["7"] == [step.number for step in walk_back(executed(plan, *NUMBERS), plan).not_undone]
    adhoc = replace(plan.steps[4], number="5a", undone_by_rollback=None, action="Warm the replica up")
    before, deploying, after = plan.phases
    walks = replace(plan, phases=(before, replace(deploying, steps=(*deploying.steps, adhoc)), after))
    state = replace(executed(walks, "5", "5a"), added=(AddedStep(step=adhoc, people=()),))
    assert ["5a"] == [step.number for step in walk_back(state, walks).not_undone]


def test_a_plan_without_a_way_back_walks_nothing() -> None:
    """Also then it is said what nothing undoes."""
    plan = replace(parse(FILLED).plan, rollback=None)
    way = walk_back(executed(plan, "5", "6"), plan)
    assert ((), (), 0) == (way.steps, way.left_out, way.minutes)
    assert ["5", "6"] == [step.number for step in way.not_undone]


@given(st.dictionaries(st.sampled_from(NUMBERS), st.sampled_from(StepStatus)))
def test_every_step_of_the_way_back_is_walked_or_left_out_with_a_reason(
    statuses: dict[str, StepStatus],
) -> None:
    """In the table's order, follow-ups last, whatever was executed; and never longer than all of it."""
    plan = parse(DOCUMENTS["seed"]).plan
    state = standing(plan, **{f"_{number}": status for number, status in statuses.items()})
    way = walk_back(state, plan)
    everything = {step.number for step in plan.rollback_steps} if has_something(state, plan) else set()
    left = {each.step.number for each in way.left_out}
    assert everything == {step.number for step in way.steps} | left
    assert len(everything) == len(way.steps) + len(way.left_out)
    assert [step for step in plan.rollback_steps if step in way.steps] == list(way.steps)
    assert all(each.why for each in way.left_out)
    assert way.minutes <= 44


@pytest.mark.parametrize("name", DOCUMENTS)
def test_more_executed_steps_never_need_fewer_steps_back(name: str) -> None:
    """But for maintenance mode, what a step calls for is called for whatever else was executed."""
    plan = parse(DOCUMENTS[name]).plan
    numbers = [step.number for step in plan.steps if step.phase is Phase.DEPLOYMENT]
    for some in combinations(numbers, 2):
        both = set(walked(executed(plan, *some), plan))
        assert all(set(walked(executed(plan, one), plan)) <= both for one in some)


def test_what_was_not_changed_is_not_restored() -> None:
    """What nobody confirmed is, and is named; a plan without a step that restores names nothing."""
    stage = sections.deployed()
    said = sections.configuration(sections.ok(1), sections.failed(3, "the console is down"))
    stage.do(said, p.DEV)
    way = walk_back(stage.state, stage.plan)
    assert (["API_VERSION", "TTL"], ()) == ([each.name for each in way.variables], way.flags)
    assert (("TTL",), ("express",)) == (way.unconfirmed, way.unchanged)
    without = replace(stage.plan, rollback=None)
    way = walk_back(stage.state, without)
    assert ((), (), ()) == (way.variables, way.unconfirmed, way.unchanged)
