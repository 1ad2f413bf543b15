"""A step that takes longer, and whoever wants no reminder of it."""

from datetime import timedelta

from bot.domain import events as e
from bot.domain.authority import Who, is_on_behalf, not_owner, owner_names
from bot.domain.facts import Decision, Facts, incomplete, not_yours, settled
from bot.domain.intents import DelayStep, Snooze, StopReminding
from bot.domain.lateness import more_time_from
from bot.domain.people import names
from bot.domain.recording import for_whom
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment
from bot.domain.steps import find_step, running_or_called

LONGEST = 480
"""Minutes: whoever needs more than a shift needs another plan."""


def delay(state: Deployment, intent: DelayStep, facts: Facts) -> Decision:
    """The step is due so much later: than it was, or than it could end now where that has passed."""
    found = running_or_called(state, intent.step, facts)
    if isinstance(found, Refusal):
        return found
    step, progress = found
    if step.is_follow_up:
        return Refusal(Because.NOT_NOW, f"Step {step.number} is a follow-up: it is due at no time.")
    if not 1 <= intent.minutes <= LONGEST:
        return incomplete(f"How much longer? 1 to {LONGEST} minutes: `/deploy step {step.number} later 10`.")
    delayed = e.StepDelayed(
        at=facts.now,
        by=facts.actor,
        step=step.number,
        minutes=intent.minutes,
        due=more_time_from(step, progress, facts.now) + timedelta(minutes=intent.minutes),
        on_behalf=is_on_behalf(state, step, facts),
        note=intent.note,
        for_whom=for_whom(state, step, intent.recorded, facts),
    )
    return (delayed,)


def _refuse(state: Deployment, intent: Snooze | StopReminding, facts: Facts, _doing: str) -> Refusal | None:
    step = find_step(intent.step, facts.plan)
    if isinstance(step, Refusal):
        return step
    is_owner = facts.actor and state.holders(step.owner).include(facts.actor)
    if is_owner or not not_owner(state, step, facts):
        return None
    owner = owner_names(state.holders(step.owner), step.owner)
    return not_yours(f"Of step {step.number} {owner} is reminded, and {names(state.lead.all)}: not you.")


REMINDED = Who("whoever is reminded of the step: its owner, the lead and the lead's deputy", _refuse)


def snooze(state: Deployment, intent: Snooze, facts: Facts) -> Decision:
    """Nobody reminds this one person of the step for a while."""
    if not 1 <= intent.minutes <= LONGEST:
        return incomplete(f"For how long? 1 to {LONGEST} minutes: `/deploy snooze {intent.step} 10`.")
    found = running_or_called(state, intent.step, facts)
    if isinstance(found, Refusal):
        return found
    step, _ = found
    until = facts.now + timedelta(minutes=intent.minutes)
    return (e.RemindersQuieted(at=facts.now, by=facts.actor, step=step.number, until=until),)


def stop(state: Deployment, intent: StopReminding, facts: Facts) -> Decision:
    """Nobody reminds this one person of this attempt any more."""
    found = running_or_called(state, intent.step, facts)
    if isinstance(found, Refusal):
        return found
    step, progress = found
    if progress.quiet.get(facts.person.id, facts.now) is None:
        return settled(f"You are not reminded of step {step.number} any more, as you wished.")
    return (e.RemindersQuieted(at=facts.now, by=facts.actor, step=step.number, until=None),)
