"""Who has to act in a run, who of them said that they will be there, and whom nobody has heard of."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain import events as e
from bot.domain.already import being_left
from bot.domain.approvals import approved_at
from bot.domain.authority import Who, ask_lead
from bot.domain.confirmations import role_of
from bot.domain.facts import Decision, Facts, not_yours, settled
from bot.domain.intents import SayOn
from bot.domain.people import Holders, Person, role_text, unique
from bot.domain.plan import Plan, Step
from bot.domain.refusals import Refusal
from bot.domain.remembering import remembered
from bot.domain.roles import is_everyone
from bot.domain.state import LEAD, Deployment, Lifecycle
from bot.domain.times import clock

NAMED_BEFORE = timedelta(hours=2)
"""So long before the window whoever was not heard of is named; what is approved later is not asked at all."""
EXPECTING = frozenset(
    {Lifecycle.APPROVED, Lifecycle.PRE_DEPLOYMENT, Lifecycle.DEPLOYING, Lifecycle.VERIFYING}
)
"""While it stands here people are expected to be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Somebody who has to act: the role as the plan writes it, who holds it, and the steps still to come.

    Steps of the way back are among them; a confirmation and the lead's decisions are none.
    """

    role: str
    holders: Holders
    steps: tuple[Step, ...]


def is_asked(state: Deployment) -> bool:
    """Whether people are asked for this window at all: it was approved long enough before."""
    if state.window_start is None or state.leaving or state.state not in EXPECTING:
        return False
    settled_at = state.settled_at or approved_at(state)
    return settled_at is not None and settled_at < state.window_start - NAMED_BEFORE


@remembered
def needs(state: Deployment, plan: Plan) -> tuple[Need, ...]:
    """Who still has to act, roles of the same people as one; who only signs or deputises need not."""
    found: dict[object, tuple[str, Holders, list[Step]]] = {}
    for role, steps in _still_to_act(state, plan).items():
        holders = state.holders(role)
        same = frozenset(person.id for person in holders.people) or role_text(role)
        found.setdefault(same, (role, holders, []))[-1].extend(steps)
    return tuple(
        Need(role=role, holders=holders, steps=tuple(steps)) for role, holders, steps in found.values()
    )


def _still_to_act(state: Deployment, plan: Plan) -> dict[str, list[Step]]:
    """Roles in the plan's order, with their steps to come; without those that have done all."""
    steps: dict[str, list[Step]] = {}
    for step in (*plan.steps, *plan.rollback_steps):
        own = steps.setdefault(step.owner, [])
        if step.number not in state.steps and not step.is_follow_up:
            own.append(step)
    unconfirmed = [role_of(plan, each) for each in plan.checkpoints if each.number not in state.confirmations]
    also = (LEAD, *unconfirmed)
    for role in also:
        steps.setdefault(role, [])
    return {
        role: own
        for role, own in steps.items()
        if (own or role in also) and role.strip() and not is_everyone(role)
    }


def here(state: Deployment) -> frozenset[str]:
    """Who said that they are on, or did something in the run, by their ids."""
    did = (state.begun, state.go, *state.steps.values())
    return frozenset((*state.on, *(each.by.id for each in did if each and each.by)))


def is_first_act(state: Deployment, person: Person) -> bool:
    """Whether somebody who did not say that they are on did one thing in the run so far."""
    did = (state.begun, state.go, *state.steps.values())
    own = [each for each in did if each and each.by and each.by.id == person.id]
    return person.id not in state.on and len(own) == 1


def is_here(state: Deployment, person: Person) -> bool:
    """Whether somebody said that they are on, or did something in the run."""
    return person.id in here(state)


def not_on(state: Deployment, plan: Plan) -> tuple[Need, ...]:
    """Those of whom nobody was heard: neither who holds the role nor a deputy. None where nobody was asked.

    Whoever has no account is telephoned, and not among them.
    """
    if not is_asked(state):
        return ()
    there = here(state)
    return tuple(
        need
        for need in needs(state, plan)
        if need.holders.people and there.isdisjoint(person.id for person in need.holders.all)
    )


def by_telephone(state: Deployment, plan: Plan) -> tuple[Need, ...]:
    """Those whom Slack does not know; most plans name none, which is quickly seen."""
    if not any(holders.unknown and not holders.people for holders in state.roles.values()):
        return ()
    return tuple(need for need in needs(state, plan) if need.holders.unknown and not need.holders.people)


def own_needs(state: Deployment, plan: Plan, user: str) -> tuple[Need, ...]:
    """What somebody (an id) has to act for themselves."""
    held = (need for need in needs(state, plan) if any(each.id == user for each in need.holders.people))
    return tuple(held)


def _refuse(state: Deployment, _intent: SayOn, facts: Facts, doing: str) -> Refusal | None:
    plan = facts.plan
    texts = {step.owner for step in (*plan.steps, *plan.rollback_steps)}
    texts |= {LEAD, *(role_of(plan, checkpoint) for checkpoint in plan.checkpoints)}
    may = unique(person for text in texts for person in state.holders(text).all)
    if any(person.id == facts.person.id for person in may):
        return None
    return not_yours(
        f"Only who has to act in {state.id}, or deputises for them, can {doing}: {ask_lead(state)}."
    )


NEEDED = Who("whoever has to act in the run, and their deputies", _refuse)


def say_on(state: Deployment, _intent: SayOn, facts: Facts) -> Decision:
    """They will be there."""
    if state.leaving:
        return settled(being_left(state, facts.actor))
    if said := state.on.get(facts.person.id):
        return settled(f"You said so already, at {clock(said, state.zone)}.")
    return (e.PersonIsOn(at=facts.now, by=facts.actor),)
