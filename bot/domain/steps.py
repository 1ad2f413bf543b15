"""Steps of section 3 and 6.3: called one after the other, carried out by their owners."""

from collections.abc import Callable

from bot.domain import events as e
from bot.domain.authority import is_on_behalf, the_owner
from bot.domain.checklist import tick_by_step
from bot.domain.facts import Decision, Facts, Story, incomplete, settled, unknown
from bot.domain.intents import FailStep, FinishStep, RetryStep, SkipStep, StartStep
from bot.domain.plan import Plan, Step
from bot.domain.progress import advance, current_steps, next_step
from bot.domain.questions import said_by, step_end
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment, Given, StepProgress, StepStatus
from bot.domain.times import clock

StepIntent = StartStep | FinishStep | FailStep | SkipStep | RetryStep


def _find(state: Deployment, number: str, facts: Facts, doing: str) -> tuple[Step, StepProgress] | Refusal:
    """The step that is meant, if it is called and the actor may act for it."""
    step = facts.plan.step(number)
    if step is None:
        numbers = [s.number for s in (*facts.plan.steps, *facts.plan.rollback_steps)]
        shown = f"{numbers[0]} to {numbers[-1]}" if numbers else "none"
        return unknown(f"There is no step {number}; the plan has {shown}.")
    if refusal := the_owner(state, step, facts, doing):
        return refusal
    progress = state.steps.get(step.number)
    if progress is None:
        return _out_of_order(state, step, facts.plan)
    if progress.status.is_over:
        said = said_by(step_end(progress), facts.actor, state)
        return settled(f"Step {step.number} is already {progress.status}, {said}.")
    if progress.status is StepStatus.FAILED and doing in {"start", "finish", "fail"}:
        return settled(
            f"Step {step.number} failed at {clock(progress.ended_at or progress.called_at, state.zone)}: "
            f"Retry it, Skip it with a reason, or Roll back."
        )
    return step, progress


def _out_of_order(state: Deployment, step: Step, plan: Plan) -> Refusal:
    waiting = current_steps(state, plan)
    if waiting:
        first = waiting[0]
        status = state.steps[first.number].status
        before = f"it comes after step {first.number}, {first.action}, which is {status}"
    elif (following := next_step(state, plan)) and following.number != step.number:
        before = f"step {following.number}, {following.action}, comes first"
    else:
        before = "nobody is called while the deployment is on hold" if state.hold else "it waits for Go"
    return Refusal(Because.NOT_NOW, f"Step {step.number}, {step.action}, is not called yet: {before}.")


def start(state: Deployment, intent: StartStep, facts: Facts) -> Decision:
    """The owner begins."""
    found = _find(state, intent.step, facts, "start")
    if isinstance(found, Refusal):
        return found
    step, progress = found
    if progress.status is StepStatus.RUNNING:
        begun = Given(by=progress.by, at=progress.started_at or progress.called_at)
        return settled(f"Step {step.number} was already started {said_by(begun, facts.actor, state)}.")
    behalf = is_on_behalf(state, step, facts)
    return (e.StepStarted(at=facts.now, by=facts.actor, step=step.number, on_behalf=behalf),)


def finish(state: Deployment, intent: FinishStep, facts: Facts) -> Decision:
    """Done; started as well, if nobody said so. What comes next is called."""

    def ended(step: Step, behalf: bool) -> e.Event:
        return e.StepFinished(
            at=facts.now, by=facts.actor, step=step.number, on_behalf=behalf, note=intent.note
        )

    return _end(state, intent.step, facts, "finish", ended)


def fail(state: Deployment, intent: FailStep, facts: Facts) -> Decision:
    """Failed: retry, skip or roll back is asked; nothing new is called."""
    if not intent.reason:
        return incomplete(f"What went wrong? `/deploy step {intent.step} fail what happened`.")

    def ended(step: Step, behalf: bool) -> e.Event:
        return e.StepFailed(
            at=facts.now, by=facts.actor, step=step.number, on_behalf=behalf, reason=intent.reason
        )

    return _end(state, intent.step, facts, "fail", ended)


def skip(state: Deployment, intent: SkipStep, facts: Facts) -> Decision:
    """Left out, with the reason."""
    if not intent.reason:
        return incomplete(f"Why is it left out? `/deploy step {intent.step} skip the reason`.")
    found = _find(state, intent.step, facts, "skip")
    if isinstance(found, Refusal):
        return found
    step, _ = found
    story = Story(state)
    behalf = is_on_behalf(state, step, facts)
    story.add(
        e.StepSkipped(at=facts.now, by=facts.actor, step=step.number, on_behalf=behalf, reason=intent.reason)
    )
    advance(story, facts)
    return story.events


def _end(
    state: Deployment, number: str, facts: Facts, doing: str, ended: Callable[[Step, bool], e.Event]
) -> Decision:
    found = _find(state, number, facts, doing)
    if isinstance(found, Refusal):
        return found
    step, progress = found
    behalf = is_on_behalf(state, step, facts)
    story = Story(state)
    if progress.status is StepStatus.CALLED:
        story.add(e.StepStarted(at=facts.now, by=facts.actor, step=step.number, on_behalf=behalf))
    story.add(ended(step, behalf))
    tick_by_step(story, step.number, facts)
    advance(story, facts)
    return story.events


def retry(state: Deployment, intent: RetryStep, facts: Facts) -> Decision:
    """Call a failed step once more, as a new attempt."""
    found = _find(state, intent.step, facts, "retry")
    if isinstance(found, Refusal):
        return found
    step, progress = found
    if progress.status is not StepStatus.FAILED:
        return Refusal(
            Because.NOT_NOW, f"Step {step.number} has not failed: it is {progress.status}. Done or Failed?"
        )
    return (e.StepCalled(at=facts.now, by=facts.actor, step=step.number, attempt=progress.attempt + 1),)
