"""The record that is handed back as a run ends: due at once, after all else that its end brings about."""

from collections.abc import Iterable
from datetime import timedelta

from bot.domain.agenda.item import Item, Rule
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.plan import Plan
from bot.domain.smoke_rows import LOST_AFTER
from bot.domain.state import CLOSED, Deployment

RECORD = "record"


def record_subject(state: Deployment, plan: Plan) -> str:
    """By what one record is told from the next: how it ended, what is missing still, what was done since.

    A late approval, a follow-up and a rollback of what was live have one of their own; the old one stays.
    """
    follow_ups = (step.number for step in plan.rollback_steps if step.is_follow_up)
    over = (state.steps[number] for number in follow_ups if number in state.steps)
    done = sum(progress.status.is_over for progress in over)
    return f"{state.state}:{len(state.late)}:{done}"


def _items(state: Deployment, plan: Plan) -> Iterable[Item]:
    """Of what never began there is nothing to hand back; what smoke tests say at the end belongs to it."""
    if state.state not in CLOSED or state.begun is None or state.ended is None:
        return ()
    known, watch = state.acted_at or state.ended.at, state.watch
    answered = watch.heard_at + LOST_AFTER if watch.left and watch.heard_at else state.ended.at
    at = max(state.ended.at, answered)
    return (Item(subject=record_subject(state, plan), at=at, known=known),)


def _says(_state: Deployment, subject: str, _plan: Plan) -> list[Effect]:
    return [PostMessage(kind=MessageKind.RECORD, subject=subject)]


RULES = (
    Rule(
        name=RECORD,
        when=(
            "It is over, though it had begun, and no smoke test is being run; then once more for each late "
            "approval and each follow-up"
        ),
        what="The record is posted as a file",
        items=_items,
        still_good_for=timedelta(days=30),
        is_missed=False,
        says=_says,
    ),
)
