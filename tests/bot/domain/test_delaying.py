from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.forecast import forecast
from bot.domain.lateness import planned_start
from bot.domain.people import Holders
from bot.domain.plan import Step
from bot.domain.progress import steps_now
from bot.domain.questions import delay_question, step_question
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle, StepProgress
from bot.domain.times import clock
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)


def running() -> Stage:
    """Step 5, of ten minutes, runs since T-0."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.StartStep(step="5"), p.DBA)
    return stage


def due_at(stage: Stage) -> str:
    """When step 5 is due now, and step 6 begins."""
    expected = forecast(stage.state, stage.plan)
    now, following = expected.of("5"), expected.of("6")
    assert now
    assert following
    return " ".join(clock(at, p.ZONE).removesuffix(" CET") for at in (now.due, following.start))


@pytest.mark.parametrize(
    ("pressed", "by", "expected"),
    [(3, 10, "23:20 23:20"), (10, 10, "23:20 23:20"), (13, 10, "23:23 23:23"), (13, 1, "23:14 23:14")],
)
def test_more_time_moves_what_follows(pressed: int, by: int, expected: str) -> None:
    """From when it was due, or from now where that has passed; the next step's time with it."""
    stage = running()
    stage.at += pressed * MINUTE
    (delayed,) = stage.do(i.DelayStep(step="5", minutes=by, note="slow disk"), p.DBA)
    assert expected == due_at(stage)
    assert isinstance(delayed, e.StepDelayed)
    assert (by, False, "slow disk", "") == (
        delayed.minutes,
        delayed.on_behalf,
        delayed.note,
        delayed.for_whom,
    )


