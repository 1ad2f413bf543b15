"""Leaving pre-deployment: what its steps did is undone first (maintenance mode off), then it is given up, or
waits for another window, in which every step of 3.1 is called anew.

It is given up in the same way after Go, as long as nobody has begun with a step of the deployment: there is
nothing to roll back. The deployment is in pre-deployment while those steps of 6.3 are called that undo a step
of 3.1 which was begun, also one that failed and was tried again or skipped; one that nobody started left
nothing behind.
"""

from bot.domain import events as e
from bot.domain.already import being_left
from bot.domain.approvals import settle_review
from bot.domain.checklist import ticked_by_step
from bot.domain.facts import Decision, Facts, Story, incomplete, settled
from bot.domain.intents import Cancel
from bot.domain.plan import Plan, Step
from bot.domain.progress import advance, is_over, steps_now
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment
from bot.domain.undoing import undone_before_go
from bot.domain.walk_back import has_something


def undoing_steps(state: Deployment, plan: Plan) -> tuple[Step, ...]:
    """The steps of 6.3 that undo what was begun in 3.1, in their order."""
    begun = {number for number, progress in state.steps.items() if progress.was_begun}
    return tuple(
        back
        for back in plan.rollback_steps
        if not back.is_follow_up and any(step.number in begun for step in undone_before_go(back, plan))
    )


def cancel(state: Deployment, intent: Cancel, facts: Facts) -> Decision:
    """Give it up before anything is deployed; first what pre-deployment did is undone."""
    if state.leaving:
        return settled(being_left(state, facts.actor))
    if has_something(state, facts.plan):
        return Refusal(
            Because.NOT_NOW,
            "The deployment was begun: what is deployed is rolled back, not cancelled. "
            "`/deploy rollback critical|high|medium REASON`.",
        )
    if not intent.reason:
        return incomplete("Why? `/deploy cancel REASON`: everybody who was told will read it.")
    story = Story(state)
    if not _undo(story, intent.reason, facts):
        story.add(e.Cancelled(at=facts.now, by=facts.actor, reason=intent.reason))
    return story.events


def begin_anew(story: Story, reason: str, facts: Facts) -> None:
    """Leave pre-deployment for another window, at once or once all is undone."""
    if not _undo(story, reason, facts, anew=True):
        _leave(story, facts)


def settle_leaving(story: Story, facts: Facts) -> None:
    """With the last undoing step over, a deployment that was moved waits for its window."""
    leaving = story.state.leaving
    if leaving and leaving.anew and all(is_over(story.state, s) for s in steps_now(story.state, facts.plan)):
        _leave(story, facts)
        settle_review(story, facts.plan, facts)


def _undo(story: Story, reason: str, facts: Facts, *, anew: bool = False) -> bool:
    """Call the steps that undo what was done; whether there are any."""
    if not story.state.state.is_running:
        return False
    steps = tuple(step.number for step in undoing_steps(story.state, facts.plan))
    if steps:
        story.add(e.UndoingBegan(at=facts.now, by=facts.actor, reason=reason, steps=steps, anew=anew))
        advance(story, facts)
    return bool(steps)


def _leave(story: Story, facts: Facts) -> None:
    state = story.state
    items = (item for step in state.steps for item in ticked_by_step(state, facts.plan, step))
    story.add(e.PreDeploymentLeft(at=facts.now, by=None, steps=tuple(state.steps), items=tuple(items)))
