from datetime import datetime, timedelta

import pytest

from bot.domain.watch import Sample
from commands.charts.model import MOST, Panel, drawn, gaps, middle, runs
from tests.commands.charts.cases import END, ERRORS, LOAD, ORDERS, START, every_15s, metric


def panel(*minutes: float) -> Panel:
    """Values at these minutes."""
    samples = [Sample(at=START + timedelta(minutes=minute), value=1) for minute in minutes]
    return Panel(name="x", metric=ERRORS, samples=samples)


def at(*minutes: float) -> list[datetime]:
    return [START + timedelta(minutes=minute) for minute in minutes]


@pytest.mark.parametrize(
    ("minutes", "empty"),
    [
        ((), [(0, 30)]),
        ((15,), [(0, 15), (15, 30)]),
        ((0.5,), [(0.5, 30)]),
        ((0, 10, 20, 30), []),
        ((0, 1, 2, 4.5), [(4.5, 30)]),
        ((0, 1, 2, 4.6), [(2, 4.6), (4.6, 30)]),
    ],
)
def test_where_there_is_no_data_is_a_gap(
    minutes: tuple[float, ...], empty: list[tuple[float, float]]
) -> None:
    """Longer than two and a half of the usual distance, also before the first value and after the last."""
    assert [(*at(first, last),) for first, last in empty] == [*gaps(panel(*minutes), START, END)]


def test_values_are_drawn_together_up_to_a_gap() -> None:
    """And from there on."""
    found = runs(panel(0, 1, 2, 10, 11), START, END)
    assert [at(0, 1, 2), at(10, 11)] == [[each.at for each in run] for run in found]
    assert [] == runs(panel(), START, END)
    assert 1 == len(runs(Panel(name="x", metric=ERRORS, samples=every_15s(lambda _: 1.0)), START, END))


def test_the_unit_is_that_of_its_bands() -> None:
    """None where it has none."""
    assert ["%", "%", "", ""] == [
        Panel(name="x", metric=each).unit for each in (ERRORS, LOAD, ORDERS, metric(None))
    ]


def test_the_middle_of_values_is_the_median() -> None:
    """One value out of line says nothing."""
    assert [2, 3, 7] == [middle(each) for each in ((1, 2, 900), (4, 1, 3, 2), (7,))]


def test_values_beyond_all_measure_are_drawn_at_the_rim() -> None:
    """Differences of what is drawn stay numbers."""
    assert [-MOST, -5.0, MOST] == [drawn(value) for value in (-1.7e308, -5.0, 1.7e308)]
