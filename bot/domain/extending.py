"""A window that becomes longer while it runs (contract: `extend`)."""

from datetime import timedelta

from bot.domain import events as e
from bot.domain.already import being_left
from bot.domain.clearance import go_past, taken
from bot.domain.facts import Decision, Facts, Story, incomplete, settled
from bot.domain.intents import Extend
from bot.domain.neighbours import look_around
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment
from bot.domain.times import day_and_clock

LONGEST = 480
"""By how many minutes at most a window is extended at once."""


def extend(state: Deployment, intent: Extend, facts: Facts) -> Decision:
    """The window ends later; what it would newly overlap is named, and only a reason goes past it."""
    if refusal := _not_extended(state, intent, facts):
        return refusal
    assert state.window_end, "a window without an end is refused"
    story = Story(state)
    story.add(
        e.WindowExtended(
            at=facts.now,
            by=facts.actor,
            minutes=intent.minutes,
            reason=intent.reason,
            window_end=state.window_end + timedelta(minutes=intent.minutes),
        )
    )
    before = taken(state, facts)
    newly = [obstacle for obstacle in taken(story.state, facts) if obstacle not in before]
    past = go_past(story.state, newly, intent.override, facts)
    if isinstance(past, Refusal):
        return past
    for event in past:
        story.add(event)
    look_around(story, facts, is_told=True)
    return story.events


def _not_extended(state: Deployment, intent: Extend, facts: Facts) -> Refusal | None:
    if state.leaving:
        return settled(being_left(state, facts.actor))
    if not 1 <= intent.minutes <= LONGEST:
        return incomplete(f"By how many minutes? From 1 to {LONGEST} is possible.")
    if not intent.reason:
        return incomplete("Why? `/deploy extend MINUTES REASON`: everybody who waits will read it.")
    if state.window_end is None:
        return incomplete("The plan has no window that could be read, so it has no end to move.")
    end = state.window_end + timedelta(minutes=intent.minutes)
    if end <= facts.now:
        ended = day_and_clock(state.window_end, state.zone)
        until = day_and_clock(end, state.zone)
        return Refusal(
            Because.NOT_NOW, f"The window ended {ended}: {intent.minutes} minutes more are over at {until}."
        )
    return None
