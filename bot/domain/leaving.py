"""Leaving pre-deployment: what its steps did is undone first (maintenance mode off), then it is given up.

The deployment stays in pre-deployment while those steps of 6.3 are called that undo a step of 3.1 which was
begun; one that was skipped, or never started, left nothing behind.
"""

from bot.domain import events as e
from bot.domain.facts import Decision, Facts, Story, incomplete, settled
from bot.domain.intents import Cancel
from bot.domain.plan import Plan, Step
from bot.domain.progress import advance
from bot.domain.questions import being_cancelled
from bot.domain.state import Deployment, Lifecycle, StepStatus
from bot.domain.undoing import undone_before_go

BEGUN = frozenset({StepStatus.RUNNING, StepStatus.DONE, StepStatus.FAILED})


def undoing_steps(state: Deployment, plan: Plan) -> tuple[Step, ...]:
    """The steps of 6.3 that undo what was begun in 3.1, in their order."""
    begun = {number for number, progress in state.steps.items() if progress.status in BEGUN}
    return tuple(
        back
        for back in plan.rollback_steps
        if not back.is_follow_up and any(step.number in begun for step in undone_before_go(back, plan))
    )


def cancel(state: Deployment, intent: Cancel, facts: Facts) -> Decision:
    """Give it up before anything is deployed; first what pre-deployment did is undone."""
    if state.leaving:
        return settled(being_cancelled(state, facts.actor))
    if not intent.reason:
        return incomplete("Why? `/deploy cancel the reason`: everybody who was told will read it.")
    steps = undoing_steps(state, facts.plan) if state.state is Lifecycle.PRE_DEPLOYMENT else ()
    if not steps:
        return (e.Cancelled(at=facts.now, by=facts.actor, reason=intent.reason),)
    story = Story(state)
    numbers = tuple(step.number for step in steps)
    story.add(e.UndoingBegan(at=facts.now, by=facts.actor, reason=intent.reason, steps=numbers))
    advance(story, facts)
    return story.events
