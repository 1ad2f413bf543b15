"""A rollback step failed: restoring from the backup in its place."""

from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.effects import MessageKind, PostMessage
from bot.domain.plan import Phase
from bot.domain.progress import current_steps
from bot.domain.refusals import Because
from bot.domain.restoring import may_restore
from bot.domain.state import Lifecycle, StepStatus
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def failed(stage: Stage, number: str = "R3") -> Stage:
    """The steps before it are done, then it fails."""
    while (first := current_steps(stage.state, stage.plan)[0]).number != number:
        stage.do(i.FinishStep(step=first.number), p.ANA)
    stage.do(i.FailStep(step=number, reason="the migration has no way down"), p.ANA)
    return stage


def current(stage: Stage) -> str:
    """The steps that somebody is called for or at."""
    return " ".join(step.number for step in current_steps(stage.state, stage.plan))


def test_the_lead_and_the_deputy_are_told_at_once() -> None:
    """The question goes to the thread, and to each of them directly."""
    stage = failed(Stage().to_rolling_back())
    posts = {effect for effect in stage.effects() if isinstance(effect, PostMessage)}
    asked = {effect.to for effect in posts if effect.kind is MessageKind.FAILURE}
    assert {"", p.ANA.id, p.SAM.id} == asked


def test_a_failure_on_the_way_out_stays_in_the_thread() -> None:
    """Only the way back cannot wait."""
    stage = Stage().to_deploying()
    stage.do(i.FailStep(step="5", reason="disk"), p.DBA)
    posts = [effect for effect in stage.effects() if isinstance(effect, PostMessage)]
    assert [""] == [effect.to for effect in posts if effect.kind is MessageKind.FAILURE]


def test_a_step_is_added_for_whoever_owns_what_failed() -> None:
    """R3 is left out with the reason, R3a restores, by the DBA, and R4 comes after it."""
    stage = failed(Stage().to_rolling_back())
    stage.do(i.RestoreFromBackup(step="R3", reason="data is damaged"), p.ANA)
    assert "R3a" == current(stage)
    skipped = stage.state.steps["R3"]
    assert (StepStatus.SKIPPED, "restored from the backup instead, step R3a") == (
        skipped.status,
        skipped.note,
    )
    assert (True, "Dora Nagy") == (skipped.on_behalf, skipped.for_whom)
    added = stage.plan.step("R3a")
    assert added
    assert ("Restore from backup", "DBA", 15) == (added.action, added.owner, added.minutes)
    stage.do(i.FinishStep(step="R3a"), p.DBA)
    assert "R4" == current(stage)
    assert Lifecycle.ROLLED_BACK is stage.walk(Lifecycle.ROLLED_BACK).state.state


@pytest.mark.parametrize("after", [(), ("R6",)])
def test_a_step_of_the_plan_comes_first(after: tuple[str, ...]) -> None:
    """Where 6.3 restores from the backup itself, that step is called out of its turn, and the rest waits."""
    plan = p.web_shop()
    assert plan.rollback
    restore = replace(p.step("R8", "Restore database from backup", "DBA", 40, Phase.ROLLBACK), after=after)
    steps = (*plan.rollback.steps, restore)
    stage = failed(Stage(replace(plan, rollback=replace(plan.rollback, steps=steps))).to_rolling_back())
    stage.do(i.RestoreFromBackup(step="R3"), p.SAM)
    assert "R8" == current(stage)
    assert () == stage.state.added
    stage.do(i.FinishStep(step="R8"), p.DBA)
    assert "R4" == current(stage)
    assert Lifecycle.ROLLED_BACK is stage.walk(Lifecycle.ROLLED_BACK).state.state


def test_it_is_the_leads_to_decide() -> None:
    """It is the lead's decision; the owner hears whom to ask."""
    stage = failed(Stage().to_rolling_back())
    refusal = stage.refused(i.RestoreFromBackup(step="R3"), p.DBA)
    assert (Because.NOT_YOURS, True) == (refusal.because, "Ana Ruiz" in refusal.text)


@pytest.mark.parametrize("state", ["called", "done", "unknown"])
def test_only_a_rollback_step_that_failed(state: str) -> None:
    """Nothing else gives way to the backup."""
    stage = Stage().to_rolling_back()
    if state == "done":
        stage.do(i.FinishStep(step="R2"), p.DEV)
    refusal = stage.refused(i.RestoreFromBackup(step="R99" if state == "unknown" else "R2"), p.ANA)
    expected = {"called": Because.NOT_NOW, "done": Because.SETTLED, "unknown": Because.UNKNOWN}
    assert expected[state] is refusal.because


def test_without_a_backup_there_is_nothing_to_restore() -> None:
    """A plan that makes no backup and knows none does not offer it."""
    plan = p.web_shop()
    plan = replace(p.without_steps(plan, Phase.PRE_DEPLOYMENT), checklist=())
    stage = failed(Stage(plan).to_rolling_back())
    step = stage.plan.step("R3")
    assert step
    assert not may_restore(stage.state, stage.plan, step)
