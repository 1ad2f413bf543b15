"""The part of the fold that takes something back: a step is open again, one more comes before others, or all
that pre-deployment did is undone.
"""

from bot.domain import events as e
from bot.domain.changes_progress import without_answers
from bot.domain.changing import replace
from bot.domain.folds import Folds, given_with
from bot.domain.plan import Phase
from bot.domain.state import Deployment, Lifecycle, StepStatus
from bot.domain.state_parts import AddedStep, Leaving
from bot.domain.value_progress import without_values


def with_reopened(state: Deployment, event: e.StepReopened) -> Deployment:
    """The step is open again, in another attempt of the same try."""
    before = state.steps[event.step]
    reopened = replace(
        before,
        status=StepStatus.RUNNING if before.started_at else StepStatus.CALLED,
        attempt=event.attempt,
        first=before.first + event.attempt - before.attempt,
        ended_at=None,
        by=event.by,
        on_behalf=event.on_behalf,
        for_whom=event.for_whom,
        note="",
        told_at=event.at,
        put_off_to=None,
        delays=0,
        late_at=None,
        quiet={},
    )
    checks = {number: given for number, given in state.checks.items() if number not in event.items}
    steps = {**state.steps, event.step: reopened}
    state = without_values(replace(state, steps=steps, checks=checks), event.values)
    return _fallen(without_answers(state, event.step), event)


def with_added(state: Deployment, event: e.StepAdded) -> Deployment:
    """A step more, also among those of a rollback that is under way."""
    given = None if event.reason is None else given_with(event, event.reason)
    added = AddedStep(step=event.added, people=event.people, given=given)
    state = replace(state, added=(*state.added, added))
    if state.rollback and event.added.phase is Phase.ROLLBACK:
        walked = (*state.rollback.steps, event.added.number)
        state = replace(state, rollback=replace(state.rollback, steps=walked))
    return _fallen(state, event)


def with_undoing(state: Deployment, event: e.UndoingBegan) -> Deployment:
    """It is left: Go is not asked any more, and no hold stops what undoes.

    After Go it is as before it: nothing is deployed.
    """
    if event.by is None:
        raise ValueError("a deployment is given up by a person")
    leaving = Leaving(by=event.by, at=event.at, reason=event.reason, steps=event.steps, anew=event.anew)
    return replace(_without_go(state), state=Lifecycle.PRE_DEPLOYMENT, leaving=leaving, hold=None)


def with_pre_deployment_left(state: Deployment, event: e.PreDeploymentLeft) -> Deployment:
    """Nothing of the attempt counts any more; what people ticked and approved does."""
    checks = {number: given for number, given in state.checks.items() if number not in event.items}
    return replace(
        _without_go(_without_calls(state, event.steps)),
        state=Lifecycle.APPROVED,
        begun=None,
        leaving=None,
        hold=None,
        checks=checks,
    )


def _fallen(state: Deployment, event: e.StepReopened | e.StepAdded) -> Deployment:
    """What only followed from a step's end does not hold while another step is open before it."""
    asked = tuple(each for each in state.confirmations_asked if each not in event.checkpoints)
    rounds = {number: state.confirmation_rounds.get(number, 0) + 1 for number in event.checkpoints}
    state = replace(
        _without_calls(state, event.called_off),
        confirmations_asked=asked,
        confirmation_rounds={**state.confirmation_rounds, **rounds},
    )
    if event.verifying:
        state = replace(state, state=Lifecycle.DEPLOYING, verifying_at=None)
    return _without_go(state) if event.go else state


def _without_calls(state: Deployment, steps: tuple[str, ...]) -> Deployment:
    """Steps that are not called any more; their next call is an attempt of its own."""
    off = {number: state.steps[number].attempt for number in steps}
    left = {number: progress for number, progress in state.steps.items() if number not in off}
    return replace(state, steps=left, called_off={**state.called_off, **off})


def _without_go(state: Deployment) -> Deployment:
    return replace(state, go_asked=False, go=None, go_round=state.go_round + 1)


FOLDS: Folds = {
    e.StepReopened: with_reopened,
    e.StepAdded: with_added,
    e.UndoingBegan: with_undoing,
    e.PreDeploymentLeft: with_pre_deployment_left,
}
