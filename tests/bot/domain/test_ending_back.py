from datetime import timedelta

from bot.domain import events as e, intents as i
from bot.domain.ending_back import waits_for_rows
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from bot.domain.waiting import Ask, waiting_for
from tests.bot.domain import plans as p
from tests.bot.domain.sections import back_until, failed, ok, restored, reversed_, walked_back
from tests.bot.domain.stories import Stage


def waits(stage: Stage) -> list[tuple[Ask, str]]:
    """What waits for the lead."""
    return [(each.ask, each.subject) for each in waiting_for(stage.state, stage.plan, p.SAM.id)]


def test_the_end_waits_for_what_is_not_said_to_be_back() -> None:
    """Once every step is over, and no step is called meanwhile; the lead is asked."""
    stage = back_until("R6")
    assert () == waits_for_rows(stage.state, stage.plan)
    assert [] == waits(stage)
    stage.do(i.FinishStep(step="R6"), p.DEV)
    assert ["M1", "C1", "C2"] == [row.mark for row in waits_for_rows(stage.state, stage.plan)]
    assert [(Ask.END_BACK, "M1 C1 C2")] == waits(stage)
    assert (Lifecycle.ROLLING_BACK, False) == (stage.state.state, "R7" in stage.state.steps)


def test_the_lead_ends_it_past_them_with_a_reason() -> None:
    """Each row that is not back, or of which nobody said anything, is kept with it."""
    stage = walked_back()
    stage.do(reversed_(), p.DBA)
    stage.do(restored(failed(2, "still 2")), p.DEV)
    first, second, back, _ = stage.do(i.EndWayBack(reason="the console is down"), p.SAM)
    assert isinstance(first, e.Overridden)
    assert isinstance(second, e.Overridden)
    assert ("Rolled back, C1 API_VERSION not answered", "Rolled back, C2 TTL not back") == (
        first.what,
        second.what,
    )
    assert "the console is down" == first.reason
    assert (e.RolledBack(at=stage.at, by=p.SAM), Lifecycle.ROLLED_BACK) == (back, stage.state.state)


def test_the_lead_keeps_nobody_waiting_until_all_is_answered() -> None:
    """Then it is the lead's to say, and a lead who is silent can be replaced."""
    stage = walked_back()
    assert [None] == [each.since for each in waiting_for(stage.state, stage.plan, p.SAM.id)]
    stage.do(reversed_(), p.DBA)
    stage.at += timedelta(minutes=3)
    stage.do(restored(ok(1), failed(2, "still 2")), p.DEV)
    assert [stage.at] == [each.since for each in waiting_for(stage.state, stage.plan, p.SAM.id)]


def test_without_a_reason_it_does_not_end() -> None:
    """It says what is not back, and how to say why."""
    refusal = walked_back().refused(i.EndWayBack(), p.ANA)
    assert Because.INCOMPLETE is refusal.because
    assert (
        "not back: M1 V1.sql, C1 API_VERSION, C2 TTL? `/deploy check WEB-DEPLOY-041 override" in refusal.text
    )


def test_while_a_step_is_open_it_does_not_end() -> None:
    """Nobody takes a step for back that is not over."""
    refusal = back_until("R5").refused(i.EndWayBack(reason="it is late"), p.ANA)
    assert (Because.NOT_NOW, "Step R5, Run smoke tests, is not over") == (
        refusal.because,
        refusal.text.partition(":")[0],
    )


def test_a_step_that_is_reopened_ends_the_question() -> None:
    """It comes again once that is over."""
    stage = walked_back()
    stage.do(i.ReopenStep(step="R6"), p.DEV)
    assert () == waits_for_rows(stage.state, stage.plan)
    stage.do(i.FinishStep(step="R6"), p.DEV)
    assert 3 == len(waits_for_rows(stage.state, stage.plan))
