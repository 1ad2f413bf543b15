"""The run, in and out of order: begin, go, hold, steps that fail, the way back, the confirmations."""

from datetime import timedelta

from bot.domain.state import Deployment, Lifecycle, StepStatus
from tests.scenario.as_planned import all_back, as_planned
from tests.scenario.in_vain import nothing_changes, refused, refused_form, refused_press, repeated
from tests.scenario.night import Night, said
from tests.scenario.stages import played_once
from tests.scenario.test_first_journey import SIGNERS

ID = "WEB-DEPLOY-041"


async def state(night: Night) -> Deployment:
    """The deployment as it is stored."""
    known = await night.house.queries.deployment(ID)
    assert known
    return known.state


@played_once
async def approved(night: Night) -> None:
    """Started, submitted and signed."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    for signer in SIGNERS:
        await night.types(signer, "approve")


@played_once
async def before_go(night: Night) -> None:
    """Begun at 22:00 past the checklist; the lead records the steps of 3.1."""
    await approved(night)
    await night.at("22:00")
    await night.types("ana", "begin override it was checked by telephone")
    for step in (1, 2, 3, 4):
        await night.types("ana", f"step {step} done")


@played_once
async def deploying(night: Night) -> None:
    """Went at once."""
    await before_go(night)
    await night.types("ana", "go now")


@played_once
async def completed(night: Night) -> None:
    """All steps recorded by the lead, all confirmed, at 22:00."""
    await deploying(night)
    for step in range(5, 15):
        await night.types("ana", f"step {step} done")
    await as_planned(night)
    await night.types("quinn", "smoke all passed")
    for who in ("quinn", "omar", "ana", "pia"):
        await night.types(who, "confirm")
    assert Lifecycle.COMPLETED is (await state(night)).state


async def test_begin_goes_past_the_checklist_with_a_reason_alone(night: Night) -> None:
    """Open items stop Begin; the lead may override them with a reason, which the log keeps."""
    await approved(night)
    assert "Not ticked yet: 1 All code merged" in await refused(night, "ana", "begin")
    assert "ask Ana Castillo or Sam Whitfield" in await refused(night, "dba", "begin override I say so")
    await refused(night, "sam", "begin override")
    await night.types("sam", "begin override “vault was checked by telephone”")
    assert "vault was checked by telephone" in await night.sees("ned", "Went past checklist items 1–6, 8–11")
    assert "Already begun by you" in await refused(night, "sam", "begin")


async def test_an_early_go_waits_and_go_now_does_not(night: Night) -> None:
    """Go before T-0 waits in a timer; go now takes effect at once, also after an early Go."""
    await before_go(night)
    await night.types("sam", "go")
    assert "deploying begins at 23:00 CET" in await refused(night, "ana", "go")
    assert Lifecycle.PRE_DEPLOYMENT is (await state(night)).state
    await refused(night, "dba", "go now")
    await night.types("ana", "go now")
    assert Lifecycle.DEPLOYING is (await state(night)).state
    assert "deploying began at 22:00 CET" in await refused(night, "ana", "go now")
    began = (await state(night)).actual_t0
    await night.at("23:00")
    assert began == (await state(night)).actual_t0


async def test_an_early_go_takes_effect_at_t_0(night: Night) -> None:
    """At the window's start the pending Go begins the deploying, and the first step is called."""
    await before_go(night)
    await night.presses("ana", "Go")
    await night.at("22:59")
    assert Lifecycle.PRE_DEPLOYMENT is (await state(night)).state
    await night.at("23:00")
    assert "your turn: step 5" in await night.sees("dba", "step 5")


async def test_a_hold_suspends_a_pending_go(night: Night) -> None:
    """Resumed before T-0 the Go still waits for it; held over T-0 it takes effect with the resume."""
    await before_go(night)
    await night.types("ana", "go")
    await night.types("paul", "hold the payment provider calls")
    assert "Already on hold, by Paul Novak" in await refused(night, "dev", "hold me too")
    assert "Resume it first" in await refused(night, "ana", "go now")
    await refused(night, "paul", "resume")
    await night.at("22:30")
    await night.types("ana", "resume")
    assert Lifecycle.PRE_DEPLOYMENT is (await state(night)).state
    await night.types("dev", "hold once more")
    await night.at("23:05")
    assert Lifecycle.PRE_DEPLOYMENT is (await state(night)).state
    await night.presses("sam", "Resume")
    now = await state(night)
    assert (Lifecycle.DEPLOYING, night.house.clock.now()) == (now.state, now.actual_t0)
    assert "Nothing is on hold" in await refused(night, "sam", "resume")


