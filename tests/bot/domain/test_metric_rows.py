"""Which rows of 8.1 are watched, by what they are known, and how people tell them apart."""

from dataclasses import replace

from bot.domain.metric_rows import repeated, unwatched, watched
from bot.domain.plan import Metric
from tests.bot.domain import machines as m


def rows(*metrics: Metric) -> list[tuple[str, str]]:
    """The key of each watched row, and how it is shown."""
    return [(row.key, row.shown) for row in watched(m.watching(*metrics))]


def test_only_rows_with_a_query_are_watched() -> None:
    """By their names, as it always was."""
    expected = [("CPU", "CPU"), (m.ORDERS, m.ORDERS)]
    assert expected == rows(m.metric(query=""), m.metric("CPU"), m.orders())


def test_rows_of_one_name_have_keys_of_their_own() -> None:
    """The first has its name, by which it was known before; what only a query names tells each apart."""
    shops = (m.metric(query=f'e{{job="shop",unit="{unit}"}}') for unit in ("north", "south", "east"))
    expected = [
        ("Error Rate", "Error Rate (north)"),
        ("CPU", "CPU"),
        ("Error Rate\n2", "Error Rate (south)"),
        ("Error Rate\n3", "Error Rate (east)"),
    ]
    first, *others = shops
    assert expected == rows(first, m.metric("CPU"), *others)


def test_where_queries_name_nothing_of_their_own_the_row_is_said() -> None:
    """Also where one query watches two limits, or names differ in their case alone."""
    strict, mild = m.metric(), replace(m.metric(), critical=m.band(">", 20))
    lower = m.metric("error rate", query="others")
    expected = [
        ("Error Rate", "Error Rate (row 2 of 8.1)"),
        ("Error Rate\n2", "Error Rate (row 3 of 8.1)"),
        ("error rate", "error rate (row 4 of 8.1)"),
    ]
    assert expected == rows(m.metric(query=""), strict, mild, lower)


def test_the_same_row_twice_is_one() -> None:
    """Wherever it stands."""
    metrics = (m.metric(), m.orders(), replace(m.metric(), line=9), replace(m.metric(), query="others"))
    assert frozenset({3}) == repeated(m.watching(*metrics))
    shown = ["Error Rate (row 1 of 8.1)", m.ORDERS, "Error Rate (row 4 of 8.1)"]
    assert shown == [shown for _, shown in rows(*metrics)]


def test_rows_without_a_query_have_keys_of_their_own() -> None:
    """None is a watched row's; people know them by their numbers, too."""
    plan = m.watching(m.metric(), m.by_hand(m.ERRORS), m.by_hand("Disk"), m.by_hand("Disk"))
    assert [
        (2, "Error Rate\nrow 2", "Error Rate (row 2 of 8.1)"),
        (3, "Disk\nrow 3", "Disk"),
    ] == [(row.number, row.key, row.shown) for row in unwatched(plan)]
    assert [1] == [row.number for row in watched(plan)]
