from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.maintenance import (
    called_at,
    ended_at,
    is_named,
    is_off_again,
    is_on,
    is_on_before_go,
    lasts,
    turns_off,
    turns_on,
    why_down,
)
from bot.domain.plan import Phase
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


@pytest.mark.parametrize(
    ("action", "on", "off"),
    [
        ("Enable maintenance mode", True, False),
        ("Turn maintenance mode on", True, False),
        ("Switch on the MAINTENANCE page", True, False),
        ("Disable maintenance mode", False, True),
        ("Turn off the maintenance page", False, True),
        ("End maintenance", False, True),
        ("Prepare the maintenance page", False, False),
        ("Enable the new checkout", False, False),
        ("Send the maintenance notice", False, False),
    ],
)
def test_steps_about_maintenance_mode_are_known_by_their_words(action: str, *, on: bool, off: bool) -> None:
    """What is on or off must be the maintenance, and "send" does not end it."""
    step = p.step("1", action, "DevOps", 2, Phase.PRE_DEPLOYMENT)
    assert (on, off) == (turns_on(step), turns_off(step))


def test_it_is_on_with_the_step_that_turned_it_on() -> None:
    """Not while the step is only called, and not once it is reopened."""
    stage = Stage().to_pre_deployment()
    seen = []
    for number in ("1", "2", "3"):
        stage.do(i.FinishStep(step=number), stage.state.holders("DBA" if number == "1" else "DevOps").all[0])
        seen.append(is_on_before_go(stage.state, stage.plan))
    stage.do(i.ReopenStep(step="3"), p.ANA)
    assert [False, False, True, False] == [*seen, is_on_before_go(stage.state, stage.plan)]


def test_it_is_off_once_every_step_that_turns_it_off_is_done() -> None:
    """Where no step turns it off, it never was on."""
    verifying = Stage().to_verifying()
    small = Stage(p.small()).to_verifying()
    assert not is_off_again(verifying.state, verifying.plan)
    assert is_off_again(verifying.walk().state, verifying.plan)
    assert is_off_again(small.state, small.plan)


def test_whether_the_run_left_it_on() -> None:
    """On from the end of the step that turns it on until another one turned it off; not before."""
    stage = Stage().to_pre_deployment()
    assert is_on(stage.state, stage.plan) is False
    stage = Stage().to_deploying()
    assert is_on(stage.state, stage.plan) is True
    stage.walk()
    assert is_on(stage.state, stage.plan) is False


def test_nobody_can_tell_whether_it_is_on() -> None:
    """Where the last step about it was skipped or is not done, or no step is about it."""
    stage = Stage().to_verifying()
    stage.do(i.FinishStep(step="10"), p.QUINN)
    stage.do(i.FinishStep(step="11"), p.OMAR)
    assert is_on(stage.state, stage.plan) is True
    stage.do(i.StartStep(step="12"), p.DEV)
    assert is_on(stage.state, stage.plan) is None
    stage.do(i.SkipStep(step="12", reason="by hand"), p.DEV)
    assert is_on(stage.state, stage.plan) is None
    small = Stage(p.small()).to_verifying()
    assert is_on(small.state, small.plan) is None


def test_its_page_may_be_seen_from_one_step_to_the_end_of_another() -> None:
    """Also while these are under way; a step that is skipped puts nothing up, and ends it."""
    stage = Stage().to_pre_deployment()
    seen = [lasts(stage.state, stage.plan)]
    for number in ("1", "2"):
        stage.do(i.FinishStep(step=number), p.ANA)
    called = stage.at
    assert called_at(stage.state, stage.plan) is None
    stage.at += timedelta(minutes=1)
    stage.do(i.StartStep(step="3"), p.ANA)
    seen.append(lasts(stage.state, stage.plan))
    assert called == called_at(stage.state, stage.plan)
    stage.walk()
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    for count in range(5, 12):
        stage.do(i.FinishStep(step=f"{count}"), p.ANA)
    stage.do(i.StartStep(step="12"), p.ANA)
    seen.append(lasts(stage.state, stage.plan))
    assert ended_at(stage.state, stage.plan) is None
    stage.do(i.SkipStep(step="12", reason="done by hand"), p.ANA)
    assert [False, True, True, False] == [*seen, lasts(stage.state, stage.plan)]
    assert stage.at == ended_at(stage.state, stage.plan)


def test_a_step_that_was_skipped_put_nothing_up() -> None:
    """Nobody knows of a page then."""
    stage = Stage().to_pre_deployment()
    for number in ("1", "2"):
        stage.do(i.FinishStep(step=number), p.ANA)
    stage.do(i.SkipStep(step="3", reason="no page today"), p.ANA)
    assert (False, None) == (lasts(stage.state, stage.plan), called_at(stage.state, stage.plan))


def test_why_the_page_must_be_down() -> None:
    """Before any step put it up, and from the time at which the step that takes it down was done."""
    stage = Stage().to_pre_deployment()
    assert "no step has put it up" == why_down(stage.state, stage.plan, stage.at)
    stage = Stage().to_verifying()
    assert "" == why_down(stage.state, stage.plan, stage.at)
    stage.walk()
    ended = stage.state.steps["12"].ended_at
    assert ended
    assert "step 12 took it down" == why_down(stage.state, stage.plan, ended)
    assert "" == why_down(stage.state, stage.plan, ended - timedelta(seconds=1))


def test_nobody_can_tell_whether_the_page_is_down() -> None:
    """While the step is under way, where it was skipped, where no step of section 3 puts it up."""
    stage = Stage().to_verifying()
    for intent, who in (
        (i.FinishStep(step="10"), p.QUINN),
        (i.FinishStep(step="11"), p.OMAR),
        (i.StartStep(step="12"), p.DEV),
        (i.SkipStep(step="12", reason="by hand"), p.DEV),
    ):
        stage.do(intent, who)
        assert "" == why_down(stage.state, stage.plan, stage.at)
    small = Stage(p.small()).to_verifying()
    assert "" == why_down(small.state, small.plan, small.at)
    assert [True, False] == [is_named(stage.plan), is_named(small.plan)]
    up = p.step("1", "Put up the maintenance page", "DevOps", 2, Phase.PRE_DEPLOYMENT)
    assert is_named(replace(small.plan, phases=(replace(small.plan.phases[0], steps=(up,)),)))


def test_on_the_way_back_its_own_steps_count() -> None:
    """R1 puts the page up again after step 12 took it down, and R6 takes it down."""
    stage = Stage().to_verifying().walk()
    back = {step.number: stage.state.steps["12"] for step in stage.plan.rollback_steps}
    found = []
    for walked in (("R1",), ("R1", "R6")):
        steps = {**stage.state.steps, **{number: back[number] for number in walked}}
        found.append(why_down(replace(stage.state, steps=steps), stage.plan, stage.at))
    assert ["", "step R6 took it down"] == found
