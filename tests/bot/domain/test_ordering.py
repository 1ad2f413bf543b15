from dataclasses import replace

from hypothesis import given, strategies as st

from bot.domain.ordering import awaited, chained, minutes_of, planned
from bot.domain.plan import Phase, Step
from tests.bot.domain import plans as p

DEPLOY = Phase.DEPLOYMENT


def table(*rows: tuple[str, int | None, str]) -> list[Step]:
    """Steps of 3.2 by number, minutes and what stands in `After`."""
    return [
        replace(p.step(number, f"Do {number}", "DevOps", minutes, DEPLOY), after=tuple(after.split(", ")))
        if after
        else p.step(number, f"Do {number}", "DevOps", minutes, DEPLOY)
        for number, minutes, after in rows
    ]


def test_serial_without_after() -> None:
    """An empty cell waits for all that stands above."""
    found = awaited(table(("5", 10, ""), ("6", 15, ""), ("7", 5, "")))
    assert {"5": frozenset(), "6": {"5"}, "7": {"5", "6"}} == found


def test_after_names_and_all_that_these_wait_for() -> None:
    """A step that names another waits for whatever that one waits for, too; for nothing else."""
    found = awaited(table(("5", 10, ""), ("6", 15, "-"), ("7", 5, "5"), ("8", 5, "7, 6")))
    assert {"5": set(), "6": set(), "7": {"5"}, "8": {"5", "6", "7"}} == found


def test_what_stands_in_another_table_is_over_anyway() -> None:
    """A number of an earlier phase, or of nothing, is not waited for."""
    assert {"5": set(), "6": set()} == awaited(table(("5", 10, "1"), ("6", 15, "99")))


def test_follow_ups_come_last() -> None:
    """A follow-up waits for every other step, whatever it names, and no other step for it."""
    found = awaited(table(("5", None, "-"), ("6", 15, "5"), ("7", 5, "")))
    assert {"6": set(), "7": {"6"}, "5": {"6", "7"}} == found


def test_planned_side_by_side() -> None:
    """The longer of two steps side by side counts for the next; a follow-up takes no time."""
    steps = table(("5", 10, "-"), ("6", 15, "-"), ("7", 5, ""), ("8", None, ""))
    found = [(each.step.number, each.start, each.end) for each in planned(steps, 30)]
    assert [("5", 30, 40), ("6", 30, 45), ("7", 45, 50), ("8", 50, 50)] == found
    assert 20 == minutes_of(steps)


def test_planned_after_a_step_of_another_table() -> None:
    """Where phases are planned by their own offsets, a step waits for what it names in an earlier one."""
    (found,) = planned(table(("5", 10, "4")), 0, {"4": 12})
    assert (12, 22) == (found.start, found.end)


def test_tables_follow_one_another() -> None:
    """Phases take their time one after the other; no steps take none."""
    assert 37 + 62 == minutes_of(
        step for step in p.web_shop().steps if step.phase is not Phase.PRE_DEPLOYMENT
    )
    assert 0 == minutes_of(())


@given(st.lists(st.tuples(st.integers(0, 60), st.lists(st.integers(1, 12), max_size=3)), max_size=12))
def test_no_step_begins_before_what_it_waits_for_has_ended(rows: list[tuple[int, list[int]]]) -> None:
    """However steps name each other, the plan's times keep the order, and no step waits for itself."""
    steps = table(
        *((str(n), minutes, ", ".join(map(str, after))) for n, (minutes, after) in enumerate(rows, start=1))
    )
    times = {each.step.number: each for each in planned(steps)}
    for number, waits in awaited(steps).items():
        assert number not in waits
        assert all(times[other].end <= times[number].start for other in waits)


def test_each_step_begins_when_all_that_it_waits_for_has_ended() -> None:
    """Also those that the step it names had waited for, where that one ended before them."""
    steps = table(("5", 10, ""), ("6", 15, "5"), ("7", 5, "6"), ("8", 5, "-"), ("9", 5, ""))
    ends = {"5": 30, "6": 12}

    def place(step: Step, earliest: int) -> tuple[str, int, int]:
        return step.number, earliest, ends.get(step.number, earliest + (step.minutes or 0))

    assert (
        ("5", 0, 30),
        ("6", 30, 12),
        ("7", 30, 35),
        ("8", 0, 5),
        ("9", 35, 40),
    ) == chained(steps, 0, place, lambda each: each[2])
