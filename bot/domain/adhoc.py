"""Steps that nobody foresaw: the lead puts one behind another, and it is called when its turn comes.

The plan itself stays as it was approved. What is added lives in the deployment's state, and `as_walked` gives
the plan with it: that is the plan which decisions, messages and forecasts are about.
"""

from dataclasses import replace
from string import ascii_lowercase

from bot.domain import events as e
from bot.domain.already import said_by
from bot.domain.facts import Decision, Facts, Story, incomplete, settled, unknown
from bot.domain.form_questions import added_since
from bot.domain.held_roles import meant_role
from bot.domain.intents import AddStep
from bot.domain.people import Person, names
from bot.domain.plan import Checkpoint, Phase, Plan, Step, StepPhase
from bot.domain.progress import advance
from bot.domain.refusals import Refusal
from bot.domain.reopening import (
    asked_too_early,
    begun_after,
    built_on,
    called_after,
    confirmed_on,
    leads_back,
    left_behind,
    loses_go,
)
from bot.domain.state import Deployment
from bot.domain.state_parts import AddedStep
from bot.domain.steps import find_step

LONGEST_MINUTES = 24 * 60
OWNERS_NAMED = 3


def as_walked(plan: Plan, state: Deployment) -> Plan:
    """The plan with the steps that were added, each behind the one that it was put after."""
    for added in state.added:
        plan = _with(plan, added)
    return plan


def _with(plan: Plan, added: AddedStep) -> Plan:
    if added.step.phase is Phase.ROLLBACK:
        return replace(plan, rollback=_inserted(plan.rollback, added) if plan.rollback else None)
    phases = (_inserted(p, added) if p.phase is added.step.phase else p for p in plan.phases)
    return replace(plan, phases=tuple(phases))


def _inserted(phase: StepPhase, added: AddedStep) -> StepPhase:
    """Whoever waits for the step before by name waits for the added one, too."""
    if any(step.number == added.step.number for step in phase.steps):
        return phase
    before = added.step.after[0]
    numbers = [step.number for step in phase.steps]
    place = numbers.index(before) + 1 if before in numbers else len(numbers)
    waiting = [
        replace(step, after=(*step.after, added.step.number)) if before in step.after else step
        for step in phase.steps
    ]
    return replace(phase, steps=(*waiting[:place], added.step, *waiting[place:]))


def add(state: Deployment, intent: AddStep, facts: Facts) -> Decision:
    """Put a step behind another; what was called meanwhile and now waits for it is not called any more.

    Behind a follow-up that is one, too: nobody waits for it.
    """
    found = find_step(intent.after, facts.plan)
    if isinstance(found, Refusal):
        return found
    if refusal := _incomplete(intent):
        return refusal
    owner = _owner(state, intent, facts)
    if isinstance(owner, Refusal):
        return owner
    minutes = None if found.is_follow_up else intent.minutes
    wanted = replace(new_step(state, facts.plan, found, intent.action, owner), minutes=minutes)
    if already := _already(state, intent, wanted, facts):
        return settled(already)
    behind = facts.plan.step(wanted.after[0]) or found
    if begun := _begun(state, behind, wanted, facts.plan, facts.actor):
        return settled(f"Nothing can be put after step {behind.number} any more: {begun}.")
    story = Story(state)
    people = facts.named if intent.owner else ()
    advance(story, put(story, AddedStep(step=wanted, people=people), behind, facts, intent.reason))
    return story.events


def places(state: Deployment, plan: Plan) -> tuple[Step, ...]:
    """The steps behind which another one can be put now."""
    too_late = built_on(state, plan)
    return tuple(
        step
        for step in (*plan.steps, *plan.rollback_steps)
        if step.number not in too_late
        and not left_behind(state, step, None)
        and not _confirmed(state, step, new_step(state, plan, step, "", ""), plan, None)
    )


def _owner(state: Deployment, intent: AddStep, facts: Facts) -> str | Refusal:
    """Who does it, as the step says it: people by name, or a role as the plan writes it."""
    if not intent.owner and intent.role:
        return meant_role(state, intent.role, facts.plan)
    if facts.named:
        return names(facts.named[:OWNERS_NAMED])
    return unknown("I do not know who shall do it: choose somebody from Slack's list while typing.")


def _already(state: Deployment, intent: AddStep, wanted: Step, facts: Facts) -> str:
    """That the same form was sent off before; "" where it was not."""
    for added in added_since(state, intent.question):
        same = (added.step.action, added.step.owner, added.step.minutes)
        if added.given and same == (wanted.action, wanted.owner, wanted.minutes):
            said = said_by(added.given, facts.actor, state)
            return f"Step {added.step.number}, {added.step.action}, is added already, {said}."
    return ""


def _begun(state: Deployment, behind: Step, step: Step, plan: Plan, actor: Person | None) -> str:
    """Why it is too late to put the step there; "" where it is not."""
    return begun_after(state, behind, plan, actor) or _confirmed(state, behind, step, plan, actor)


def _confirmed(state: Deployment, behind: Step, step: Step, plan: Plan, actor: Person | None) -> str:
    return confirmed_on(state, _asked_too_early(state, behind, step, plan), actor)


def _asked_too_early(state: Deployment, after: Step, step: Step, plan: Plan) -> tuple[Checkpoint, ...]:
    walked = _with(plan, AddedStep(step=step, people=()))
    return asked_too_early(state, walked, goes_back=leads_back(state, after))


def put(story: Story, added: AddedStep, after: Step, facts: Facts, reason: str) -> Facts:
    """Add the step to the story; the facts with the plan as it is walked from now on."""
    state, plan = story.state, facts.plan
    story.add(
        e.StepAdded(
            at=facts.now,
            by=facts.actor,
            added=added.step,
            people=added.people,
            called_off=called_after(state, plan, after),
            checkpoints=tuple(c.number for c in _asked_too_early(state, after, added.step, plan)),
            go=loses_go(state) and after.phase is Phase.PRE_DEPLOYMENT,
            verifying=leads_back(state, after),
            reason=reason,
        )
    )
    return replace(facts, plan=as_walked(plan, story.state))


def _incomplete(intent: AddStep) -> Refusal | None:
    if not intent.action:
        return incomplete('What is to be done? `/deploy add after N "ACTION" @who MINUTES`.')
    if not 0 < intent.minutes <= LONGEST_MINUTES:
        return incomplete(f"How long does it take? From 1 to {LONGEST_MINUTES} minutes.")
    return None


def new_step(state: Deployment, plan: Plan, after: Step, action: str, owner: str) -> Step:
    """The step that comes next after another: behind 5 that is 5a, then 5b, behind 5a as well 5b."""
    family = {added.step.number: added for added in state.added}
    base = after.number
    while base in family:
        base = base[:-1]
    taken = {step.number.casefold() for step in (*plan.steps, *plan.rollback_steps)}
    number, before = base, base
    for letter in (*ascii_lowercase, *(f"{a}{b}" for a in ascii_lowercase for b in ascii_lowercase)):
        number = f"{base}{letter}"
        if number.casefold() not in taken:
            break
        before = number
    return Step(
        number=number,
        phase=after.phase,
        action=action,
        owner=owner,
        minutes=None,
        undone_by_rollback=None,
        after=(before,),
        expects=(),
        undoes=(),
        line=after.line,
    )
