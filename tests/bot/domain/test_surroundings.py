from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from bot.domain.surroundings import Target, hits, overlap
from tests.bot.domain import around as a, plans as p

MINUTE = timedelta(minutes=1)
SPANS = st.tuples(st.integers(0, 20), st.integers(1, 20))


@given(SPANS, SPANS)
def test_spans_overlap_where_they_share_a_minute(first: tuple[int, int], second: tuple[int, int]) -> None:
    """Two windows overlap exactly where one minute lies in both, whichever is named first."""
    spans = [(p.T0 + start * MINUTE, p.T0 + (start + length) * MINUTE) for start, length in (first, second)]
    minutes = [set(range(start, start + length)) for start, length in (first, second)]
    expected = bool(minutes[0] & minutes[1])
    assert expected is overlap(spans[0], spans[1])
    assert expected is overlap(spans[1], spans[0])


def test_a_window_begins_as_another_ends() -> None:
    """Half open: the minute that ends one window belongs to the next alone."""
    assert not overlap((p.T0, p.END), (p.END, p.END + MINUTE))
    assert overlap((p.T0, p.END), (p.END - MINUTE, p.END + MINUTE))


@pytest.mark.parametrize("span", [(None, p.END), (p.T0, None), (None, None)])
def test_what_is_not_known_overlaps_nothing(span: tuple[None, None]) -> None:
    """A plan without a window stands in nobody's way."""
    assert not overlap(span, (p.T0, p.END))


NAMES = st.text(st.sampled_from("aB /%|é"), min_size=1, max_size=6).filter(lambda name: bool(name.strip()))


@given(NAMES, NAMES, NAMES, NAMES)
def test_targets_are_told_apart_by_both_names(one: str, two: str, three: str, four: str) -> None:
    """Two keys are equal exactly where service and environment are, case and spacing apart."""

    def spelled(name: str) -> str:
        return " ".join(name.split()).casefold()

    first, second = Target(service=one, environment=two), Target(service=three, environment=four)
    expected = (spelled(one), spelled(two)) == (spelled(three), spelled(four))
    assert expected is (first.key == second.key)


def test_a_freeze_covers_a_service_or_all_of_an_environment() -> None:
    """The environment must be the same; without a service it covers every one, else that one in any case."""
    assert a.freeze().covers(a.WEB)
    assert a.freeze(service="WEB  shop").covers(a.WEB)
    assert not a.freeze(service="Billing").covers(a.WEB)
    assert not a.freeze().covers(Target(service="Web shop", environment="staging"))


def test_a_freeze_hits_a_window_on_both_sides_of_the_limit() -> None:
    """A freeze that ends as the window begins, or begins as it ends, does not touch it."""
    before, after = a.freeze(1, end=p.T0), a.freeze(2, start=p.END)
    early, late = a.freeze(3, end=p.T0 + MINUTE), a.freeze(4, start=p.END - MINUTE)
    assert (early, late) == hits((before, early, late, after), a.WEB, (p.T0, p.END))
    assert () == hits((early,), a.WEB, (None, None))
