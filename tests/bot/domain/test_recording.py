from datetime import datetime, time, timedelta

import pytest

from bot.domain import intents as i
from bot.domain.events import StepCalled, StepFinished, StepReopened, StepStarted
from bot.domain.people import Group, Holders, Person
from bot.domain.refusals import Because
from bot.domain.run import ROLES_TIMER
from bot.domain.state import Lifecycle, StepStatus
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

JANE = "Jane Roe (+49 30 1234)"
TEAM = Group(id="S1", handle="dba-team", members=(p.DBA.id, p.DREW.id))


def deploying(dba: Holders | None = None) -> Stage:
    """Step 5 was called at 23:00, and it is 23:12."""
    stage = at_state(Lifecycle.DEPLOYING)
    if dba:
        stage.roles = dict(p.roles(DBA=dba))
        stage.wake(ROLES_TIMER)
    stage.at = p.T0 + timedelta(minutes=12)
    return stage


def done(owner: str = "", at: time | None = None, step: str = "5") -> i.FinishStep:
    """The step is said to be done."""
    return i.FinishStep(step=step, recorded=i.Recorded(owner=owner, at=at), note="by phone")


def after(minutes: int) -> datetime:
    """So many minutes after T-0, 23:00."""
    return p.T0 + timedelta(minutes=minutes)


def test_both_names_and_the_true_time_are_kept() -> None:
    """The event says who recorded it, when, for whom, and when it was; the step counts as of then."""
    stage = deploying()
    started, finished, *_ = stage.do(done(p.DBA.id, time(23, 9)), p.ANA)
    assert isinstance(started, StepStarted)
    assert isinstance(finished, StepFinished)
    assert (p.ANA, "Dora Nagy", after(12), after(9)) == (
        finished.by,
        finished.for_whom,
        finished.at,
        finished.happened_at,
    )
    progress = stage.state.steps["5"]
    assert (after(9), after(9), "Dora Nagy") == (progress.started_at, progress.ended_at, progress.for_whom)
    assert after(12) == stage.state.steps["6"].called_at


@pytest.mark.parametrize("by", [p.ANA, p.SAM])
def test_the_only_owner_needs_not_be_named(by: Person) -> None:
    """The lead or a deputy who presses Done records it for the one who owns it."""
    stage = deploying()
    stage.do(done(), by)
    progress = stage.state.steps["5"]
    assert (True, "Dora Nagy") == (progress.on_behalf, progress.for_whom)


def test_one_of_several_owners_is_nobody_by_name() -> None:
    """Where several own it and none is named, it is recorded for the role alone."""
    stage = deploying(Holders(people=(p.DBA, p.DREW)))
    stage.do(done(), p.ANA)
    progress = stage.state.steps["5"]
    assert (True, "") == (progress.on_behalf, progress.for_whom)


@pytest.mark.parametrize("named", ["U04", "Dora Nagy", "dora  NAGY"])
def test_an_owner_is_named_by_id_or_by_name(named: str) -> None:
    """A mention and a name mean the same owner."""
    stage = deploying(Holders(people=(p.DBA, p.DREW)))
    stage.do(done(named), p.ANA)
    assert "Dora Nagy" == stage.state.steps["5"].for_whom


def test_a_group_is_recorded_for_by_its_handle() -> None:
    """A group that owns the step can be named, where nobody knows which of them it was."""
    stage = deploying(Holders(people=(p.DBA, p.DREW), groups=(TEAM,)))
    stage.do(done(TEAM.id), p.ANA)
    assert "@dba-team" == stage.state.steps["5"].for_whom


@pytest.mark.parametrize("named", ["", "Jane Roe", "jane roe", JANE, "DBA"])
def test_somebody_without_slack_is_recorded_for(named: str) -> None:
    """A name with a telephone number is kept without the number, however it was meant."""
    stage = deploying(Holders(unknown=(JANE,)))
    stage.do(done(named), p.ANA)
    assert "Jane Roe" == stage.state.steps["5"].for_whom


