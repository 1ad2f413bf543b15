"""Given up in pre-deployment: what was done is undone first."""

from datetime import datetime, timedelta

import pytest

from bot.domain import intents as i
from bot.domain.effects import ClearTimer, MessageKind, PostMessage, RewriteMessages, SetTimer
from bot.domain.forecast import forecast
from bot.domain.leaving import undoing_steps
from bot.domain.progress import current_steps
from bot.domain.questions import go_question
from bot.domain.refusals import Because
from bot.domain.run import GO_TIMER, WINDOW_TIMER
from bot.domain.staleness import stale
from bot.domain.state import Lifecycle
from bot.domain.waiting import waiting
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


@pytest.mark.parametrize(
    "then",
    [i.SkipStep(step="3", reason="never mind"), i.RetryStep(step="3")],
)
def test_what_failed_is_undone_whatever_became_of_it(then: i.Intent) -> None:
    """The page came half up; that the step was skipped then, or called once more, does not take it down."""
    stage = at_state(Lifecycle.PRE_DEPLOYMENT)
    for number in ("1", "2"):
        stage.do(i.FinishStep(step=number), p.ANA)
    stage.do(i.FailStep(step="3", reason="half of the nodes"), p.DEV)
    stage.do(then, p.DEV)
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


def moved(stage: Stage) -> Stage:
    """The lead moves it by two days."""
    stage.moves(timedelta(days=2))
    stage.do(i.Reschedule(start=datetime(2026, 12, 3, 23, 0)), p.ANA)  # noqa: DTZ001 - local
    return stage


def begun_again(stage: Stage) -> Stage:
    """Operations and CAB approve the new window, and the lead begins."""
    stage.do(i.GiveSignOff(), p.OMAR)
    stage.do(i.GiveSignOff(), p.CARLA)
    stage.at += timedelta(days=2)
    stage.do(i.Begin(), p.ANA)
    return stage


def test_moved_it_first_undoes_what_was_done() -> None:
    """The window is moved at once; R6 is called, and then Operations and CAB are asked again."""
    stage = moved(in_maintenance())
    assert (Lifecycle.PRE_DEPLOYMENT, "R6") == (stage.state.state, current(stage))
    assert p.T0 + timedelta(days=2) == stage.state.window_start
    stage.do(i.FinishStep(step="R6"), p.DEV)
    assert (Lifecycle.IN_REVIEW, {}, None) == (stage.state.state, stage.state.steps, stage.state.begun)
    posts = [effect for effect in stage.effects() if isinstance(effect, PostMessage)]
    assert {p.OMAR.id, p.CARLA.id} == {post.to for post in posts if post.kind is MessageKind.REVIEW}


def test_a_window_that_ended_while_it_was_undone_is_missed() -> None:
    """Nobody pressed Done of R6 until the new window was over: its end is waited for all the same."""
    stage = moved(in_maintenance())
    stage.at = p.END + timedelta(days=2)
    assert () == stage.wake(WINDOW_TIMER)
    stage.do(i.FinishStep(step="R6"), p.DEV)
    assert SetTimer(name=WINDOW_TIMER, due=p.END + timedelta(days=2)) in stage.effects()
    stage.wake(WINDOW_TIMER)
    assert Lifecycle.MISSED is stage.state.state


def test_the_next_attempt_repeats_what_has_grown_stale() -> None:
    """The backup is made again, its tick is open again; what people ticked and approved stands."""
    stage = moved(in_maintenance())
    stage.do(i.SkipStep(step="R6", reason="the provider did it"), p.ANA)
    assert {1, 3} == set(stage.state.checks)
    begun_again(stage)
    assert "1" == current(stage)
    assert (2, 1) == (stage.state.steps["1"].attempt, stage.state.steps["1"].tries)
    assert "called anew" in stage.refused(i.FinishStep(step="1", question="step:1:1"), p.DBA).text
    stage.do(i.FinishStep(step="1"), p.DBA)
    assert 2 in stage.state.checks


def test_moved_without_anything_to_undo() -> None:
    """Only the backup was made: the attempt is over at once."""
    stage = at_state(Lifecycle.PRE_DEPLOYMENT)
    stage.do(i.FinishStep(step="1"), p.DBA)
    moved(stage)
    assert (Lifecycle.IN_REVIEW, "") == (stage.state.state, current(stage))
    assert RewriteMessages(kind=MessageKind.STEP, subject="step:1:1") in stage.effects()
    begun_again(stage)
    assert "1" == current(stage)


def test_a_moved_run_is_moved_or_given_up_again() -> None:
    """What was undone once is undone again, in an attempt of its own."""
    stage = moved(in_maintenance())
    stage.do(i.FinishStep(step="R6"), p.DEV)
    begun_again(stage).walk()
    assert go_question(stage.state) in {each.question for each in waiting(stage.state, stage.plan)}
    stage.do(CANCEL, p.ANA)
    assert ("R6", 2) == (current(stage), stage.state.steps["R6"].attempt)
    stage.do(i.FinishStep(step="R6"), p.DEV)
    assert Lifecycle.CANCELLED is stage.state.state


def test_a_moved_one_says_so() -> None:
    """While it is undone, whoever asks for something else hears that it is being moved."""
    stage = moved(in_maintenance())
    for intent in (CANCEL, i.Go(), i.Reschedule(start=datetime(2026, 12, 4, 23, 0))):  # noqa: DTZ001 - local
        assert "being moved, by you at 22:00 CET" in stage.refused(intent, p.ANA).text


def test_its_forecast() -> None:
    """The end is that of the undoing steps, and nothing is late."""
    stage = in_maintenance()
    stage.do(CANCEL, p.ANA)
    found = forecast(stage.state, stage.plan)
    assert (["R6"], 0) == ([each.step.number for each in found.steps], found.late.total_seconds())


def test_after_go_it_is_given_up_as_before() -> None:
    """As long as nobody has begun with a step of the deployment: maintenance mode is switched off first."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(CANCEL, p.ANA)
    assert (Lifecycle.PRE_DEPLOYMENT, "R6") == (stage.state.state, current(stage))
    assert RewriteMessages(kind=MessageKind.STEP, subject="step:5:1") in stage.effects()
    assert "being cancelled" in stage.refused(i.StartStep(step="5"), p.DBA).text
    assert "being cancelled" in stage.refused(i.RequestRollback(reason="errors"), p.ANA).text
    stage.do(i.FinishStep(step="R6"), p.DEV)
    assert Lifecycle.CANCELLED is stage.state.state


def test_after_go_with_nothing_to_undo_it_is_given_up_at_once() -> None:
    """Nobody is called any more."""
    stage = Stage(p.small()).to_deploying()
    stage.do(CANCEL, p.ANA)
    assert (Lifecycle.CANCELLED, "") == (stage.state.state, current(stage))


def test_what_was_begun_is_rolled_back_instead() -> None:
    """The refusal says how."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.StartStep(step="5"), p.DBA)
    refusal = stage.refused(CANCEL, p.ANA)
    assert Because.NOT_NOW is refusal.because
    assert "`/deploy rollback critical|high|medium REASON`" in refusal.text
