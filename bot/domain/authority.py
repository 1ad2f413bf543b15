"""Who may do what (contract: Who may), as named groups that refusals can speak of."""

from bot.domain.facts import Facts, not_yours
from bot.domain.people import Holders, names
from bot.domain.plan import Step
from bot.domain.refusals import Refusal
from bot.domain.state import LEAD, Deployment


def anyone_named(state: Deployment, facts: Facts, doing: str) -> Refusal | None:
    """Anybody named in the plan or filling a role of it."""
    if facts.actor and any(person.id == facts.actor.id for person in state.everyone):
        return None
    return not_yours(f"Only somebody named in the plan of {state.id} may {doing}; ask {lead_names(state)}.")


def the_lead(state: Deployment, facts: Facts, doing: str) -> Refusal | None:
    """The Deployment Lead or the lead's deputy."""
    if facts.actor and state.lead.include(facts.actor):
        return None
    return not_yours(f"Only the {LEAD} or the lead's deputy may {doing}: {lead_names(state)}.")


def the_owner(state: Deployment, step: Step, facts: Facts, doing: str) -> Refusal | None:
    """The step's owner; on their behalf the lead or the lead's deputy."""
    owner = state.holders(step.owner)
    if facts.actor and (owner.include(facts.actor) or state.lead.include(facts.actor)):
        return None
    return not_yours(
        f"Step {step.number} is {owner_names(owner, step.owner)}'s: only they, or on their behalf "
        f"{lead_names(state)}, may {doing} it."
    )


def is_on_behalf(state: Deployment, step: Step, facts: Facts) -> bool:
    """Whether somebody else than the owner records the step."""
    return not (facts.actor and state.holders(step.owner).include(facts.actor))


def lead_names(state: Deployment) -> str:
    """The lead and the lead's deputies, by name."""
    return names(state.lead.all)


def owner_names(owner: Holders, written: str) -> str:
    """An owner's name, or what the plan wrote where Slack knows nobody."""
    return names(owner.people) if owner.people else written
