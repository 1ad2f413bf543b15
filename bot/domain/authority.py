"""Who may do what (contract: Who may), as named groups that refusals and the lifecycle's page speak of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.domain.facts import Facts, not_yours
from bot.domain.intents import Intent
from bot.domain.people import Holders, Person, holders_of, names
from bot.domain.plan import Step
from bot.domain.refusals import Refusal
from bot.domain.state import LEAD, Deployment, StepStatus
from bot.domain.times import clock

SHOWN = 5
"""How many names, problems or rows one refusal names."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who may: in words, and as the check of one intent.

    The check gets the state, the intent, the facts and what is to be done ("begin"). It refuses what does not
    exist (unknown) and whoever may not (not yours); the lifecycle's state is not its business.
    """

    text: str
    refuse: Callable[[Deployment, Any, Facts, str], Refusal | None]


def not_named(state: Deployment, facts: Facts, doing: str) -> Refusal | None:
    """Refuses whoever is neither named in the plan nor fills a role of it."""
    if facts.actor and any(person.id == facts.actor.id for person in state.everyone):
        return None
    return not_yours(f"Only somebody named in the plan of {state.id} may {doing}: {ask_lead(state)}.")


def _anyone_named(state: Deployment, _intent: Intent, facts: Facts, doing: str) -> Refusal | None:
    return not_named(state, facts, doing)


def _the_lead(state: Deployment, _intent: Intent, facts: Facts, doing: str) -> Refusal | None:
    if facts.actor and state.lead.include(facts.actor):
        return None
    return not_yours(f"Only the {LEAD} or the lead's deputy may {doing}: {ask_lead(state)}.")


def _the_clock(_state: Deployment, _intent: Intent, _facts: Facts, _doing: str) -> Refusal | None:
    return None


ANYONE_NAMED = Who("anyone named in the plan or filling a role of it", _anyone_named)
THE_LEAD = Who(f"the {LEAD} or the lead's deputy", _the_lead)
THE_CLOCK = Who("the clock", _the_clock)


def may_start(facts: Facts, doing: str) -> Refusal | None:
    """Refuses a starter whom the plan does not know, unless it names nobody in Slack at all."""
    named = facts.starters
    if not named or any(person.id == facts.person.id for person in named):
        return None
    lead = [person for person in holders_of(facts.roles, LEAD).all if person in named]
    return not_yours(f"Only somebody named in the plan may {doing}: ask {names(lead or named[:SHOWN])}.")


def not_owner(state: Deployment, step: Step, facts: Facts) -> Refusal | None:
    """Refuses whoever is neither the step's owner nor, on their behalf, the lead or the lead's deputy."""
    owner = state.holders(step.owner)
    if facts.actor and state.lead.include(facts.actor):
        return None
    if facts.actor and owner.include(facts.actor):
        return _claimed(state, step, facts.actor)
    others = [person for person in state.lead.all if not owner.include(person)]
    on_behalf = f" or, on their behalf, {names(others)}" if others else ""
    return not_yours(
        f"Step {step.number}, {step.action}, is {owner_names(owner, step.owner)}'s: only they"
        f"{on_behalf} may say how it goes."
    )


def claimer(state: Deployment, step: Step) -> Person | None:
    """Who of several owners started the step that runs: until it ends it is theirs.

    Also where the lead recorded that they did.
    """
    progress, owners = state.steps.get(step.number), state.holders(step.owner).people
    if progress is None or progress.status is not StepStatus.RUNNING or len(owners) == 1:
        return None
    if progress.on_behalf:
        named = [person for person in owners if person.name == progress.for_whom]
        return named[0] if len(named) == 1 else None
    return next((person for person in owners if progress.by and person.id == progress.by.id), None)


def _claimed(state: Deployment, step: Step, actor: Person) -> Refusal | None:
    """Refuses the other owners of a step that one of them has; whoever deputises for the owner is none."""
    has, owners = claimer(state, step), state.holders(step.owner).people
    if has is None or actor.id == has.id or all(actor.id != owner.id for owner in owners):
        return None
    progress = state.steps[step.number]
    since = clock(progress.started_at or progress.called_at, state.zone)
    others = [person for person in state.lead.all if person.id != has.id]
    on_behalf = f" or, on their behalf, {names(others)}" if others else ""
    return not_yours(
        f"{has.name} has step {step.number}, {step.action}, since {since}: only they{on_behalf} may say how "
        f"it goes."
    )


def is_on_behalf(state: Deployment, step: Step, facts: Facts) -> bool:
    """Whether somebody else than the owner records the step."""
    return not (facts.actor and state.holders(step.owner).include(facts.actor))


def membership(state: Deployment, step: Step, facts: Facts) -> str:
    """The handle of the user group as whose member the actor is the step's owner; "" where there is none."""
    return state.holders(step.owner).membership(facts.actor) if facts.actor else ""


def ask(role: str, holders: Holders) -> str:
    """Whom to ask, by name; where nobody in Slack stands for the role, how to name somebody."""
    if holders.group and len(holders.people) > SHOWN:
        return f"ask somebody of @{holders.group.handle}"
    if holders.all:
        return f"ask {names(holders.all)}"
    return f"nobody in Slack stands for “{role}” yet, `/deploy roster {role} @who` names somebody"


def ask_lead(state: Deployment) -> str:
    """Whom to ask: the lead and the lead's deputies."""
    return ask(LEAD, state.lead)


def owner_names(owner: Holders, written: str) -> str:
    """An owner by name: people in Slack (a large group by its own), else others, else what the plan wrote."""
    if owner.group and len(owner.people) > SHOWN:
        return f"@{owner.group.handle}"
    return names(owner.people) or " or ".join(owner.unknown) or written
