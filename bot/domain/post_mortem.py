"""Whose the post-mortem of a rollback is: of whoever took it on, else of its one owner, else of the lead."""

from bot.domain.authority import claimer
from bot.domain.people import Person
from bot.domain.plan import Plan, Step
from bot.domain.state import Deployment
from bot.domain.walk_back import decided
from bot.domain.words import stemmed, stems

_WORDS = stemmed("postmortem", "mortem", "retrospective", "lessons", "review")


def post_mortem(state: Deployment, plan: Plan) -> Step | None:
    """The follow-up of the walked way back that speaks of it, else its last; `None` where it has none."""
    if state.rollback is None:
        return None
    left = [step for step in decided(state, plan).steps if step.is_follow_up]
    return next((step for step in left if stems(step.action) & _WORDS), left[-1] if left else None)


def owner(state: Deployment, plan: Plan) -> Person | None:
    """Who owns the post-mortem now; `None` where nobody in Slack is left for it."""
    step = post_mortem(state, plan)
    if step and (has := claimer(state, step)):
        return has
    people = state.holders(step.owner).people if step else ()
    lead = state.lead.people or state.lead.deputies
    return people[0] if len(people) == 1 else next(iter(lead), None)
