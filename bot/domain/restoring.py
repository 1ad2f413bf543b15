"""When a rollback step failed: restoring from the backup instead, which the lead decides.

The step that failed is left out, and its place takes a step of 6.3 that restores from the backup, where one
is still to come, else one that is added behind it for whoever owns what failed.
"""

from dataclasses import replace

from bot.domain import events as e
from bot.domain.adhoc import new_step, put
from bot.domain.authority import is_on_behalf
from bot.domain.facts import Decision, Facts, Story, settled
from bot.domain.intents import Recorded, RestoreFromBackup
from bot.domain.plan import Plan, Step
from bot.domain.progress import advance, is_over, steps_now
from bot.domain.raising import step_over
from bot.domain.recording import for_whom
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment, StepStatus
from bot.domain.state_parts import AddedStep
from bot.domain.steps import find_step
from bot.domain.undoing import BACKUP, is_from_backup
from bot.domain.words import stems

ACTION = "Restore from backup"


def may_restore(state: Deployment, plan: Plan, step: Step) -> bool:
    """Whether restoring is a way out: a rollback step failed, and the plan makes or knows a backup."""
    progress = state.steps.get(step.number)
    is_failed = progress is not None and progress.status is StepStatus.FAILED
    if not state.rollback or step not in steps_now(state, plan) or not is_failed or is_from_backup(step):
        return False
    known = (*(s.action for s in plan.steps), *(c.comment for c in plan.rollback_commands))
    return any(stems(text) & BACKUP for text in known) or _to_come(state, plan, step) is not None


def _to_come(state: Deployment, plan: Plan, failed: Step) -> Step | None:
    """The step of the way back that restores from the backup and is not over."""
    left = (step for step in steps_now(state, plan) if step != failed and not is_over(state, step))
    return next((step for step in left if is_from_backup(step)), None)


def restore(state: Deployment, intent: RestoreFromBackup, facts: Facts) -> Decision:
    """Leave the failed step out and call the one that restores, be it out of its turn; the rest waits."""
    step = find_step(intent.step, facts.plan)
    if isinstance(step, Refusal):
        return step
    progress = state.steps.get(step.number)
    if progress and progress.status.is_over:
        return settled(f"Step {step.number}, {step.action}, is already {progress.status}.")
    if not may_restore(state, facts.plan, step):
        return Refusal(
            Because.NOT_NOW,
            f"Restoring from the backup takes the place of a step of the way back that failed, where the "
            f"plan makes a backup: step {step.number}, {step.action}, is no such step now.",
        )
    story = Story(state)
    instead = _to_come(state, facts.plan, step)
    if instead is None:
        owners = state.holders(step.owner)
        people = owners.people or owners.deputies or state.lead.all
        instead = replace(new_step(state, facts.plan, step, ACTION, step.owner), minutes=step.minutes or 0)
        facts = put(story, AddedStep(step=instead, people=people), step, facts, intent.reason)
    _give_up(story, step, instead, intent.reason, facts)
    step_over(story, facts, step)
    if instead.number not in story.state.steps:
        attempt = state.called_off.get(instead.number, 0) + 1
        story.add(e.StepCalled(at=facts.now, by=None, step=instead.number, attempt=attempt, note=""))
    advance(story, facts)
    return story.events


def _give_up(story: Story, step: Step, instead: Step, reason: str, facts: Facts) -> None:
    story.add(
        e.RestoreDecided(
            at=facts.now, by=facts.actor, step=step.number, restore=instead.number, reason=reason
        )
    )
    story.add(
        e.StepSkipped(
            at=facts.now,
            by=facts.actor,
            step=step.number,
            on_behalf=is_on_behalf(story.state, step, facts),
            for_whom=for_whom(story.state, step, Recorded(), facts),
            reason=f"restored from the backup instead, step {instead.number}",
        )
    )
