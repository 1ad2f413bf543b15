"""The way back (section 6). For now the lead decides alone; what was done is undone, step after step."""

from datetime import timedelta

from bot.domain import events as e
from bot.domain.already import being_left
from bot.domain.clearance import overtaken
from bot.domain.facts import Decision, Facts, Story, incomplete, settled
from bot.domain.intents import RequestRollback
from bot.domain.progress import advance
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment, Lifecycle
from bot.domain.times import day_and_clock
from bot.domain.walk_back import nothing_yet, walk_back

POSSIBLE_AFTER_COMPLETION = timedelta(hours=24)
"""How long a completed deployment can still be rolled back (design: the lifecycle)."""


def request(state: Deployment, intent: RequestRollback, facts: Facts) -> Decision:
    """The lead's request decides the rollback and calls its first step."""
    if state.state is Lifecycle.COMPLETED and state.ended:
        until = state.ended.at + POSSIBLE_AFTER_COMPLETION
        if facts.now > until:
            return Refusal(
                Because.NOT_NOW,
                f"Rolling back was possible until {day_and_clock(until, state.zone)}, 24 hours after it was "
                f"completed: now it takes a deployment of its own.",
            )
    if refusal := overtaken(state, facts):
        return refusal
    if state.leaving:
        left = being_left(state, facts.actor)
        return settled(f"{left} Nothing is deployed, so nothing is rolled back.")
    if refusal := nothing_yet(state, facts.plan):
        return refusal
    if not facts.plan.rollback_steps:
        return incomplete(
            "The plan has no rollback steps (6.3), so nothing can be walked. Hold, retry or skip a step "
            "instead, or fix forward."
        )
    if not intent.reason:
        return incomplete(
            f"Why? `/deploy rollback {intent.severity} REASON`: everybody on the way back will read it."
        )
    story = Story(state)
    steps = tuple(step.number for step in walk_back(state, facts.plan).steps)
    story.add(
        e.RollbackDecided(
            at=facts.now, by=facts.actor, severity=intent.severity, reason=intent.reason, steps=steps
        )
    )
    story.add(e.TargetLocked(at=facts.now, by=facts.actor, reason=intent.reason))
    advance(story, facts)
    return story.events
