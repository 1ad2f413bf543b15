from dataclasses import replace

from bot.domain import events as e, intents as i
from bot.domain.already import already_answered, answered, said_by, said_on
from bot.domain.evolve import evolve
from bot.domain.question_parts import Outcome
from bot.domain.state_parts import Given
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import Stage


def test_said_by() -> None:
    """You, somebody by name, or the clock; with the time, or with the day as well."""
    state = Stage().open().state
    given = Given(by=p.DBA, at=p.T0)
    assert "by you at 23:00 CET" == said_by(given, p.DBA, state)
    assert "by Dora Nagy at 23:00 CET" == said_by(given, p.ANA, state)
    assert "by the clock, Tue 1 Dec 23:00 CET" == said_on(Given(by=None, at=p.T0), p.ANA, state)


def test_what_became_of_a_question() -> None:
    """Nothing before it is answered; then by whom, when and why, also that it fell away, as it once did."""
    stage = a.begun()
    assert "" == already_answered(stage.state, p.ANA)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    assert "" == already_answered(stage.state, p.ANA)
    stage.do(i.SkipStep(step="5", reason="not needed"), p.DBA)
    assert "" == already_answered(stage.state, p.ANA)
    before = evolve(stage.state, e.QuestionFellAway(at=stage.at, by=p.DBA, step="5"))
    fell_away = "It is not asked any more: what a rollback was asked for is over, by Dora Nagy at 23:00 CET."
    assert fell_away == already_answered(before, p.ANA)
    decided = replace(before.answers[-1], outcome=Outcome.ROLLBACK, reason="it burns")
    expected = "A rollback was decided by you at 23:00 CET: “it burns”; it is deploying."
    assert expected == answered(stage.state, decided, p.DBA)
