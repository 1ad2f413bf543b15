"""Reminders of a review: whoever still has to sign hears of it 48, 24 and 4 hours before the window."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.domain import approvals
from bot.domain.agenda.item import Item, Rule
from bot.domain.agenda_events import key
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.people import unique
from bot.domain.plan import Plan
from bot.domain.questions import review_question
from bot.domain.state import Deployment, Lifecycle
from bot.domain.state_parts import Given

APPROVAL = "approval"
"""The ladder of these reminders, with which their rules' names begin."""
HOURS_BEFORE = (48, 24, 4)
DEPUTIES_FROM_HOURS = 24
"""From so many hours before the window on, deputies are reminded beside those whom they stand for."""


def rule_name(hours: int) -> str:
    """What the rule of so many hours before the window is called."""
    return f"{APPROVAL}-{hours}h"


def _asked_at(state: Deployment, submitted: Given) -> datetime:
    """Since when what is missing is asked for: a plan that was approved may be in review again."""
    revised = [state.revised.at] if state.revised else []
    return max((submitted.at, *revised, *(each.at for each in state.withdrawn.values())))


def _items(hours: int) -> Callable[[Deployment, Plan], Iterable[Item]]:
    def items(state: Deployment, _plan: Plan) -> Iterable[Item]:
        if state.state is not Lifecycle.IN_REVIEW or state.window_start is None or state.submitted is None:
            return ()
        at = state.window_start - timedelta(hours=hours)
        asked_at = _asked_at(state, state.submitted)
        if at <= asked_at:
            # Whoever was asked after this minute needs no reminder of it.
            return ()
        return (Item(subject=review_question(state), at=at, known=asked_at),)

    return items


def _says(rule: str, hours: int) -> Callable[[Deployment, str, Plan], list[Effect]]:
    def says(state: Deployment, subject: str, plan: Plan) -> list[Effect]:
        people = approvals.first_asked(state, plan)
        if hours <= DEPUTIES_FROM_HOURS:
            deputies = (approvals.signers(state, row).deputies for row in approvals.missing_rows(state, plan))
            people = unique((*people, *(person for each in deputies for person in each)))
        to = [person.id for person in people]
        if approvals.is_asked_in_thread(state, plan):
            to.append("")
        return [PostMessage(kind=MessageKind.REMINDER, subject=key(rule, subject), to=user) for user in to]

    return says


def _rule(hours: int) -> Rule:
    name = rule_name(hours)
    deputies = ", and their deputies" if hours <= DEPUTIES_FROM_HOURS else ""
    return Rule(
        name=name,
        when=f"T-{hours}h, while in review",
        what=f"Whoever still has to sign is reminded{deputies}",
        items=_items(hours),
        still_good_for=timedelta(hours=hours),
        ladder=APPROVAL,
        says=_says(name, hours),
    )


RULES = tuple(_rule(hours) for hours in HOURS_BEFORE)
