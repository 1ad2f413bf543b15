from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.back_rows import held_back, rows_asked, step_asked
from bot.domain.changes import Part
from bot.domain.plan import Plan
from tests.bot.domain import plans as p
from tests.bot.domain.sections import (
    back_until,
    changing,
    deployed,
    failed,
    ok,
    restored,
    reversed_,
    walked_back,
    went_back,
)
from tests.bot.domain.stories import Stage


def marks(stage: Stage, part: Part) -> list[str]:
    """The rows that are asked about."""
    return [row.mark for row in rows_asked(stage.state, stage.plan, part)]


def number(stage: Stage, part: Part) -> str:
    """The step whose owner is asked; "" where none is."""
    step = step_asked(stage.state, stage.plan, part)
    return step.number if step else ""


def test_on_the_way_forward_all_rows_are_asked_about() -> None:
    """What goes back is none of anybody's business then."""
    stage = deployed()
    assert (["V1", "V2"], ["C1", "C2", "C3"]) == (marks(stage, Part.DATA), marks(stage, Part.CONFIGURATION))
    assert ("5", "6") == (number(stage, Part.DATA), number(stage, Part.CONFIGURATION))
    for part in (Part.REVERSED, Part.RESTORED):
        assert ([], "") == (marks(stage, part), number(stage, part))


def test_what_had_arrived_goes_back() -> None:
    """What is said to be changed, and what nobody said anything of; not what is said not to be."""
    stage = went_back()
    assert (["M1"], "R3") == (marks(stage, Part.REVERSED), number(stage, Part.REVERSED))
    assert (["C1", "C2"], "R4") == (marks(stage, Part.RESTORED), number(stage, Part.RESTORED))
    unsaid = went_back(failed(1, "left"))
    assert ["C2", "C3"] == marks(unsaid, Part.RESTORED)


def test_what_never_went_forward_is_not_asked_about() -> None:
    """R4 is walked all the same: what of 5 was changed by hand, only people know."""
    stage = Stage(changing()).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="it hangs"), p.ANA)
    assert (["M1"], []) == (marks(stage, Part.REVERSED), marks(stage, Part.RESTORED))
    before = Stage(changing()).to_deploying()
    before.do(i.SkipStep(step="5", reason="nothing to migrate"), p.DBA)
    before.do(i.FinishStep(step="6"), p.DEV)
    before.do(i.RequestRollback(reason="it hangs"), p.ANA)
    assert ([], "") == (marks(before, Part.REVERSED), number(before, Part.REVERSED))


def test_restored_from_the_backup_that_step_is_asked_about() -> None:
    """The step that it takes the place of reverses nothing any more."""
    stage = back_until("R3")
    stage.do(i.FailStep(step="R3", reason="the migration has no way down"), p.DBA)
    assert "R3" == number(stage, Part.REVERSED)
    stage.do(i.RestoreFromBackup(step="R3", reason="orders are damaged"), p.ANA)
    assert "R3a" == number(stage, Part.REVERSED)
    stage.do(i.SkipStep(step="R3a", reason="by the provider"), p.ANA)
    assert "R3" == number(stage, Part.REVERSED)


def test_what_was_back_before_the_step_failed_is_asked_of_the_backup() -> None:
    """Nobody takes the word for it of whoever began to reverse by hand what was then restored."""
    stage = back_until("R3")
    stage.do(i.StartStep(step="R3"), p.DBA)
    stage.do(reversed_(), p.DBA)
    stage.do(i.FailStep(step="R3", reason="orders are damaged"), p.DBA)
    assert ["C1", "C2"] == [row.mark for row in held_back(stage.state, stage.plan)]
    stage.do(i.RestoreFromBackup(step="R3", reason="orders are damaged"), p.ANA)
    assert ["M1", "C1", "C2"] == [row.mark for row in held_back(stage.state, stage.plan)]


def _called(plan: Plan, number: str, action: str) -> Plan:
    assert plan.rollback
    steps = tuple(
        replace(each, action=action) if each.number == number else each for each in plan.rollback.steps
    )
    return replace(plan, rollback=replace(plan.rollback, steps=steps))


@pytest.mark.parametrize(("minutes", "asked"), [(15, "R3"), (None, "")])
def test_a_database_that_only_the_backup_takes_back_is_asked_about(minutes: int | None, asked: str) -> None:
    """A follow-up begins once it is rolled back: nothing waits for what it does."""
    plan = _called(changing(), "R3", "Restore database from backup")
    assert plan.rollback
    steps = tuple(
        replace(each, minutes=minutes) if each.number == "R3" else each for each in plan.rollback.steps
    )
    stage = Stage(replace(plan, rollback=replace(plan.rollback, steps=steps))).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="it hangs"), p.ANA)
    assert asked == number(stage, Part.REVERSED)


def test_what_nobody_said_to_be_back_holds_the_end_up() -> None:
    """So does what differs."""
    stage = walked_back()
    assert ["M1", "C1", "C2"] == [row.mark for row in held_back(stage.state, stage.plan)]
    stage.do(reversed_(), p.DBA)
    stage.do(restored(ok(1), failed(2, "still 2")), p.DEV)
    assert ["C2"] == [row.mark for row in held_back(stage.state, stage.plan)]
