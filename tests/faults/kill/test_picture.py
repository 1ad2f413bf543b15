from collections import Counter
from dataclasses import replace

import pytest

from tests.faults.kill.picture import Picture, Shown, Verdict, compare

ROOT, FIRST, SECOND = (Shown(words, "", mark) for words, mark in (("root", "a"), ("one", "b"), ("two", "c")))
WHOLE = Picture(
    events=(("WEB-1", 1, "Opened", "{}"), ("WEB-1", 2, "Submitted", "{}")),
    rows={"timer": (("WEB-1", "go"),)},
    conversations={"C1": (ROOT, FIRST, SECOND)},
    told=Counter({("U0ANA", "No."): 1}),
    left=(),
)


def judged(found: Picture, *, acknowledged: bool = True) -> Verdict:
    """What is said of a run that ended so."""
    return compare(WHOLE, found, acknowledged=acknowledged)


def test_a_run_that_ended_the_same_holds() -> None:
    """Nothing is counted, and nothing is said; marks are each run's own."""
    other_marks = tuple(replace(shown, mark=f"other {shown.mark}") for shown in (ROOT, FIRST, SECOND))
    assert Verdict() == judged(replace(WHOLE, conversations={"C1": other_marks}))
    assert Verdict().holds


@pytest.mark.parametrize("acknowledged", [True, False])
def test_a_lost_event_is_missing_where_it_was_acknowledged(*, acknowledged: bool) -> None:
    """It is told in any case, and counted where Slack had its answer."""
    verdict = judged(replace(WHOLE, events=WHOLE.events[:1]), acknowledged=acknowledged)
    assert (int(acknowledged), False) == (verdict.missing, verdict.holds)


def test_an_event_too_many_does_not_hold() -> None:
    """What happened twice is told."""
    assert not judged(replace(WHOLE, events=(*WHOLE.events, ("WEB-1", 3, "Submitted", "{}")))).holds


def test_a_post_that_stands_there_twice_is_repeated() -> None:
    """The mark tells a repeated post from another one of the same words."""
    assert 1 == judged(replace(WHOLE, conversations={"C1": (ROOT, FIRST, SECOND, SECOND)})).repeated
    verdict = judged(replace(WHOLE, conversations={"C1": (ROOT, FIRST, SECOND, replace(SECOND, mark="d"))}))
    assert (0, False) == (verdict.repeated, verdict.holds)


def test_the_same_messages_in_another_order_are_out_of_order() -> None:
    """What stands in another place of the conversation is counted."""
    verdict = judged(replace(WHOLE, conversations={"C1": (ROOT, SECOND, FIRST)}))
    assert (1, 0, False) == (verdict.disorderly, verdict.repeated, verdict.holds)


@pytest.mark.parametrize(
    "found",
    [
        replace(WHOLE, conversations={"C1": (ROOT, FIRST)}),
        replace(WHOLE, conversations={"C1": (ROOT, FIRST, replace(SECOND, words="other"))}),
        replace(WHOLE, conversations={"C1": (ROOT, FIRST, replace(SECOND, thread="C1/0"))}),
        replace(WHOLE, conversations={"C1": (ROOT, FIRST, SECOND), "D1": (ROOT,)}),
        replace(WHOLE, rows={"timer": ()}),
        replace(WHOLE, told=Counter[tuple[str, str]]()),
        replace(WHOLE, left=("lane WEB-1|C1",)),
    ],
    ids=["missing", "other words", "other thread", "other place", "rows", "untold", "left over"],
)
def test_whatever_else_differs_does_not_hold(found: Picture) -> None:
    """Messages, rows, answers and what is left over are all looked at."""
    assert not judged(found).holds


def test_an_answer_that_was_said_once_more_holds() -> None:
    """It is counted, and allowed: Slack shows it to nobody but the one it is for."""
    verdict = judged(replace(WHOLE, told=Counter({("U0ANA", "No."): 2})))
    assert (1, True) == (verdict.answers_repeated, verdict.holds)


@pytest.mark.parametrize("acknowledged", [True, False])
def test_who_got_no_answer_hears_that_it_is_done_already(*, acknowledged: bool) -> None:
    """Whoever does it once more is told something else, and that is enough; nobody is told nothing."""
    instead = replace(WHOLE, told=Counter({("U0ANA", "Already."): 1}))
    assert acknowledged is not judged(instead, acknowledged=acknowledged).holds
    others = replace(WHOLE, told=Counter({("U0LEE", "Already."): 1}))
    assert not judged(others, acknowledged=acknowledged).holds


def test_a_level_that_was_paged_otherwise_does_not_hold() -> None:
    """PagerDuty's incidents are looked at, too."""
    assert not judged(replace(WHOLE, paged=("L1 triggered: PDEFAULT",))).holds
