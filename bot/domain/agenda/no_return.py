"""The latest start of a rollback: told ten minutes before, and asked about when it has come."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from bot.domain.agenda.item import Item, Rule, rule_and_subject
from bot.domain.agenda.reminded import reminded
from bot.domain.agenda_events import key
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.no_return import NEAR, REACHED, point_of_no_return, subject_of
from bot.domain.plan import Plan
from bot.domain.state import Deployment

TOLD_BEFORE = timedelta(minutes=10)
WORTH_TELLING_AGAIN = timedelta(minutes=10)
"""By how much the window must be longer for its point to be told again; it is asked about in any case."""
ASKED_UNTIL = timedelta(hours=2)


def _near(state: Deployment, plan: Plan) -> Iterable[Item]:
    point = point_of_no_return(state, plan)
    if point is None or _is_hardly_moved(state):
        return ()
    known = state.acted_at or state.opened.at
    return (Item(subject=subject_of(state), at=point - TOLD_BEFORE, known=known),)


def _is_hardly_moved(state: Deployment) -> bool:
    """Whether it was told for an end of the window that is hardly another."""
    told = (rule_and_subject(sent) for sent in state.came_due if sent.startswith(f"{NEAR} "))
    ends = [datetime.strptime(subject, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC) for _, subject in told]
    return state.window_end is not None and any(
        timedelta() < state.window_end - end < WORTH_TELLING_AGAIN for end in ends
    )


def _reached(state: Deployment, plan: Plan) -> Iterable[Item]:
    point = point_of_no_return(state, plan)
    if point is None:
        return ()
    return (Item(subject=subject_of(state), at=point, known=state.acted_at or state.opened.at),)


def _to_thread_and_lead(state: Deployment, subject: str, _plan: Plan) -> list[Effect]:
    told = PostMessage(kind=MessageKind.REMINDER, subject=key(NEAR, subject))
    return [told, *_to_lead(NEAR, state, subject)]


def _asks(state: Deployment, subject: str, _plan: Plan) -> list[Effect]:
    """Where nobody who leads is in Slack, the thread is asked; what was told before says that it is."""
    asked = PostMessage(kind=MessageKind.REMINDER, subject=key(REACHED, subject))
    return [*(_to_lead(REACHED, state, subject) or [asked]), *reminded(state, NEAR, subject)]


def _to_lead(rule: str, state: Deployment, subject: str) -> list[Effect]:
    sent = key(rule, subject)
    return [PostMessage(kind=MessageKind.REMINDER, subject=sent, to=person.id) for person in state.lead.all]


RULES = (
    Rule(
        name=NEAR,
        when="Ten minutes before a rollback must begin to end inside the window, once a step was begun after "
        "Go; again only where the window became longer by ten minutes or more",
        what="The thread, the lead and the lead's deputies hear the minute and what a rollback would do",
        items=_near,
        still_good_for=TOLD_BEFORE,
        ladder=REACHED,
        says=_to_thread_and_lead,
    ),
    Rule(
        name=REACHED,
        when="When a rollback that begins later would end after the window; once for each end of the window",
        what="The lead and the lead's deputies are asked to extend it, or to carry on; nothing stops",
        items=_reached,
        still_good_for=ASKED_UNTIL,
        ladder=REACHED,
        says=_asks,
    ),
)