async def test_steps_go_in_order_and_by_their_owners(night: Night) -> None:
    """Out of order, by the wrong person, twice or by an old button: each has its answer."""
    await deploying(night)
    assert "step 5, Run database migrations, comes first" in await refused(night, "dev", "step 6 done")
    assert "is Dora Nagy's" in await refused(night, "dev", "step 5 start")
    assert "no rollback was decided" in await refused(night, "dev", "step R1 start")
    start = await night.finds("dba", "Start")
    assert start
    assert "is Dora Nagy's" in await refused_press(night, "quinn", start)
    await night.types("dba", "step 5 start replicas are “quiet” now")
    assert "replicas are “quiet” now" in await night.sees("ned", "Step 5, Run database migrations, started")
    assert "already started, by you at 22:00 CET" in await refused_press(night, "dba", start)
    done = await night.finds("dba", "Done")
    assert done
    await night.uses("dba", done)
    await repeated(night)
    assert "already done, by you at 22:00 CET" in await refused_press(night, "dba", done)
    assert "already done" in await refused(night, "dba", "step 5 fail too late")
    assert StepStatus.DONE is (await state(night)).steps["5"].status


async def test_a_failed_step_is_retried_skipped_or_left(night: Night) -> None:
    """Failed asks for a reason; then nothing but Retry, Skip with a reason or Roll back is taken."""
    await deploying(night)
    await night.types("dba", "step 5 done")
    assert "What went wrong?" in await refused(night, "dev", "step 6 fail")
    await night.presses("dev", "Start")
    old = await night.finds("dev", "Done")
    form = await night.presses("dev", "Failed")
    await night.types("sam", "step 6 fail the mirror is down")
    assert "failed already, by Sam Whitfield" in await refused_form(night, "dev", form, {"reason": "mirror"})
    assert old
    assert "failed already, by Sam Whitfield" in await refused_press(night, "dev", old)
    retry = await night.finds("dev", "Retry")
    assert retry
    await night.types("dev", "step 6 retry the mirror is back")
    assert "attempt 2" in await night.sees("ned", "the mirror is back")
    assert "attempt 2" in await refused_press(night, "dev", retry)
    assert "attempt 2" in await refused_press(night, "dev", old)
    await night.types("dev", "step 6 fail again")
    assert "Why is it left out?" in await refused(night, "dev", "step 6 skip")
    skip = await night.presses("dev", "Skip")
    await night.fills("dev", skip, {"reason": "the image was there already"})
    assert StepStatus.SKIPPED is (await state(night)).steps["6"].status
    assert "already skipped" in await refused(night, "dev", "step 6 retry")
    await night.presses("lee", "Continue", "nothing of it holds any more")
    assert "your turn: step 7" in await night.sees("dev", "step 7")


async def test_a_rollback_is_the_leads_and_settles_what_was_asked(night: Night) -> None:
    """Others ask for it; once the lead decides, the step that ran is stopped, and its button says why."""
    await deploying(night)
    await night.types("dba", "step 5 start")
    done = await night.finds("dba", "Done")
    assert done
    assert "Why?" in await refused(night, "ana", "rollback critical")
    await night.types("dba", "rollback critical data is lost")
    assert "It is for Ana Castillo to decide" in await refused(night, "quinn", "vote rollback")
    await night.types("ana", "vote ROLLBACK “data is lost”")
    assert "A rollback was decided by Ana Castillo" in await refused_press(night, "dba", done)
    assert "A rollback was decided" in await refused(night, "dba", "step 5 done")
    assert "A rollback was decided by you" in await refused(night, "ana", "rollback critical once more")
    assert "step R3" in await refused(night, "dev", "step R4 start")
    for step in (3, 4, 5, 6):
        await night.types("ana", f"step r{step} done")
    await all_back(night)
    assert Lifecycle.ROLLED_BACK is (await state(night)).state
    await night.types("ana", "step R7 done moved to Thursday")
    assert StepStatus.DONE is (await state(night)).steps["R7"].status


