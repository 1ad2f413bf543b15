from dataclasses import replace
from datetime import timedelta
from functools import reduce

import pytest

from bot.domain import events as e, intents as i
from bot.domain.evolve import evolve
from bot.domain.lifecycle import decide
from bot.domain.people import Holders
from bot.domain.refusals import Because, Refusal
from bot.domain.run import GO_TIMER, ROLES_TIMER, WINDOW_TIMER
from bot.domain.state import Lifecycle
from bot.domain.state_parts import TookBefore
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state


def test_open_keeps_what_the_plan_says() -> None:
    """A draft knows its release, window and the people chosen for roles that nobody filled."""
    plan = p.web_shop()
    chosen = {"cab": (p.CARLA,)}
    stage = Stage(plan)
    stage.named = (p.CARLA,)
    opened, bound = stage.do(
        i.OpenDeployment(
            id="WEB-DEPLOY-041", revision="f00", channel="C1", plan=plan, ticked=(1,), people=chosen
        ),
        p.ANA,
    )
    assert isinstance(opened, e.DeploymentOpened)
    assert ("Web shop", "4.12.0", p.T0, p.END, p.ZONE) == (
        opened.release,
        opened.version,
        opened.window_start,
        opened.window_end,
        opened.zone,
    )
    assert (chosen, (1,)) == (opened.people, opened.ticked)
    assert e.RolesBound(at=opened.at, by=None, roles=p.roles()) == bound


def test_named_people_change_nothing_else() -> None:
    """The people chosen at the start are kept; who holds a role is the binding's."""
    stage = Stage()
    stage.named = (p.DBA,)
    stage.do(
        i.OpenDeployment(id="A-1", revision="0", channel="C1", plan=stage.plan, people={"cab": (p.DBA,)}),
        p.ANA,
    )
    assert {"cab": (p.DBA,)} == stage.state.named
    assert (p.CARLA,) == stage.state.holders("CAB").people


def test_only_who_can_hold_a_role_is_chosen_for_one() -> None:
    """One of the chosen whom the workspace does not know stops the start, whoever else is chosen."""
    stage = Stage()
    stage.named = (p.DBA,)
    opened = i.OpenDeployment(
        id="A-1", revision="0", channel="C1", plan=stage.plan, people={"cab": (p.DBA, p.STRANGER)}
    )
    assert "Who is chosen for “cab” is no active member" in stage.refused(opened, p.ANA).text


def test_open_without_a_window() -> None:
    """A plan without a window opens without times."""
    stage = Stage(replace(p.small(), window=None)).open()
    assert (None, None, "") == (stage.state.window_start, stage.state.window_end, stage.state.zone)


def test_begin_names_what_is_not_ticked() -> None:
    """Begin lists the open items, but for those that a step of 3.1 does."""
    stage = Stage().to_approved()
    refusal = stage.refused(i.Begin(), p.ANA)
    assert Because.INCOMPLETE is refusal.because
    assert "1 All code merged to release branch; 3 Support team briefed." in refusal.text
    assert "Backup" not in refusal.text


def test_begin_overridden() -> None:
    """The lead may begin with open items, and the reason is kept with them."""
    stage = Stage().to_approved()
    events = stage.do(i.Begin(override="merged after lunch"), p.ANA)
    assert [e.Overridden, e.Begun, e.StepCalled] == [type(event) for event in events]
    (overridden,) = stage.state.overridden
    assert "checklist items 1, 3: merged after lunch" == overridden.note


def test_override_that_is_not_needed_is_not_kept() -> None:
    """Where every item is ticked, an override is no override."""
    stage = Stage(p.small()).to_approved()
    stage.do(i.TickItem(wanted="1"), p.ANA)
    assert [e.Begun, e.StepCalled] == [type(event) for event in stage.do(i.Begin(override="x"), p.ANA)]


