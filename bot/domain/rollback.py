"""The way back (section 6). For now the lead decides alone, and the steps of 6.3 are walked in order."""

from bot.domain import events as e
from bot.domain.authority import the_lead
from bot.domain.facts import Decision, Facts, Story, incomplete
from bot.domain.intents import RequestRollback
from bot.domain.progress import advance
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment, Lifecycle
from bot.domain.times import day_and_clock

POSSIBLE_AFTER_COMPLETION_HOURS = 24
"""How long a completed deployment can still be rolled back (design: the lifecycle)."""


def request(state: Deployment, intent: RequestRollback, facts: Facts) -> Decision:
    """The lead's request decides the rollback and calls the first step of 6.3."""
    if refusal := the_lead(state, facts, "decide a rollback"):
        return refusal
    if not intent.reason:
        return incomplete(
            f"Why? `/deploy rollback {intent.severity} the reason`: everybody on the way back will read it."
        )
    if not facts.plan.rollback_steps:
        return incomplete("The plan has no rollback steps (6.3): there is nothing to walk.")
    if state.state is Lifecycle.COMPLETED and state.ended:
        age = facts.now - state.ended.at
        if age.total_seconds() > POSSIBLE_AFTER_COMPLETION_HOURS * 3600:
            return Refusal(
                Because.NOT_NOW,
                f"Completed {day_and_clock(state.ended.at, state.zone)}: after "
                f"{POSSIBLE_AFTER_COMPLETION_HOURS} hours going back is a new deployment.",
            )
    story = Story(state)
    steps = tuple(step.number for step in facts.plan.rollback_steps)
    story.add(
        e.RollbackDecided(
            at=facts.now, by=facts.actor, severity=intent.severity, reason=intent.reason, steps=steps
        )
    )
    advance(story, facts)
    return story.events
