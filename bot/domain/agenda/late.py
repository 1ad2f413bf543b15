"""An emergency's late approvals are chased each day until they are given."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.domain import approvals
from bot.domain.agenda.item import Item, Rule, rule_and_subject
from bot.domain.agenda.review import APPROVAL
from bot.domain.agenda_events import key
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.people import unique
from bot.domain.plan import Plan
from bot.domain.questions import review_question
from bot.domain.state import Deployment
from bot.domain.times import zone_of

LATE = f"{APPROVAL}-late"
"""Named like the reminders of a review, so that they are brought up to date with them."""
AT = time(10)
"""When on each day, in the plan's zone."""
NOT_BEFORE = timedelta(hours=4)
"""Whoever was only just asked is not reminded yet."""
A_DAY = timedelta(days=1)


def day_of(subject: str) -> date:
    """The day of a reminder."""
    return date.fromisoformat(subject.partition(" ")[0])


def question_of(subject: str) -> str:
    """The review's question that a reminder is about."""
    return subject.partition(" ")[2]


def at_of(state: Deployment, day: date) -> datetime:
    """The minute of that day's reminder (aware UTC)."""
    return datetime.combine(day, AT, tzinfo=zone_of(state.zone)).astimezone(UTC)


def is_overdue(state: Deployment, subject: str) -> bool:
    """Whether the approvals should have been given by the time of a reminder."""
    return state.late_due is not None and at_of(state, day_of(subject)) >= state.late_due


def _asked_at(state: Deployment) -> datetime:
    """Since when what is missing now is asked for."""
    back = (state.withdrawn[row].at for row in state.late if row in state.withdrawn)
    since = [each for each in (state.settled_at, state.revised.at if state.revised else None) if each]
    return max((*since, *back, state.opened.at))


def _items(state: Deployment, _plan: Plan) -> Iterator[Item]:
    """The next one: each day has one, counted from the last."""
    if not state.late or state.late_due is None:
        return
    known = _asked_at(state)
    earliest = known + NOT_BEFORE
    subjects = [subject for rule, subject in map(rule_and_subject, state.came_due) if rule == LATE]
    last = max(map(day_of, subjects), default=None)
    day = earliest.astimezone(zone_of(state.zone)).date()
    if last and last >= day:
        day = last + A_DAY
    elif at_of(state, day) < earliest:
        day += A_DAY
    yield Item(subject=f"{day} {review_question(state)}", at=at_of(state, day), known=known)


def _says(state: Deployment, subject: str, plan: Plan) -> list[Effect]:
    people = approvals.first_asked(state, plan)
    if is_overdue(state, subject):
        deputies = (approvals.signers(state, row).deputies for row in approvals.missing_rows(state, plan))
        people = unique((*people, *(person for each in deputies for person in each)))
    to = [person.id for person in people]
    if approvals.is_asked_in_thread(state, plan):
        to.append("")
    return [PostMessage(kind=MessageKind.REMINDER, subject=key(LATE, subject), to=user) for user in to]


RULES = (
    Rule(
        name=LATE,
        when="Each day at 10:00 in the plan's zone, while an emergency lacks approvals",
        what="Whoever still has to sign is reminded; once they are overdue, their deputies, too",
        items=_items,
        still_good_for=A_DAY,
        says=_says,
    ),
)