def test_begin_keeps_what_past_runs_took() -> None:
    """As it was looked up for it, for as long as the run goes on."""
    stage = Stage().to_approved()
    learnt = (TookBefore(step="6", action="Deploy application", minutes=22, runs=5),)
    facts = replace(stage.facts(p.ANA), learnt=learnt)
    decision = decide(stage.state, i.Begin(override="all known"), facts)
    assert not isinstance(decision, Refusal)
    assert learnt == reduce(evolve, decision, stage.state).learnt


@pytest.mark.parametrize(("seconds", "accepted"), [(-1, True), (0, False)])
def test_begin_until_the_window_ends(seconds: int, accepted: bool) -> None:
    """Begin is possible until the window ends; after that the refusal says what is left."""
    stage = Stage().to_approved()
    stage.at = p.END + timedelta(seconds=seconds)
    decision = stage.ask(i.Begin(override="all known"), p.ANA)
    assert accepted is not isinstance(decision, Refusal)
    if isinstance(decision, Refusal):
        assert "The window ended Wed 2 Dec 01:00 CET" in decision.text


def test_go_waits_for_phase_3_1() -> None:
    """Go is refused with the steps that are not finished."""
    stage = Stage().to_pre_deployment()
    refusal = stage.refused(i.Go(), p.ANA)
    assert Because.INCOMPLETE is refusal.because
    assert refusal.text.startswith("Pre-deployment is not finished: 1 Create deployment backup, 2 Verify")


def test_early_go_waits_for_planned_t0() -> None:
    """A Go before the planned T-0 takes effect then, by the clock."""
    stage = Stage().to_go()
    events = stage.do(i.Go(), p.ANA)
    assert (e.GoGiven(at=stage.at, by=p.ANA, effective_at=p.T0),) == events
    assert () == stage.wake(GO_TIMER)
    stage.wait_for_go()
    assert (Lifecycle.DEPLOYING, p.T0) == (stage.state.state, stage.state.actual_t0)
    assert () == stage.wake(GO_TIMER)


def test_late_go_takes_effect_at_once() -> None:
    """A Go after the planned T-0 begins deploying when it is said."""
    stage = Stage().to_go()
    stage.at = p.T0 + timedelta(minutes=7)
    events = stage.do(i.Go(), p.ANA)
    assert e.GoGiven(at=stage.at, by=p.ANA, effective_at=stage.at) == events[0]
    assert stage.at == stage.state.actual_t0


def test_go_now_does_not_wait() -> None:
    """`go now` begins at once, also after a Go that waits."""
    stage = Stage().to_go()
    stage.do(i.Go(), p.ANA)
    stage.at += timedelta(minutes=1)
    stage.do(i.Go(at_once=True), p.ANA)
    assert (Lifecycle.DEPLOYING, stage.at) == (stage.state.state, stage.state.actual_t0)


def test_second_go() -> None:
    """A second Go hears who gave the first and when deploying begins."""
    stage = Stage().to_go()
    stage.do(i.Go(), p.ANA)
    expected = "Go was already given by you at 22:32 CET; deploying begins at 23:00 CET."
    assert expected == stage.refused(i.Go(), p.ANA).text
    stage.wait_for_go()
    expected = "Go was already given by Ana Ruiz at 22:32 CET; deploying began at 23:00 CET."
    assert expected == stage.refused(i.Go(), p.SAM).text


def test_go_after_the_window_must_be_said_now() -> None:
    """After the window's end only `go now` deploys."""
    stage = Stage().to_go()
    stage.at = p.END
    assert Because.NOT_NOW is stage.refused(i.Go(), p.ANA).because
    stage.do(i.Go(at_once=True), p.ANA)
    assert Lifecycle.DEPLOYING is stage.state.state


def test_go_without_a_window_takes_effect_at_once() -> None:
    """Where the plan has no window, there is nothing to wait for."""
    stage = Stage(replace(p.small(), window=None)).to_go()
    stage.do(i.Go(), p.ANA)
    assert Lifecycle.DEPLOYING is stage.state.state


