"""Steps of section 3 and 6.3: called in their order, carried out by their owners."""

from bot.domain import events as e
from bot.domain.already import already_over, already_rolling_back, being_left, said_by, undecided
from bot.domain.authority import Who, not_owner
from bot.domain.checklist import tick_by_step
from bot.domain.facts import Decision, Facts, Story, incomplete, settled, unknown
from bot.domain.intents import FailStep, FinishStep, RetryStep, SkipStep, StartStep
from bot.domain.leaving import settle_leaving
from bot.domain.ordering import awaited
from bot.domain.plan import Plan, Step
from bot.domain.progress import advance, current_steps, may_start, steps_now, table_now
from bot.domain.raising import step_failed, step_over, step_tried_again
from bot.domain.recording import Said, for_whom, refuse_recording, said, true_time
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment, StepProgress, StepStatus
from bot.domain.state_parts import Given
from bot.domain.values import made_by, note_said
from bot.domain.walk_back import decided

StepIntent = StartStep | FinishStep | FailStep | SkipStep | RetryStep
Current = tuple[Step, StepProgress]


def _refuse(state: Deployment, intent: StepIntent, facts: Facts, _doing: str) -> Refusal | None:
    step = find_step(intent.step, facts.plan)
    if isinstance(step, Refusal):
        return step
    return not_owner(state, step, facts) or refuse_recording(state, step, intent.recorded, facts)


OWNER = Who("the step's owner; on their behalf the lead or the lead's deputy", _refuse)


def find_step(number: str, plan: Plan) -> Step | Refusal:
    """The step that is meant, of section 3 or 6.3."""
    if step := plan.step(number):
        return step
    numbers = [step.number for step in (*plan.steps, *plan.rollback_steps)]
    has = f"the plan has {numbers[0]} to {numbers[-1]}" if numbers else "the plan has no steps"
    return unknown(f"There is no step “{number}”: {has}.")


def _current(state: Deployment, number: str, facts: Facts) -> Current | Refusal:
    """The step that `OWNER` found, if somebody is called for it, is at it, or it failed."""
    step = find_step(number, facts.plan)
    assert not isinstance(step, Refusal)
    progress = state.steps.get(step.number)
    if progress and progress.status.is_over:
        return settled(already_over(step.number, progress, facts.actor, state))
    if step not in steps_now(state, facts.plan) and state.way_back:
        why = _left_out(state, step, facts.plan) or already_rolling_back(state, facts.actor)
        return settled(why or being_left(state, facts.actor))
    return (step, progress) if progress else _out_of_order(state, step, facts.plan)


def _left_out(state: Deployment, step: Step, plan: Plan) -> str:
    """Why a step is no part of the rollback that was decided; "" where it is, or none was decided."""
    left_out = decided(state, plan).left_out if state.rollback else ()
    why = next((each.why for each in left_out if each.step.number == step.number), "")
    return f"Step {step.number}, {step.action}, is left out of this rollback: {why}." if why else ""


def running_or_called(state: Deployment, number: str, facts: Facts) -> Current | Refusal:
    """The step that is meant, if it is called or runs."""
    found = _current(state, number, facts)
    if isinstance(found, Refusal) or found[1].status is not StepStatus.FAILED:
        return found
    step, progress = found
    failed = said_by(last_press(progress), facts.actor, state)
    return settled(
        f"Step {step.number} has failed already, {failed}: Retry it, Skip it with a reason, or Roll back."
    )


def last_press(progress: StepProgress) -> Given:
    """Who pressed last and when."""
    return Given(by=progress.by, at=progress.ended_at or progress.started_at or progress.called_at)


def _out_of_order(state: Deployment, step: Step, plan: Plan) -> Refusal:
    if step in plan.rollback_steps and state.rollback is None:
        before = "it is a step of the way back, and no rollback was decided"
    elif waiting := _in_the_way(state, step, plan):
        first = waiting[0]
        before = f"step {first.number}, {first.action}, comes first; it is {state.steps[first.number].status}"
    elif state.question:
        before = "nobody is called until the rollback question is answered"
    elif state.hold:
        before = f"nobody is called while the deployment is on hold ({state.hold.note})"
    else:
        before = "it waits for Go"
    return Refusal(Because.NOT_NOW, f"Step {step.number}, {step.action}, is not called yet: {before}.")


