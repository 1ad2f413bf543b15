"""What follows by itself: the next step's call, Go's question, the change of phase, the checkpoints' turn."""

from bot.domain import events as e
from bot.domain.facts import Facts, Story
from bot.domain.plan import Checkpoint, CheckpointKind, Phase, Plan, Step
from bot.domain.state import Deployment, Lifecycle, StepStatus

PHASE_OF = {
    Lifecycle.PRE_DEPLOYMENT: Phase.PRE_DEPLOYMENT,
    Lifecycle.DEPLOYING: Phase.DEPLOYMENT,
    Lifecycle.VERIFYING: Phase.POST_DEPLOYMENT,
}


def steps_now(state: Deployment, plan: Plan) -> tuple[Step, ...]:
    """The steps of the phase that runs, in order; none where nothing runs."""
    if state.rollback:
        return tuple(step for step in plan.rollback_steps if step.number in state.rollback.steps)
    phase = PHASE_OF.get(state.state)
    return tuple(step for step in plan.steps if step.phase is phase)


def is_over(state: Deployment, step: Step) -> bool:
    """Whether the step is done or skipped."""
    progress = state.steps.get(step.number)
    return progress is not None and progress.status.is_over


def next_step(state: Deployment, plan: Plan) -> Step | None:
    """The first step of the running phase that is not over; follow-ups come last."""
    ordered = sorted(steps_now(state, plan), key=lambda step: step.is_follow_up)
    return next((step for step in ordered if not is_over(state, step)), None)


def current_steps(state: Deployment, plan: Plan) -> tuple[Step, ...]:
    """The steps that somebody is called for, is at, or that failed."""
    waiting = {StepStatus.CALLED, StepStatus.RUNNING, StepStatus.FAILED}
    return tuple(
        step
        for step in steps_now(state, plan)
        if step.number in state.steps and state.steps[step.number].status in waiting
    )


def advance(story: Story, facts: Facts) -> None:
    """Add what follows from the state so far; nothing new while on hold."""
    if story.state.hold:
        return
    _change_of_phase(story, facts)
    following = next_step(story.state, facts.plan)
    if following and following.number not in story.state.steps:
        story.add(e.StepCalled(at=facts.now, by=None, step=following.number, attempt=1))
    for checkpoint in due_checkpoints(story.state, facts.plan):
        story.add(e.ConfirmationAsked(at=facts.now, by=None, checkpoint=checkpoint.number))


def _change_of_phase(story: Story, facts: Facts) -> None:
    state, plan = story.state, facts.plan
    if any(not is_over(state, step) for step in steps_now(state, plan) if not step.is_follow_up):
        return
    if state.state is Lifecycle.PRE_DEPLOYMENT and not state.go_asked:
        story.add(e.GoAsked(at=facts.now, by=None))
    elif state.state is Lifecycle.DEPLOYING:
        story.add(e.VerifyingBegan(at=facts.now, by=None))
    elif state.state is Lifecycle.ROLLING_BACK:
        story.add(e.RolledBack(at=facts.now, by=None))


def watched_step(plan: Plan, kind: CheckpointKind) -> Step | None:
    """The step of 3.3 that a checkpoint waits for, found by its words; the last such step counts."""
    word = {CheckpointKind.SMOKE_TESTS: "smoke", CheckpointKind.MONITORING: "monitor"}.get(kind)
    after = [step for step in plan.steps if step.phase is Phase.POST_DEPLOYMENT]
    if word is None:
        return after[-1] if after else None
    return next((step for step in reversed(after) if word in step.action.casefold()), None)


def waits_for(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> str:
    """What the checkpoint still waits for, in words; "" when it may be confirmed."""
    if checkpoint.kind is CheckpointKind.RELEASE:
        others = [c for c in plan.checkpoints if c.kind is not CheckpointKind.RELEASE]
        missing = [c.name for c in others if c.number not in state.confirmations]
        return f"{', '.join(missing)} first" if missing else ""
    if checkpoint.kind is CheckpointKind.DEPLOYMENT:
        left = [s for s in plan.steps if not is_over(state, s)]
    else:
        step = watched_step(plan, checkpoint.kind)
        left = [step] if step and not is_over(state, step) else []
    return f"step {left[-1].number}, {left[-1].action}, is not over" if left else ""


def due_checkpoints(state: Deployment, plan: Plan) -> tuple[Checkpoint, ...]:
    """The checkpoints whose turn has come and that were not asked about."""
    if state.state is not Lifecycle.VERIFYING:
        return ()
    return tuple(
        checkpoint
        for checkpoint in plan.checkpoints
        if checkpoint.number not in state.confirmations_asked
        and checkpoint.number not in state.confirmations
        and not waits_for(state, plan, checkpoint)
    )
