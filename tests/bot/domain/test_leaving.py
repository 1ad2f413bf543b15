"""Given up in pre-deployment: what was done is undone first."""

import pytest

from bot.domain import intents as i
from bot.domain.effects import ClearTimer, MessageKind, PostMessage, RewriteMessages
from bot.domain.forecast import forecast
from bot.domain.leaving import undoing_steps
from bot.domain.progress import current_steps
from bot.domain.questions import go_question, stale
from bot.domain.refusals import Because
from bot.domain.run import GO_TIMER
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

CANCEL = i.Cancel(reason="the supplier is down")


def in_maintenance() -> Stage:
    """Maintenance mode is on, step 4 is called."""
    stage = at_state(Lifecycle.PRE_DEPLOYMENT)
    for number, owner in (("1", p.DBA), ("2", p.DEV), ("3", p.DEV)):
        stage.do(i.FinishStep(step=number), owner)
    return stage


def current(stage: Stage) -> str:
    """The steps that somebody is called for or at."""
    return " ".join(step.number for step in current_steps(stage.state, stage.plan))


def test_maintenance_mode_is_switched_off_first() -> None:
    """R6 is called, and only once it is over the deployment is cancelled, by whoever gave it up."""
    stage = in_maintenance()
    stage.do(CANCEL, p.SAM)
    assert (Lifecycle.PRE_DEPLOYMENT, "R6") == (stage.state.state, current(stage))
    stage.do(i.FinishStep(step="R6"), p.DEV)
    assert (Lifecycle.CANCELLED, "") == (stage.state.state, current(stage))
    assert stage.state.ended
    assert (p.SAM, "the supplier is down") == (stage.state.ended.by, stage.state.ended.note)


@pytest.mark.parametrize("how", ["not started", "skipped"])
def test_what_was_not_done_is_not_undone(how: str) -> None:
    """Maintenance mode was not switched on: there is nothing to wait for."""
    stage = at_state(Lifecycle.PRE_DEPLOYMENT)
    for number in ("1", "2"):
        stage.do(i.FinishStep(step=number), p.ANA)
    if how == "skipped":
        stage.do(i.SkipStep(step="3", reason="nobody shops now"), p.DEV)
    stage.do(CANCEL, p.ANA)
    assert Lifecycle.CANCELLED is stage.state.state


@pytest.mark.parametrize(
    "intent",
    [i.StartStep(step="3"), i.FailStep(step="3", reason="half of the nodes"), i.FinishStep(step="3")],
)
def test_what_was_begun_is_undone(intent: i.Intent) -> None:
    """Also a step that runs or failed may have left something behind."""
    stage = at_state(Lifecycle.PRE_DEPLOYMENT)
    for number in ("1", "2"):
        stage.do(i.FinishStep(step=number), p.ANA)
    stage.do(intent, p.DEV)
    assert ["R6"] == [step.number for step in undoing_steps(stage.state, stage.plan)]


def test_everything_else_stops() -> None:
    """Step 4, Go and its timer are settled; old buttons say that it is being cancelled."""
    stage = Stage().to_go()
    go = go_question(stage.state)
    stage.do(i.Go(), p.ANA)
    stage.do(CANCEL, p.ANA)
    expected = {RewriteMessages(kind=MessageKind.GO), ClearTimer(name=GO_TIMER)}
    assert expected <= set(stage.effects())
    for intent in (i.Go(question=go), i.ReopenStep(step="4", question="reopen:4:1")):
        assert "being cancelled" in stage.refused(intent, p.ANA).text
    stage.wait_for_go()
    assert Lifecycle.PRE_DEPLOYMENT is stage.state.state
    called = in_maintenance()
    called.do(CANCEL, p.ANA)
    refusal = stale(called.state, "step:4:1", p.PAUL)
    assert refusal
    assert "being cancelled" in refusal.text


@pytest.mark.parametrize(
    "intent",
    [
        CANCEL,
        i.Go(),
        i.Hold(reason="wait"),
        i.RequestRollback(reason="errors"),
        i.FinishStep(step="4"),
        i.ReopenStep(step="3"),
        i.AddStep(after="4", action="Flush", owner="U03", minutes=5),
    ],
)
def test_nothing_else_is_begun(intent: i.Intent) -> None:
    """Whoever asks for something else hears who gave it up, and what is waited for."""
    stage = in_maintenance()
    stage.do(CANCEL, p.ANA)
    refusal = stage.refused(intent, p.ANA)
    assert Because.SETTLED is refusal.because
    assert "being cancelled, by you at 22:00 CET; what was done is undone first (R6)" in refusal.text.replace(
        "t is", "is"
    )


def test_a_hold_ends_with_it() -> None:
    """What undoes is called, though the deployment was on hold."""
    stage = in_maintenance()
    stage.do(i.Hold(reason="slow"), p.OMAR)
    stage.do(CANCEL, p.ANA)
    assert ("R6", None) == (current(stage), stage.state.hold)


def test_an_undoing_step_that_fails_is_the_leads() -> None:
    """The lead and the deputy are told directly; once it is skipped the deployment is cancelled."""
    stage = in_maintenance()
    stage.do(CANCEL, p.ANA)
    stage.do(i.FailStep(step="R6", reason="the switch hangs"), p.DEV)
    told = {effect.to for effect in stage.effects() if isinstance(effect, PostMessage)}
    assert {p.ANA.id, p.SAM.id} <= told
    stage.do(i.RetryStep(step="R6"), p.ANA)
    stage.do(i.FailStep(step="R6", reason="the switch hangs"), p.DEV)
    stage.do(i.SkipStep(step="R6", reason="done by the provider"), p.ANA)
    assert Lifecycle.CANCELLED is stage.state.state


def test_its_forecast() -> None:
    """The end is that of the undoing steps, and nothing is late."""
    stage = in_maintenance()
    stage.do(CANCEL, p.ANA)
    found = forecast(stage.state, stage.plan)
    assert (["R6"], 0) == ([each.step.number for each in found.steps], found.late.total_seconds())
