from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import events as e
from bot.domain.plan import Phase
from bot.domain.state import Lifecycle, StepProgress, StepStatus
from bot.domain.state_parts import Given, by_step
from bot.domain.taking_back import with_added, with_pre_deployment_left, with_reopened, with_undoing
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

LATER = p.T0 + timedelta(minutes=40)
REOPENED = e.StepReopened(
    at=LATER,
    by=p.DBA,
    step="4",
    attempt=2,
    on_behalf=False,
    note="wrong window",
    called_off=(),
    items=(),
    checkpoints=(),
    go=False,
    verifying=False,
)
ADDED = e.StepAdded(
    at=LATER,
    by=p.ANA,
    added=replace(
        p.step("5a", "Flush the queue", "Dora Nagy", 5, Phase.DEPLOYMENT),
        after=("5",),
    ),
    people=(p.DBA,),
    called_off=(),
    checkpoints=(),
    go=False,
    verifying=False,
)


def test_a_step_that_nobody_had_started_is_called_again() -> None:
    """What was ticked off without a start waits for one; what was started runs on since then."""
    state = Stage().to_go().state

    def reopened(started_at: datetime | None) -> StepProgress:
        ended = replace(state.steps["4"], started_at=started_at)
        return with_reopened(replace(state, steps={**state.steps, "4": ended}), REOPENED).steps["4"]

    again, running = reopened(None), reopened(p.T0)
    assert (StepStatus.CALLED, None, "") == (again.status, again.ended_at, again.note)
    assert (StepStatus.RUNNING, p.T0) == (running.status, running.started_at)


def test_what_the_step_ticked_is_open_again() -> None:
    """Only the items that the event names lose their tick."""
    state = Stage().to_go().state
    assert {1, 2, 3} == set(state.checks)
    assert by_step("1") == state.checks[2].note
    after = with_reopened(state, replace(REOPENED, step="1", items=(2,)))
    assert {1, 3} == set(after.checks)


@pytest.mark.parametrize("go", [True, False])
def test_gos_question_falls_only_where_the_event_says_so(go: bool) -> None:
    """A question that falls gets another round, so that its old button is stale."""
    state = Stage().to_go().state
    after = with_reopened(state, replace(REOPENED, go=go))
    assert (not go, state.go_round + go) == (after.go_asked, after.go_round)


def test_steps_that_are_not_called_any_more_keep_their_attempts() -> None:
    """They are gone from the steps, and their next call counts on from where they were."""
    state = Stage().to_deploying().state
    after = with_added(state, replace(ADDED, called_off=("5",)))
    assert "5" not in after.steps
    assert state.steps["5"].attempt == after.called_off["5"]


def test_confirmations_that_were_asked_are_asked_anew() -> None:
    """Their round rises; those that the event does not name stay asked, in their round."""
    state = replace(Stage().to_confirming().state, confirmation_rounds={2: 1})
    event = replace(ADDED, checkpoints=(2, 4), verifying=True)
    after = with_added(state, event)
    assert (Lifecycle.DEPLOYING, None) == (after.state, after.verifying_at)
    assert set(state.confirmations_asked) - {2, 4} == set(after.confirmations_asked)
    assert {2: 2, 4: 1} == after.confirmation_rounds


def test_an_added_step_joins_a_way_back_that_is_walked() -> None:
    """A step of 6.3 comes to those that are walked; one of section 3, or without a rollback, does not."""
    state = Stage().to_rolling_back().state
    assert state.rollback
    back = replace(ADDED, added=replace(ADDED.added, number="R3a", phase=Phase.ROLLBACK))
    walked = with_added(state, back).rollback
    assert walked
    assert (*state.rollback.steps, "R3a") == walked.steps
    assert state.rollback == with_added(state, ADDED).rollback
    assert with_added(Stage().to_deploying().state, back).rollback is None


def test_undoing_ends_the_hold_and_gos_question() -> None:
    """Nothing keeps what undoes from being called, and an early Go does not take effect."""
    state = replace(Stage().to_go().state, hold=Given(by=p.DBA, at=p.T0, note="slow"))
    event = e.UndoingBegan(at=LATER, by=p.ANA, reason="supplier", steps=("R6",), anew=True)
    after = with_undoing(state, event)
    assert after.leaving
    assert (p.ANA, LATER, "supplier", ("R6",), True) == (
        after.leaving.by,
        after.leaving.at,
        after.leaving.reason,
        after.leaving.steps,
        after.leaving.anew,
    )
    assert (None, False, None, state.go_round + 1) == (after.hold, after.go_asked, after.go, after.go_round)


def test_only_a_person_gives_up() -> None:
    """A clock that gives a deployment up is a mistake of ours, and no fold hides it."""
    with pytest.raises(ValueError, match="by a person"):
        with_undoing(
            Stage().to_go().state, e.UndoingBegan(at=LATER, by=None, reason="", steps=(), anew=False)
        )


def test_the_next_begin_calls_everything_anew() -> None:
    """Approvals and what people ticked stay; begun, steps, hold and what steps ticked do not."""
    state = replace(Stage().to_go().state, hold=Given(by=p.DBA, at=p.T0))
    event = e.PreDeploymentLeft(at=LATER, by=p.ANA, steps=("1", "2", "3", "4"), items=(2,))
    after = with_pre_deployment_left(state, event)
    assert (Lifecycle.APPROVED, None, None, None, {}) == (
        after.state,
        after.begun,
        after.leaving,
        after.hold,
        dict(after.steps),
    )
    assert {number: step.attempt for number, step in state.steps.items()} == after.called_off
    assert ({1, 3}, state.signoffs) == (set(after.checks), after.signoffs)
    assert (False, state.go_round + 1) == (after.go_asked, after.go_round)
