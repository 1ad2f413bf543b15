"""Who is released, by name: whom nothing in the run can need any more.

Whoever may have to walk back, and whoever leads or decides, is needed until it has ended.
"""

from collections.abc import Iterable, Iterator
from functools import reduce

from bot.domain import events as e
from bot.domain.adhoc import as_walked
from bot.domain.approvals import ASKED_DIRECTLY, signers
from bot.domain.confirmations import role_of
from bot.domain.decision_makers import roles_that_decide
from bot.domain.evolve import evolve
from bot.domain.facts import Facts
from bot.domain.people import Person, unique
from bot.domain.plan import Plan, Step
from bot.domain.presence import is_here
from bot.domain.progress import open_steps, unconfirmed, was_completed
from bot.domain.roles import is_everyone
from bot.domain.state import LEAD, Deployment

RELEASING = (e.StepFinished, e.StepSkipped, e.Confirmed, e.RollbackDecided)
"""With these something of somebody's is over."""


def released(state: Deployment, plan: Plan) -> tuple[Person, ...]:
    """Those who had to act and whom nothing can need any more; everybody, once it has ended.

    Nobody while what pre-deployment did is undone, nor on the way back from what was live: all were released
    when it was completed, and who walks back is needed again.
    """
    acting = _acting_roles(plan)
    if state.state.is_closed:
        return _acting(state, acting)
    if not state.state.is_running or state.leaving or (state.rollback and was_completed(state, plan)):
        return ()
    roles = _needed_roles(state, plan)
    if not (left := [role for role in acting if role not in roles]):
        return ()
    late = (signers(state, row) for row in plan.signoffs if row.number in state.late)
    needed = {person.id for holders in (*map(state.holders, roles), *late) for person in holders.all}
    return tuple(person for person in _acting(state, left) if person.id not in needed)


def with_released(state: Deployment, events: tuple[e.Event, ...], facts: Facts) -> tuple[e.Event, ...]:
    """The events of a decision, and whom they release; at the end its own message says that all are."""
    if not any(isinstance(event, RELEASING) for event in events):
        return events
    after = reduce(evolve, events, state)
    if after.state.is_closed:
        return events
    plan = as_walked(facts.plan, after)
    people = tuple(person for person in released(after, plan) if not _is_released(after, plan, person))
    return (*events, e.PeopleReleased(at=facts.now, by=None, people=people)) if people else events


def _acting_roles(plan: Plan) -> list[str]:
    """Whose part in the run it is: each role once, as the plan writes it."""
    roles = [step.owner for step in _steps(plan)]
    roles += [LEAD, *(role_of(plan, checkpoint) for checkpoint in plan.checkpoints)]
    return [role for role in dict.fromkeys(roles) if not is_everyone(role)]


def _acting(state: Deployment, roles: Iterable[str]) -> tuple[Person, ...]:
    """Who has to act for these; of deputies and of many who share a role, those who were heard of."""
    return unique(
        person
        for holders in map(state.holders, roles)
        for person in holders.all
        if (person in holders.people and len(holders.people) <= ASKED_DIRECTLY) or is_here(state, person)
    )


def _steps(plan: Plan) -> Iterator[Step]:
    return (step for step in (*plan.steps, *plan.rollback_steps) if not step.is_follow_up)


def _needed_roles(state: Deployment, plan: Plan) -> dict[str, None]:
    """Whoever stands for these can still be needed: deputies too, as they may have to stand in."""
    roles = [LEAD, *roles_that_decide(plan)]
    roles += [step.owner for step in plan.rollback_steps if not step.is_follow_up]
    if not state.rollback:
        roles += [step.owner for step in open_steps(state, plan)]
        roles += [role_of(plan, checkpoint) for checkpoint in unconfirmed(state, plan)]
    return dict.fromkeys(roles)


def _is_released(state: Deployment, plan: Plan, person: Person) -> bool:
    """Whether they were released already, and were not needed anew since."""
    at = state.released.get(person.id)
    if at is None:
        return False
    told = [
        state.steps[step.number].told_at
        for step in _steps(plan)
        if step.number in state.steps and state.holders(step.owner).include(person)
    ]
    told += [
        state.confirmations[checkpoint.number].at
        for checkpoint in plan.checkpoints
        if checkpoint.number in state.confirmations
        and state.holders(role_of(plan, checkpoint)).include(person)
    ]
    return not any(each and each > at for each in told)
