from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.effects import MessageKind, PostMessage
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from tests.bot.domain import around, plans as p
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)
SLOW = i.Extend(minutes=30, reason="the copy is slow")


@pytest.fixture
def stage() -> Stage:
    """A deployment that runs."""
    return at_state(Lifecycle.DEPLOYING)


def test_the_window_ends_later_and_the_log_says_so(stage: Stage) -> None:
    """By as many minutes, from its own end."""
    [event] = stage.do(SLOW, p.ANA)
    expected = e.WindowExtended(
        at=stage.at, by=p.ANA, minutes=30, reason="the copy is slow", window_end=p.END + 30 * MINUTE
    )
    assert expected == event
    assert MessageKind.LOG in {each.kind for each in stage.effects() if isinstance(each, PostMessage)}


@pytest.mark.parametrize(("minutes", "is_possible"), [(0, False), (1, True), (480, True), (481, False)])
def test_the_minutes_have_limits(stage: Stage, minutes: int, is_possible: bool) -> None:
    """One minute to eight hours at once."""
    intent = replace(SLOW, minutes=minutes)
    if is_possible:
        stage.do(intent, p.ANA)
    else:
        assert "From 1 to 480" in stage.refused(intent, p.ANA).text


def test_a_reason_is_wanted(stage: Stage) -> None:
    """Everybody who waits reads it."""
    assert "Why?" in stage.refused(replace(SLOW, reason=""), p.ANA).text


@pytest.mark.parametrize(("late", "is_possible"), [(29, True), (30, False)])
def test_an_end_that_is_over_is_no_end(stage: Stage, late: int, is_possible: bool) -> None:
    """A window that has ended is extended as long as its new end is to come."""
    stage.at = p.END + late * MINUTE
    if is_possible:
        stage.do(SLOW, p.ANA)
    else:
        refusal = stage.refused(SLOW, p.ANA)
        assert Because.NOT_NOW is refusal.because
        assert "The window ended Wed 2 Dec 01:00 CET: 30 minutes more are over" in refusal.text


def test_what_it_would_newly_reach_is_named(stage: Stage) -> None:
    """The next window of the same target, and a freeze; a reason goes past them and is kept."""
    next_window = around.other("Shop 4.13", around.WEB, start=p.END + 10 * MINUTE, end=p.END + 60 * MINUTE)
    stage.others = (next_window,)
    stage.freezes = (around.freeze(start=p.END + 20 * MINUTE, end=p.END + 90 * MINUTE),)
    stage.do(replace(SLOW, minutes=10), p.ANA)
    refusal = stage.refused(SLOW, p.ANA)
    assert "Shop 4.13" in refusal.text
    assert "Freeze 1" in refusal.text
    stage.do(replace(SLOW, override="agreed with them"), p.ANA)
    assert {"freeze 1: agreed with them", "the window of SHOP-1: agreed with them"} == {
        given.note for given in stage.state.overridden
    }


def test_what_was_reached_before_is_no_news(stage: Stage) -> None:
    """A freeze that lies over the window already was gone past when it began."""
    stage.freezes = (around.freeze(),)
    stage.do(SLOW, p.ANA)
    assert p.END + 30 * MINUTE == stage.state.window_end


def test_nothing_to_extend() -> None:
    """Without a window there is no end; what is given up in pre-deployment needs none."""
    without = Stage(replace(p.small(), window=None)).to_pre_deployment()
    assert "no window" in without.refused(SLOW, p.ANA).text
    leaving = Stage(p.maintenance()).to_pre_deployment()
    leaving.do(i.StartStep(step="1"), p.DEV)
    leaving.do(i.Cancel(reason="no"), p.ANA)
    assert "being cancelled" in leaving.refused(SLOW, p.ANA).text


def test_an_old_button_says_what_happened(stage: Stage) -> None:
    """Two who are offered it do not extend it twice."""
    offered = replace(SLOW, question="extend:0")
    stage.do(offered, p.ANA)
    refusal = stage.refused(offered, p.SAM)
    assert "The window was extended since, by Ana Ruiz at 23:00 CET." == refusal.text
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    stage.do(replace(SLOW, question="extend:1"), p.SAM)
    over = at_state(Lifecycle.ROLLED_BACK)
    assert Because.SETTLED is over.refused(offered, p.ANA).because