def test_hold_suspends_a_pending_go() -> None:
    """On hold the clock's Go does nothing; resumed after T-0, deploying begins."""
    stage = Stage().to_go()
    stage.do(i.Go(), p.ANA)
    stage.do(i.Hold(reason="the supplier is down"), p.DEV)
    stage.wait_for_go()
    assert Lifecycle.PRE_DEPLOYMENT is stage.state.state
    stage.at += timedelta(minutes=10)
    stage.do(i.Resume(), p.ANA)
    assert (Lifecycle.DEPLOYING, stage.at) == (stage.state.state, stage.state.actual_t0)


def test_no_go_on_hold() -> None:
    """On hold, Go says who holds it and why."""
    stage = Stage().to_go()
    stage.do(i.Hold(reason="the supplier is down"), p.DEV)
    text = stage.refused(i.Go(), p.ANA).text
    assert "on hold, by Devi Rao at 22:32 CET: the supplier is down. Resume it first." in text


def test_hold_and_resume() -> None:
    """On hold a finished step calls nobody; resumed, the next is called."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.Hold(reason="slow"), p.DEV)
    events = stage.do(i.FinishStep(step="5"), p.DBA)
    assert e.StepCalled not in {type(event) for event in events}
    events = stage.do(i.Resume(), p.ANA)
    assert [e.Resumed, e.StepCalled] == [type(event) for event in events]


def test_second_hold_and_idle_resume() -> None:
    """A second hold hears of the first; a resume of nothing is refused."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert Because.NOT_NOW is stage.refused(i.Resume(), p.ANA).because
    stage.do(i.Hold(reason="slow"), p.DEV)
    assert "Already on hold, by you at 23:00 CET: slow." == stage.refused(i.Hold(reason="x"), p.DEV).text


@pytest.mark.parametrize("intent", [i.Hold(), i.Cancel()])
def test_reason_is_needed(intent: i.Intent) -> None:
    """To hold or cancel, a reason must be given."""
    stage = at_state(Lifecycle.PRE_DEPLOYMENT)
    assert Because.INCOMPLETE is stage.refused(intent, p.ANA).because


def test_cancel_ends_the_hold() -> None:
    """A cancelled deployment is not on hold, and keeps who gave it up and why."""
    stage = at_state(Lifecycle.PRE_DEPLOYMENT)
    stage.do(i.Hold(reason="slow"), p.DEV)
    stage.do(i.Cancel(reason="the supplier is down"), p.ANA)
    assert stage.state.hold is None
    assert stage.state.ended
    assert (p.ANA, "the supplier is down") == (stage.state.ended.by, stage.state.ended.note)
    assert "The deployment was cancelled by you" in stage.refused(i.Cancel(reason="x"), p.ANA).text


@pytest.mark.parametrize("state", [Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.APPROVED])
def test_window_that_ends_is_missed(state: Lifecycle) -> None:
    """What was not begun is missed when the window ends, not a moment earlier."""
    stage = at_state(state)
    stage.at = p.END - timedelta(seconds=1)
    assert () == stage.wake(WINDOW_TIMER)
    stage.at = p.END
    assert (e.WindowMissed(at=p.END, by=None),) == stage.wake(WINDOW_TIMER)
    assert Lifecycle.MISSED is stage.state.state


def test_window_timer_without_a_window_is_idle() -> None:
    """A timer for a window that there is not does nothing."""
    assert () == Stage(replace(p.small(), window=None)).open().wake(WINDOW_TIMER)


def test_roles_are_bound_when_they_changed() -> None:
    """The roster's timer takes over who stands for the roles, and does nothing when all is as before."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert () == stage.wake(ROLES_TIMER)
    stage.roles = dict(p.roles(DBA=Holders(people=(p.LEE,))))
    assert (e.RolesBound(at=stage.at, by=None, roles=stage.roles),) == stage.wake(ROLES_TIMER)
    stage.do(i.FinishStep(step="5"), p.LEE)


def test_unknown_timer_is_idle() -> None:
    """A timer whose name says nothing here does nothing."""
    assert () == at_state(Lifecycle.DEPLOYING).wake("lunch")