def _in_the_way(state: Deployment, step: Step, plan: Plan) -> list[Step]:
    """The current steps: a failed one, which holds all up, then what the step waits for, then others."""
    waits = awaited(table_now(state, plan)).get(step.number, frozenset())
    return sorted(
        current_steps(state, plan),
        key=lambda each: (
            state.steps[each.number].status is not StepStatus.FAILED,
            each.number not in waits,
        ),
    )


def start(state: Deployment, intent: StartStep, facts: Facts) -> Decision:
    """The owner begins."""
    found = running_or_called(state, intent.step, facts)
    if isinstance(found, Refusal):
        return found
    step, progress = found
    if not may_start(state, step):
        asked = undecided(state)
        return Refusal(Because.NOT_NOW, f"{asked} no step starts, and step {step.number} is not yet begun.")
    if progress.status is StepStatus.RUNNING:
        begun = said_by(last_press(progress), facts.actor, state)
        return settled(f"Step {step.number} is already started, {begun}.")
    told = said(state, step, intent, facts)
    return told if isinstance(told, Refusal) else (e.StepStarted(**told, note=intent.note),)


def _started(told: Said) -> e.StepStarted:
    """A start that nobody spoke of before the end."""
    return e.StepStarted(**told, note="")


def finish(state: Deployment, intent: FinishStep, facts: Facts) -> Decision:
    """Done; started as well, if nobody said so. What comes next is called."""
    found = running_or_called(state, intent.step, facts)
    if isinstance(found, Refusal):
        return found
    step, progress = found
    told = said(state, step, intent, facts)
    if isinstance(told, Refusal):
        return told
    story = Story(state)
    if progress.status is StepStatus.CALLED:
        story.add(_started(told))
    story.add(e.StepFinished(**told, note=intent.note))
    note_said(story, step, intent.note, facts)
    step_over(story, facts, step)
    tick_by_step(story, step.number, facts)
    advance(story, facts)
    settle_leaving(story, facts)
    return story.events


def fail(state: Deployment, intent: FailStep, facts: Facts) -> Decision:
    """Failed: retry, skip or roll back is asked; nothing new is called.

    Once something is deployed, who decides is asked whether to roll back.
    """
    found = running_or_called(state, intent.step, facts)
    if isinstance(found, Refusal):
        return found
    step, progress = found
    if not intent.reason:
        return incomplete(f"What went wrong? `/deploy step {step.number} fail REASON`.")
    told = said(state, step, intent, facts)
    if isinstance(told, Refusal):
        return told
    story = Story(state)
    if progress.status is StepStatus.CALLED:
        story.add(_started(told))
    story.add(e.StepFailed(**told, reason=intent.reason))
    step_failed(story, facts, step, intent.reason)
    return story.events


def skip(state: Deployment, intent: SkipStep, facts: Facts) -> Decision:
    """Left out, with the reason: a step that is called, runs or failed."""
    found = _current(state, intent.step, facts)
    if isinstance(found, Refusal):
        return found
    step, _ = found
    if not intent.reason:
        return incomplete(f"Why is it left out? `/deploy step {step.number} skip REASON`.")
    told = said(state, step, intent, facts)
    if isinstance(told, Refusal):
        return told
    story = Story(state)
    story.add(e.StepSkipped(**told, reason=intent.reason))
    step_over(story, facts, step)
    advance(story, facts)
    settle_leaving(story, facts)
    return story.events


def retry(state: Deployment, intent: RetryStep, facts: Facts) -> Decision:
    """Call a failed step once more, as a new attempt; on hold nobody is called."""
    found = _current(state, intent.step, facts)
    if isinstance(found, Refusal):
        return found
    step, progress = found
    if progress.status is not StepStatus.FAILED:
        return Refusal(
            Because.NOT_NOW, f"Step {step.number} has not failed: it is {progress.status}. Done or Failed?"
        )
    if state.hold:
        held = said_by(state.hold, facts.actor, state)
        return Refusal(
            Because.NOT_NOW,
            f"The deployment is on hold, {held}: {state.hold.note}. Step {step.number} can be retried once "
            f"it is resumed.",
        )
    happened_at = true_time(state, step, intent.recorded.at, facts)
    if isinstance(happened_at, Refusal):
        return happened_at
    story = Story(state)
    step_tried_again(story, facts, step)
    story.add(
        e.StepCalled(
            at=facts.now,
            by=facts.actor,
            step=step.number,
            attempt=progress.attempt + 1,
            note=intent.note,
            for_whom=for_whom(state, step, intent.recorded, facts),
            happened_at=happened_at,
            values=made_by(state, facts.plan, step),
        )
    )
    advance(story, facts)
    return story.events
