"""What follows by itself: the next step's call, Go's question, the change of phase, the checkpoints' turn."""

from bot.domain import events as e
from bot.domain.alarming import ask_about_alerts
from bot.domain.back_rows import held_back
from bot.domain.evidence import EvidenceKind
from bot.domain.facts import Facts, Story
from bot.domain.ordering import awaited, in_order
from bot.domain.plan import Checkpoint, CheckpointKind, Phase, Plan, Step
from bot.domain.state import Deployment, Lifecycle, StepStatus

PHASE_OF = {
    Lifecycle.PRE_DEPLOYMENT: Phase.PRE_DEPLOYMENT,
    Lifecycle.DEPLOYING: Phase.DEPLOYMENT,
    Lifecycle.VERIFYING: Phase.POST_DEPLOYMENT,
}
WATCHED = {CheckpointKind.SMOKE_TESTS: "smoke", CheckpointKind.MONITORING: "monitor"}
ASKING = frozenset({StepStatus.CALLED, StepStatus.RUNNING, StepStatus.FAILED})


def steps_now(state: Deployment, plan: Plan) -> tuple[Step, ...]:
    """The steps of the phase that runs, in order; none where nothing runs."""
    if back := state.way_back:
        return tuple(step for step in plan.rollback_steps if step.number in back.steps)
    phase = PHASE_OF.get(state.state)
    return tuple(step for step in plan.steps if step.phase is phase)


def is_over(state: Deployment, step: Step) -> bool:
    """Whether the step is done or skipped."""
    progress = state.steps.get(step.number)
    return progress is not None and progress.status.is_over


def open_steps(state: Deployment, plan: Plan) -> tuple[Step, ...]:
    """The steps of section 3 that are neither done nor skipped."""
    return tuple(step for step in plan.steps if not is_over(state, step))


def steps_to_call(state: Deployment, plan: Plan) -> tuple[Step, ...]:
    """The steps nobody was called for yet that wait for no other.

    None while a failed one is undecided, or while one is called out of its turn: what restores from the
    backup comes before all that is left.
    """
    now, current = steps_now(state, plan), current_steps(state, plan)
    left = {step.number for step in now if not is_over(state, step)}
    waits = awaited(table_now(state, plan))
    has_failed = any(state.steps[step.number].status is StepStatus.FAILED for step in current)
    if has_failed or any(waits[step.number] & left for step in current):
        return ()
    return tuple(
        step
        for step in in_order(now)
        if step.number not in state.steps and left.isdisjoint(waits[step.number])
    )


def table_now(state: Deployment, plan: Plan) -> tuple[Step, ...]:
    """The whole table that the steps of now stand in."""
    return plan.rollback_steps if state.way_back else steps_now(state, plan)


def current_steps(state: Deployment, plan: Plan) -> tuple[Step, ...]:
    """The steps that somebody is called for, is at, or that failed."""
    return tuple(
        step
        for step in steps_now(state, plan)
        if step.number in state.steps and state.steps[step.number].status in ASKING
    )


def may_start(state: Deployment, step: Step) -> bool:
    """Whether an open rollback question leaves the step to whoever was called for it.

    What runs, runs on, and what failed may be tried again; nothing else begins until it is answered.
    """
    if state.question is None or state.steps[step.number].status is not StepStatus.CALLED:
        return True
    failed = {each.subject for each in state.question.evidence if each.kind is EvidenceKind.STEP}
    return step.number in failed


def is_walked_back(state: Deployment, plan: Plan) -> bool:
    """Whether every step of a rollback is over that is no follow-up, and it is not said to be rolled back."""
    return state.state is Lifecycle.ROLLING_BACK and all(
        is_over(state, step) for step in steps_now(state, plan) if not step.is_follow_up
    )


