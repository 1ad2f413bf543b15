from dataclasses import replace

from bot.domain import events as e, intents as i
from tests.bot.domain import machines as m
from tests.bot.domain.stories import Stage


def test_that_a_chart_was_drawn_is_kept() -> None:
    """With what it is of, and where it lies."""
    stage = m.begun()
    drawn = replace(m.DRAWN, end=stage.at)
    stage.do(i.NoteChart(drawn=drawn), None)
    assert (e.ChartDrawn(at=stage.at, by=None, drawn=drawn),) == tuple(stage.last)


def test_one_of_an_earlier_attempt_is_of_no_interest() -> None:
    """It began anew since, or was never begun."""
    stage = m.begun()
    assert stage.state.begun
    at = stage.state.begun.at
    stage.do(i.NoteChart(drawn=replace(m.DRAWN, end=at.replace(year=2025))), None)
    assert [] == m.names(stage)
    draft = Stage(m.watching()).to_review()
    draft.do(i.NoteChart(drawn=m.DRAWN), None)
    assert [] == m.names(draft)