@pytest.mark.parametrize(
    ("pressed", "expected"), [(0, "23:20 23:20"), (8, "23:28 23:28"), (30, "23:50 23:50")]
)
def test_more_time_for_a_call_counts_from_now(pressed: int, expected: str) -> None:
    """Nobody began: it does so many minutes from now, and takes its ten from then on."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.at += pressed * MINUTE
    stage.do(i.DelayStep(step="5", minutes=10), p.DBA)
    assert expected == due_at(stage)
    assert stage.at + 10 * MINUTE == planned_start(*step_5(stage))


def step_5(stage: Stage) -> tuple[Step, StepProgress]:
    """The step, and how far it is."""
    step = stage.plan.step("5")
    assert step
    return step, stage.state.steps["5"]


def test_more_time_twice() -> None:
    """Each time from the end that was said before."""
    stage = running()
    for _ in range(2):
        stage.do(i.DelayStep(step="5", minutes=10), p.DBA)
    assert ("23:30 23:30", 2) == (due_at(stage), stage.state.steps["5"].delays)


def test_the_lead_says_it_for_the_owner() -> None:
    """Both names are kept."""
    stage = running()
    stage.do(i.DelayStep(step="5", minutes=10, recorded=i.Recorded(owner=p.DBA.id)), p.SAM)
    (delayed,) = stage.last
    assert isinstance(delayed, e.StepDelayed)
    assert (p.SAM, True, p.DBA.name) == (delayed.by, delayed.on_behalf, delayed.for_whom)


@pytest.mark.parametrize(("minutes", "is_taken"), [(0, False), (1, True), (480, True), (481, False)])
def test_more_time_has_limits(minutes: int, *, is_taken: bool) -> None:
    """One minute to a shift; so has a snooze."""
    for intent in (i.DelayStep(step="5", minutes=minutes), i.Snooze(step="5", minutes=minutes)):
        stage = running()
        if is_taken:
            stage.do(intent, p.DBA)
        else:
            refusal = stage.refused(intent, p.DBA)
            assert Because.INCOMPLETE is refusal.because
            assert "1 to 480 minutes" in refusal.text


@pytest.mark.parametrize(
    ("step", "because", "words"),
    [
        ("6", Because.NOT_NOW, "is not called yet"),
        ("4", Because.SETTLED, "already done"),
        ("99", Because.UNKNOWN, "There is no step"),
    ],
)
def test_only_a_step_that_is_called_or_runs(step: str, because: Because, words: str) -> None:
    """Not one to come, over, or unknown."""
    for intent in (
        i.DelayStep(step=step, minutes=5),
        i.Snooze(step=step, minutes=5),
        i.StopReminding(step=step),
    ):
        refusal = running().refused(intent, p.ANA)
        assert because is refusal.because
        assert words in refusal.text


def test_a_step_that_failed_is_not_put_off() -> None:
    """It waits for an answer, not for time."""
    stage = running()
    stage.do(i.FailStep(step="5", reason="disk"), p.DBA)
    assert "has failed already" in stage.refused(i.DelayStep(step="5", minutes=5), p.DBA).text


def test_a_follow_up_has_no_time_to_move() -> None:
    """Nobody waits for it."""
    stage = at_state(Lifecycle.ROLLING_BACK)
    while "R7" not in stage.state.steps or stage.state.steps["R7"].status.is_over:
        current = next(
            each
            for each in steps_now(stage.state, stage.plan)
            if each.number not in stage.state.steps or not stage.state.steps[each.number].status.is_over
        )
        stage.do(i.SkipStep(step=current.number, reason="by hand"), p.ANA)
    refusal = stage.refused(i.DelayStep(step="R7", minutes=5), p.ANA)
    assert Because.NOT_NOW is refusal.because


def test_a_second_press_of_the_same_button_is_no_second_delay() -> None:
    """Owner and lead see the same button; whoever comes second hears until when it is due."""
    stage = running()
    pressed = i.DelayStep(step="5", minutes=10, question=delay_question("5", 1, 0))
    stage.do(pressed, p.DBA)
    refusal = stage.refused(pressed, p.ANA)
    assert (Because.SETTLED, "Step 5 was given more time already: it is due 23:20 CET now.") == (
        refusal.because,
        refusal.text,
    )


def test_reminders_are_quieted_for_one_person() -> None:
    """For a while, then for good; what was said is kept with the attempt."""
    stage = running()
    stage.do(i.Snooze(step="5", minutes=10, question=step_question("5", 1)), p.DBA)
    assert {p.DBA.id: p.T0 + 10 * MINUTE} == stage.state.steps["5"].quiet
    stage.do(i.StopReminding(step="5"), p.DBA)
    stage.do(i.StopReminding(step="5"), p.SAM)
    assert {p.DBA.id: None, p.SAM.id: None} == stage.state.steps["5"].quiet
    assert Because.SETTLED is stage.refused(i.StopReminding(step="5"), p.SAM).because
    stage.do(i.FailStep(step="5", reason="disk"), p.DBA)
    stage.do(i.RetryStep(step="5"), p.DBA)
    assert {} == stage.state.steps["5"].quiet


def test_who_is_not_reminded_quiets_nothing() -> None:
    """They hear who is."""
    refusal = running().refused(i.Snooze(step="5", minutes=10), p.QUINN)
    assert Because.NOT_YOURS is refusal.because
    assert "Dora Nagy is reminded, and Ana Ruiz, Sam Ito" in refusal.text.replace(" or ", ", ")


def test_one_of_several_owners_snoozes() -> None:
    """Also where another one has the step."""
    stage = Stage(roles=dict(p.roles(DBA=Holders(people=(p.DBA, p.NED)))))
    stage.to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.Snooze(step="5", minutes=10), p.NED)
    assert [p.NED.id] == [*stage.state.steps["5"].quiet]


def test_a_step_that_is_reopened_begins_anew() -> None:
    """What was said of the attempt before does not hold."""
    stage = running()
    stage.do(i.DelayStep(step="5", minutes=30), p.DBA)
    stage.do(i.StopReminding(step="5"), p.DBA)
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.do(i.ReopenStep(step="5"), p.DBA)
    progress = stage.state.steps["5"]
    assert (None, 0, {}, None) == (progress.put_off_to, progress.delays, progress.quiet, progress.late_at)