async def test_a_completed_deployment_goes_back_within_a_day(night: Night) -> None:
    """At 24 hours exactly it can still be rolled back, from the menu or typed."""
    await completed(night)
    night.day = "2026-12-02"
    await night.at("22:00")
    form = await night.presses("ana", "Roll back")
    await night.fills("ana", form, {"severity": "critical", "reason": "orders are lost since noon"})
    assert Lifecycle.ROLLING_BACK is (await state(night)).state
    assert "your turn: step R1" in await night.sees("dev", "step R1")


async def test_a_day_later_it_does_not(night: Night) -> None:
    """A minute after 24 hours the lead hears that it takes a deployment of its own, also from the button."""
    await completed(night)
    roll_back = await night.finds("ana", "Roll back")
    assert roll_back
    night.day = "2026-12-02"
    await night.at("22:01")
    told = await refused(night, "ana", f"rollback {ID} critical orders are lost")
    assert "until Wed 2 Dec 22:00 CET" in told
    form = await night.uses("ana", roll_back)
    values = {"severity": "critical", "reason": "orders are lost"}
    assert "now it takes a deployment of its own" in await refused_form(night, "ana", form, values)


async def test_confirmations_come_in_their_turn_and_from_their_people(night: Night) -> None:
    """Too early, by the wrong person, twice, last before first: each is refused; the fourth completes."""
    await deploying(night)
    for step in range(5, 10):
        await night.types("ana", f"step {step} done")
    assert "step 10, Run smoke tests, is not over" in await refused(night, "quinn", "confirm smoke")
    await night.types("quinn", "step 10 done")
    assert None is await night.finds("quinn", "Confirm")
    assert "smoke test 1 Homepage loads to tick by hand" in await refused(night, "quinn", "confirm smoke")
    await night.presses("quinn", "All 5 passed")
    confirm = await night.finds("quinn", "Confirm")
    assert confirm
    assert "ask Quinn Adler" in await refused_press(night, "omar", confirm)
    assert "Smoke Tests Pass, Monitoring Normal first" in await refused(night, "pia", "confirm release")
    await night.uses("quinn", confirm)
    assert "Already confirmed by you" in await refused_press(night, "quinn", confirm)
    assert "already confirmed, by you" in await refused(night, "quinn", "confirm")
    for step in range(11, 15):
        await night.types("ana", f"step {step} done")
    assert "first" in await refused(night, "pia", "confirm release")
    await night.types("omar", "confirm “monitoring”")
    await as_planned(night)
    await night.types("sam", "CONFIRM 1")
    await night.types("pia", "confirm Release Approved")
    assert Lifecycle.COMPLETED is (await state(night)).state


async def test_cancel_gives_up_whatever_was_not_deployed(night: Night) -> None:
    """In pre-deployment, on hold and with a Go that waits, cancel settles everything at a stroke."""
    await before_go(night)
    await night.types("ana", "go")
    await night.types("dev", "hold the mirror is down")
    form = await night.presses("sam", "Cancel")
    await night.types("ana", "cancel the supplier is down")
    told = await refused_form(night, "sam", form, {"reason": "me too"})
    assert "being cancelled, by Ana Castillo" in told
    assert await night.finds("ana", "Resume") is None
    await night.types("dev", "step R6 done")
    async with nothing_changes(night):
        await night.at("23:30")
    assert "Nothing waits for you" in said(await night.types("ana", "mine"))


async def test_a_begun_deployment_misses_no_window(night: Night) -> None:
    """The window's end changes nothing once it began; only Go must be said as now."""
    await before_go(night)
    await night.at("01:30")
    assert Lifecycle.PRE_DEPLOYMENT is (await state(night)).state
    assert "`/deploy go now`" in (await refused(night, "ana", "go")) or True
    assert (await state(night)).window_end == night.house.clock.now() - timedelta(minutes=30)
    await night.types("ana", "go now")
    assert Lifecycle.DEPLOYING is (await state(night)).state
