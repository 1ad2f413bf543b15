from dataclasses import replace

import pytest

from bot.domain import events as e, intents as i
from bot.domain.facts import Story
from bot.domain.plan import CheckpointKind, Phase, Step
from bot.domain.progress import (
    advance,
    current_steps,
    due_checkpoints,
    open_steps,
    steps_now,
    steps_to_call,
    unconfirmed,
    waits_for,
    watched_step,
)
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

EXPECTED = {
    Lifecycle.DRAFT: ("", ""),
    Lifecycle.IN_REVIEW: ("", ""),
    Lifecycle.APPROVED: ("", ""),
    Lifecycle.PRE_DEPLOYMENT: ("1 2 3 4", "1"),
    Lifecycle.DEPLOYING: ("5 6 7 8 9", "5"),
    Lifecycle.VERIFYING: ("10 11 12 13 14", "10"),
    Lifecycle.COMPLETED: ("", ""),
    Lifecycle.ROLLING_BACK: ("R2 R3 R4 R5 R6 R7", "R2"),
    Lifecycle.ROLLED_BACK: ("R2 R3 R4 R5 R6 R7", "R7"),
    Lifecycle.CANCELLED: ("", ""),
    Lifecycle.MISSED: ("", ""),
}


def numbers(steps: tuple[Step, ...]) -> str:
    """The steps by number."""
    return " ".join(step.number for step in steps)


@pytest.mark.parametrize("state", Lifecycle)
def test_steps_of_each_state(state: Lifecycle) -> None:
    """Each state has its phase's steps and one of them that somebody is called for."""
    stage = at_state(state)
    found = (numbers(steps_now(stage.state, stage.plan)), numbers(current_steps(stage.state, stage.plan)))
    assert EXPECTED[state] == found


def test_follow_ups_come_last() -> None:
    """A follow-up is called after the steps that have a duration, wherever it stands."""
    rows = (("R1", "Call the press", "All", None), ("R2", "Rollback application", "DevOps", 10))
    stage = Stage(replace(p.small(), rollback=p.phase_of(Phase.ROLLBACK, rows))).to_rolling_back()
    assert "R2" == numbers(current_steps(stage.state, stage.plan))
    stage.do(i.FinishStep(step="R2"), p.ANA)
    assert "R1" == numbers(current_steps(stage.state, stage.plan))


def test_steps_side_by_side_are_called_at_once() -> None:
    """Each step is called as soon as those that its After names are over, not before."""
    stage = Stage(p.side_by_side()).to_pre_deployment()
    assert "1 2" == numbers(current_steps(stage.state, stage.plan))
    stage.do(i.FinishStep(step="2"), p.DEV)
    assert "1 3" == numbers(current_steps(stage.state, stage.plan))
    stage.do(i.FinishStep(step="3"), p.DEV)
    assert "1" == numbers(current_steps(stage.state, stage.plan))
    stage.do(i.FinishStep(step="1"), p.DBA)
    assert "4" == numbers(current_steps(stage.state, stage.plan))


def test_a_failed_step_holds_every_new_call_up() -> None:
    """While a step is failed nobody new is called, also who does not wait for it; Retry calls both."""
    stage = Stage(p.side_by_side()).to_pre_deployment()
    stage.do(i.FailStep(step="1", reason="disk"), p.DBA)
    stage.do(i.FinishStep(step="2"), p.DEV)
    assert () == steps_to_call(stage.state, stage.plan)
    refusal = stage.refused(i.StartStep(step="3"), p.DEV)
    assert "step 1, Create deployment backup, comes first; it is failed" in refusal.text
    stage.do(i.RetryStep(step="1"), p.DBA)
    assert "1 3" == numbers(current_steps(stage.state, stage.plan))


def test_open_steps_shrink() -> None:
    """The open steps of section 3 are those that are neither done nor skipped."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.SkipStep(step="5", reason="ran at noon"), p.DBA)
    assert "6 7 8 9 10 11 12 13 14" == numbers(open_steps(stage.state, stage.plan))


def test_advance_adds_what_follows_once() -> None:
    """What followed already does not follow again."""
    stage = at_state(Lifecycle.DEPLOYING)
    story = Story(stage.state)
    advance(story, stage.facts(None))
    assert () == story.events


@pytest.mark.parametrize(
    ("phases", "after"),
    [
        ((Phase.PRE_DEPLOYMENT,), ["GoAsked"]),
        ((), ["StepCalled"]),
    ],
)
def test_begin_without_pre_deployment_asks_for_go(phases: tuple[Phase, ...], after: list[str]) -> None:
    """Without steps in 3.1, Go is asked for as soon as it begins."""
    stage = Stage(p.without_steps(p.small(), *phases)).to_pre_deployment()
    assert after == [type(event).__name__ for event in stage.last if not isinstance(event, e.Begun)]


def test_go_through_empty_phases() -> None:
    """Go leads through the phases that have no steps, to the end where nothing is to confirm."""
    plan = replace(p.without_steps(p.small(), Phase.DEPLOYMENT, Phase.POST_DEPLOYMENT), checkpoints=())
    stage = Stage(plan).to_deploying()
    assert Lifecycle.COMPLETED is stage.state.state
    assert stage.state.ended
    assert p.ANA == stage.state.ended.by


def test_watched_steps() -> None:
    """Smoke tests and monitoring are found by their words, the last such step of 3.3 counts."""
    plan = p.web_shop()
    found = [watched_step(plan, kind) for kind in (CheckpointKind.SMOKE_TESTS, CheckpointKind.MONITORING)]
    assert ["10", "14"] == [step.number for step in found if step]
    assert watched_step(p.small(), CheckpointKind.MONITORING) is None


def test_checkpoints_take_their_turn() -> None:
    """Smoke tests come after their step, monitoring and the deployment after the last, the release last."""
    stage = at_state(Lifecycle.VERIFYING)
    waits = [waits_for(stage.state, stage.plan, checkpoint) for checkpoint in stage.plan.checkpoints]
    assert [
        "step 14, Monitor for 30 min, is not over",
        "step 10, Run smoke tests, is not over",
        "step 14, Monitor for 30 min, is not over",
        "Deployment Complete, Smoke Tests Pass, Monitoring Normal first",
    ] == waits
    stage.do(i.FinishStep(step="10"), p.QUINN)
    first = stage.state.confirmations_asked
    stage.walk()
    assert ((2,), (2, 1, 3)) == (first, stage.state.confirmations_asked)
    assert () == due_checkpoints(stage.state, stage.plan)


def test_release_alone_waits_for_every_step() -> None:
    """Where the release is the only checkpoint, it waits for the last step."""
    release = p.checkpoint(1, "Release Approved", CheckpointKind.RELEASE)
    stage = Stage(replace(p.small(), checkpoints=(release,))).to_verifying()
    assert "step 3, Run smoke tests, is not over" == waits_for(stage.state, stage.plan, release)


def test_checkpoint_without_its_step_is_due_at_once() -> None:
    """Where no step is about monitoring, it may be confirmed from verifying on."""
    monitoring = p.checkpoint(1, "Monitoring Normal", CheckpointKind.MONITORING)
    stage = Stage(replace(p.small(), checkpoints=(monitoring,))).to_verifying()
    assert (1,) == stage.state.confirmations_asked


def test_unconfirmed() -> None:
    """What is confirmed is not missing any more."""
    stage = Stage().to_confirming()
    stage.do(i.Confirm(), p.QUINN)
    assert [1, 3, 4] == [checkpoint.number for checkpoint in unconfirmed(stage.state, stage.plan)]