def test_an_owner_who_names_themselves_records_for_nobody() -> None:
    """`for @me` is no deed for somebody else, and a time may be said with it."""
    stage = deploying()
    stage.do(done(p.DBA.id, time(23, 5)), p.DBA)
    progress = stage.state.steps["5"]
    assert (False, "", after(5)) == (progress.on_behalf, progress.for_whom, progress.ended_at)


def test_a_lead_who_owns_the_step_too_may_record_for_another_owner() -> None:
    """Both hold the role: what is said for the other is on the other's behalf."""
    stage = deploying(Holders(people=(p.ANA, p.DBA), groups=(Group(id="S1", handle="x", members=("U01",)),)))
    _, finished, *_ = stage.do(done(p.DBA.id), p.ANA)
    assert isinstance(finished, StepFinished)
    assert (True, "Dora Nagy", "") == (finished.on_behalf, finished.for_whom, finished.as_member_of)


def test_an_owner_may_not_record_for_another() -> None:
    """Only the lead and the lead's deputy speak for others."""
    stage = deploying(Holders(people=(p.DBA, p.DREW)))
    refusal = stage.refused(done(p.DREW.id), p.DBA)
    assert Because.NOT_YOURS is refusal.because
    assert "may record a step for somebody else: ask Ana Ruiz or Sam Ito" in refusal.text


@pytest.mark.parametrize("named", [p.LEE.id, "Somebody Else", "QA"])
def test_it_is_recorded_for_owners_alone(named: str) -> None:
    """Whoever does not own the step gets the role first."""
    refusal = deploying().refused(done(named), p.ANA)
    assert Because.UNKNOWN is refusal.because
    assert "is Dora Nagy's: it is recorded for nobody else. `/deploy hand DBA @who`" in refusal.text


@pytest.mark.parametrize(
    ("said", "minutes"), [(time(23, 0), 0), (time(23, 1), 1), (time(23, 11), 11), (time(23, 12), 12)]
)
def test_it_happened_between_the_call_and_now(said: time, minutes: int) -> None:
    """Both ends count."""
    stage = deploying()
    stage.do(done(at=said), p.ANA)
    assert after(minutes) == stage.state.steps["5"].ended_at


@pytest.mark.parametrize("said", [time(22, 59), time(23, 13), time(12, 0)])
def test_it_did_not_happen_before_or_after(said: time) -> None:
    """What lies before the deploying began, or is still to come, is refused with both ends."""
    refusal = deploying().refused(done(at=said), p.ANA)
    assert Because.INCOMPLETE is refusal.because
    expected = "cannot be: deploying began at 23:00 CET, and it is 23:12 CET now. When was it?"
    assert f"{said:%H:%M} {expected}" == refusal.text


def test_a_time_said_over_midnight_is_yesterdays() -> None:
    """At 00:05 the DBA says that it was done at 23:50."""
    stage = deploying()
    stage.at = after(65)
    stage.do(done(at=time(23, 50)), p.ANA)
    assert after(50) == stage.state.steps["5"].ended_at


def test_seconds_are_not_said() -> None:
    """In the minute in which the step before it ended, it counts from then."""
    stage = deploying()
    stage.at = after(12) + timedelta(seconds=40)
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.at += timedelta(minutes=3)
    stage.do(done(at=time(23, 12), step="6"), p.ANA)
    assert after(12) + timedelta(seconds=40) == stage.state.steps["6"].ended_at


def test_a_step_may_have_been_done_before_it_was_called() -> None:
    """Both were done by telephone: the second from the true end of the first on, not from its late call."""
    stage = deploying()
    stage.do(done(at=time(23, 5)), p.ANA)
    assert (
        "step 5, which comes first, ended at 23:05 CET"
        in stage.refused(done(at=time(23, 4), step="6"), p.ANA).text
    )
    stage.do(done(at=time(23, 5), step="6"), p.ANA)
    assert after(5) == stage.state.steps["6"].ended_at