def advance(story: Story, facts: Facts) -> None:
    """Add all that follows from the state so far, one after the other.

    Nothing while on hold, and nothing while a rollback question is open: what a step expected, and fires
    still now that it is over, opens one.
    """
    ask_about_alerts(story, facts)
    while not story.state.hold and not story.state.question and (event := _follows(story.state, facts)):
        story.add(event)


def _follows(state: Deployment, facts: Facts) -> e.Event | None:
    if event := _change_of_phase(state, facts):
        return event
    if is_walked_back(state, facts.plan):
        return None
    for step in steps_to_call(state, facts.plan):
        attempt = state.called_off.get(step.number, 0) + 1
        return e.StepCalled(at=facts.now, by=None, step=step.number, attempt=attempt, note="")
    for checkpoint in due_checkpoints(state, facts.plan):
        return e.ConfirmationAsked(at=facts.now, by=None, checkpoint=checkpoint.number)
    return None


def _change_of_phase(state: Deployment, facts: Facts) -> e.Event | None:
    """Also a phase without steps is gone through, so that none can hold a deployment up.

    The way back ends once all that had arrived is confirmed as back.
    """
    if any(not is_over(state, step) for step in steps_now(state, facts.plan) if not step.is_follow_up):
        return None
    match state.state:
        case Lifecycle.PRE_DEPLOYMENT if state.leaving and state.leaving.anew:
            return None
        case Lifecycle.PRE_DEPLOYMENT if state.leaving:
            return e.Cancelled(at=facts.now, by=state.leaving.by, reason=state.leaving.reason)
        case Lifecycle.PRE_DEPLOYMENT if not state.go_asked:
            return e.GoAsked(at=facts.now, by=None)
        case Lifecycle.DEPLOYING:
            return e.VerifyingBegan(at=facts.now, by=None)
        case Lifecycle.VERIFYING if not unconfirmed(state, facts.plan):
            return e.Completed(at=facts.now, by=facts.actor, late=state.late)
        case Lifecycle.ROLLING_BACK if not held_back(state, facts.plan):
            return e.RolledBack(at=facts.now, by=None)
    return None


def unconfirmed(state: Deployment, plan: Plan) -> tuple[Checkpoint, ...]:
    """The checkpoints that nobody has confirmed yet."""
    return tuple(each for each in plan.checkpoints if each.number not in state.confirmations)


def was_completed(state: Deployment, plan: Plan) -> bool:
    """Whether nothing of section 3 and no confirmation is left, also while it is rolled back since."""
    return not open_steps(state, plan) and not unconfirmed(state, plan)


def watched_step(plan: Plan, kind: CheckpointKind) -> Step | None:
    """The step of 3.3 whose result a checkpoint confirms, found by its words; the last such step counts."""
    after = [step for step in plan.steps if step.phase is Phase.POST_DEPLOYMENT]
    return next((step for step in reversed(after) if WATCHED[kind] in step.action.casefold()), None)


def waits_for(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> str:
    """What the checkpoint still waits for, in words; "" when it may be confirmed."""
    if checkpoint.kind is CheckpointKind.RELEASE:
        others = [each for each in unconfirmed(state, plan) if each.kind is not CheckpointKind.RELEASE]
        if others:
            return f"{', '.join(each.name for each in others)} first"
    left: tuple[Step, ...]
    if checkpoint.kind in WATCHED:
        watched = watched_step(plan, checkpoint.kind)
        left = (watched,) if watched and not is_over(state, watched) else ()
    else:
        left = open_steps(state, plan)
    return f"step {left[-1].number}, {left[-1].action}, is not over" if left else ""


def due_checkpoints(state: Deployment, plan: Plan) -> tuple[Checkpoint, ...]:
    """The checkpoints whose turn has come and that were not asked about."""
    if state.state is not Lifecycle.VERIFYING:
        return ()
    return tuple(
        checkpoint
        for checkpoint in unconfirmed(state, plan)
        if checkpoint.number not in state.confirmations_asked and not waits_for(state, plan, checkpoint)
    )
