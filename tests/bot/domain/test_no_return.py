from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.effects import MessageKind, RewriteMessages
from bot.domain.events import CarriedOn
from bot.domain.no_return import is_asked, point_of_no_return, subject_of
from bot.domain.plan import Phase
from bot.domain.questions import no_return_question
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from bot.domain.waiting import Ask, waiting
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)


def running() -> Stage:
    """The first step after Go runs."""
    stage = Stage().to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    return stage


def asked() -> Stage:
    """The lead is asked at the latest start of a rollback."""
    stage = running()
    stage.at = p.END - 42 * MINUTE
    stage.wake(AGENDA_TIMER)
    return stage


def carry_on_asks(stage: Stage) -> list[tuple[str, ...]]:
    """Whom it waits for."""
    found = (each for each in waiting(stage.state, stage.plan) if each.ask is Ask.CARRY_ON)
    return [tuple(person.name for person in each.people) for each in found]


def test_the_point_is_the_latest_start_of_a_rollback() -> None:
    """From the first step that is begun; without a way back, or one that takes no time, there is none."""
    assert p.END - 42 * MINUTE == point_of_no_return(running().state, running().plan)
    called, stage = at_state(Lifecycle.DEPLOYING), running()
    assert point_of_no_return(called.state, called.plan) is None
    assert point_of_no_return(stage.state, replace(stage.plan, rollback=None)) is None
    follow_up = p.phase_of(Phase.ROLLBACK, (("R1", "Post-mortem", "All", None),))
    assert point_of_no_return(stage.state, replace(stage.plan, rollback=follow_up)) is None
    windowless = replace(stage.state, window_end=None)
    assert point_of_no_return(windowless, stage.plan) is None
    assert not is_asked(windowless)


def test_it_waits_for_the_lead_until_it_is_answered() -> None:
    """Carrying on answers it, and every copy says so; steps went on meanwhile."""
    stage = asked()
    assert [("Ana Ruiz", "Sam Ito")] == carry_on_asks(stage)
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert Lifecycle.DEPLOYING is stage.state.state
    assert (CarriedOn(at=stage.at, by=p.SAM, window=subject_of(stage.state)),) == stage.do(
        i.CarryOn(question=no_return_question(stage.state)), p.SAM
    )
    assert [] == carry_on_asks(stage)
    rewritten = {each.kind for each in stage.effects() if isinstance(each, RewriteMessages)}
    assert MessageKind.REMINDER in rewritten
    assert stage.state.hold is None


@pytest.mark.parametrize("pressed", [True, False])
def test_a_second_answer_hears_of_the_first(*, pressed: bool) -> None:
    """Pressed or typed."""
    stage = asked()
    question = no_return_question(stage.state) if pressed else ""
    stage.do(i.CarryOn(question=question), p.SAM)
    refusal = stage.refused(i.CarryOn(question=question), p.ANA)
    assert Because.SETTLED is refusal.because
    assert "Carrying on is decided already, by Sam Ito at 00:18 CET." == refusal.text


def test_an_extension_answers_it_too() -> None:
    """An old button says by whom; at the new point it is asked anew."""
    stage = asked()
    question = no_return_question(stage.state)
    stage.do(i.Extend(minutes=30, reason="slow"), p.SAM)
    assert [] == carry_on_asks(stage)
    refusal = stage.refused(i.CarryOn(question=question), p.ANA)
    assert "The window was extended since, by Sam Ito at 00:18 CET." == refusal.text
    stage.at += 30 * MINUTE
    stage.wake(AGENDA_TIMER)
    assert [("Ana Ruiz", "Sam Ito")] == carry_on_asks(stage)


def test_before_anybody_asked_nothing_is_answered() -> None:
    """The refusal says until when a rollback can begin."""
    stage = running()
    refusal = stage.refused(i.CarryOn(), p.ANA)
    assert Because.NOT_NOW is refusal.because
    assert "Nobody asked yet whether to carry on: a rollback must begin by 00:18 CET." == refusal.text
    called = at_state(Lifecycle.DEPLOYING)
    assert "Nobody asked yet whether to carry on." == called.refused(i.CarryOn(), p.ANA).text


def test_a_rollback_answers_it_too() -> None:
    """It is asked no more, and an old button says what was decided."""
    stage = asked()
    question = no_return_question(stage.state)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    assert [] == carry_on_asks(stage)
    assert "A rollback was decided" in stage.refused(i.CarryOn(question=question), p.ANA).text