def test_a_running_step_ended_after_its_start() -> None:
    """It cannot be done before it was started."""
    stage = deploying()
    stage.do(i.StartStep(step="5", recorded=i.Recorded(at=time(23, 4))), p.ANA)
    assert "step 5 was started at 23:04 CET" in stage.refused(done(at=time(23, 3)), p.ANA).text
    stage.do(done(at=time(23, 4)), p.ANA)
    assert after(4) == stage.state.steps["5"].ended_at


def test_a_failure_and_its_retry_have_their_times() -> None:
    """Failed 23:04, tried again 23:06, done 23:10: each in its turn, all said at 23:12."""
    stage = deploying()
    failed = i.FailStep(step="5", recorded=i.Recorded(at=time(23, 4)), reason="lock timeout")
    stage.do(failed, p.ANA)
    early = i.RetryStep(step="5", recorded=i.Recorded(at=time(23, 3)))
    assert "step 5 failed at 23:04 CET" in stage.refused(early, p.ANA).text
    (called,) = stage.do(i.RetryStep(step="5", recorded=i.Recorded(owner="U04", at=time(23, 6))), p.ANA)
    assert isinstance(called, StepCalled)
    assert ("Dora Nagy", after(6)) == (called.for_whom, stage.state.steps["5"].called_at)
    assert "step 5 was called again at 23:06 CET" in stage.refused(done(at=time(23, 5)), p.ANA).text
    stage.do(done(at=time(23, 10)), p.ANA)
    assert after(10) == stage.state.steps["5"].ended_at


def test_a_failed_step_is_skipped_after_it_failed() -> None:
    """A skip has its time, too."""
    stage = deploying()
    stage.do(i.FailStep(step="5", recorded=i.Recorded(at=time(23, 4)), reason="lock timeout"), p.DBA)
    skip = i.SkipStep(step="5", recorded=i.Recorded(at=time(23, 6)), reason="it ran at noon")
    stage.do(skip, p.ANA)
    progress = stage.state.steps["5"]
    assert (StepStatus.SKIPPED, after(6)) == (progress.status, progress.ended_at)


def test_a_press_is_taken_back_for_its_owner() -> None:
    """Who asked for it is kept; whoever does not own it is refused."""
    stage = deploying()
    stage.do(i.FinishStep(step="5"), p.DBA)
    reopen = i.ReopenStep(step="5", recorded=i.Recorded(owner=p.DBA.id))
    stranger = i.ReopenStep(step="5", recorded=i.Recorded(owner=p.LEE.id))
    assert Because.UNKNOWN is stage.refused(stranger, p.ANA).because
    (event,) = stage.do(reopen, p.ANA)
    assert isinstance(event, StepReopened)
    assert ("Dora Nagy", "Dora Nagy") == (event.for_whom, stage.state.steps["5"].for_whom)


def test_a_step_of_pre_deployment_happened_after_begin() -> None:
    """The first step has nothing before it but Begin."""
    stage = at_state(Lifecycle.PRE_DEPLOYMENT)
    stage.at += timedelta(minutes=5)
    refusal = stage.refused(done(at=time(21, 59), step="1"), p.ANA)
    assert "pre-deployment began at 22:00 CET, and it is 22:05 CET now" in refusal.text


def test_a_step_of_the_way_back_happened_after_its_decision() -> None:
    """R2 has nothing before it but the decision."""
    stage = at_state(Lifecycle.ROLLING_BACK)
    stage.at += timedelta(minutes=5)
    refusal = stage.refused(done(at=time(22, 59), step="R2"), p.ANA)
    assert "the way back was decided at 23:00 CET" in refusal.text


def test_an_hour_that_the_clock_skips_is_refused() -> None:
    """Nobody did anything at 02:30 in the night in which clocks go forward at 02:00."""
    stage = deploying()
    stage.at = datetime.fromisoformat("2027-03-28T03:10+02:00")
    assert "There was no 02:30" in stage.refused(done(at=time(2, 30)), p.ANA).text
