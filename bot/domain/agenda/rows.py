"""What came of sections 4 and 5 and nobody said, there or back: its owner is reminded, and then the lead."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from bot.domain.agenda.item import Item, Rule
from bot.domain.agenda.steps import handed_at
from bot.domain.agenda_events import key
from bot.domain.answering import Asked, asked_now, over_since
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.ending_back import waits_for_rows
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.questions import end_back_question, question_of
from bot.domain.state import Deployment

OWNER_AFTER, LEAD_AFTER = timedelta(minutes=10), timedelta(minutes=20)
"""How long after its step an answer that is missing is its owner's to hear of, and then the lead's."""
GOOD_FOR = timedelta(hours=2)
OWNER, LEAD, END_BACK = "rows-unanswered-10min", "rows-unanswered-20min", "rows-end-back-30min"
END_AFTER, END_GOOD_FOR = timedelta(minutes=30), timedelta(hours=12)

People = Callable[[Deployment, Asked], tuple[Person, ...]]


def _owners(_state: Deployment, asked: Asked) -> tuple[Person, ...]:
    return asked.people


def _leads(state: Deployment, asked: Asked) -> tuple[Person, ...]:
    """Whoever leads and was not reminded already."""
    own = {person.id for person in asked.people}
    leads = state.lead.people or state.lead.deputies
    return tuple(person for person in leads if person.id not in own)


def _after(minutes: timedelta, people: People) -> Callable[[Deployment, Plan], Iterable[Item]]:
    def items(state: Deployment, plan: Plan) -> Iterator[Item]:
        for asked in asked_now(state, plan):
            # On the way back it is asked as the step begins: nobody is reminded of what they are at.
            if over_since(state, asked.step) and people(state, asked):
                since, subject = _since(state, asked)
                yield Item(subject=subject, at=since + minutes, known=since)

    return items


def _since(state: Deployment, asked: Asked) -> tuple[datetime, str]:
    """Since when whoever is asked could know of it: whoever took the role over has minutes of their own."""
    handed = handed_at(state, asked.step)
    if handed is None or handed <= asked.since:
        return asked.since, asked.question
    return handed, f"{asked.question} {handed:%Y%m%dT%H%M%S}"


def _to(people: People) -> Callable[[Deployment, str, Plan], list[Effect]]:
    """The same question, directly: it is answered there as well."""

    def says(state: Deployment, subject: str, plan: Plan) -> list[Effect]:
        return [
            PostMessage(kind=MessageKind.ROWS, subject=asked.question, to=person.id)
            for asked in asked_now(state, plan)
            if asked.question == question_of(subject)
            for person in people(state, asked)
        ]

    return says


def _walked_back(state: Deployment, plan: Plan) -> Iterator[Item]:
    """Once for each time that every step back is over: a step that is added or reopened begins it anew."""
    if waits_for_rows(state, plan):
        since = max(progress.ended_at for progress in state.steps.values() if progress.ended_at)
        yield Item(subject=end_back_question(state), at=since + END_AFTER, known=since)


def _ends(state: Deployment, subject: str, plan: Plan) -> list[Effect]:
    if not waits_for_rows(state, plan):
        return []
    about = key(END_BACK, subject)
    return [PostMessage(kind=MessageKind.REMINDER, subject=about, to=each.id) for each in state.lead.all]


RULES = (
    Rule(
        name=OWNER,
        when="10 min after a step of whose data (4.3), configuration (5) or taking back not all is said",
        what="Its owner is asked directly",
        items=_after(OWNER_AFTER, _owners),
        still_good_for=GOOD_FOR,
        says=_to(_owners),
    ),
    Rule(
        name=LEAD,
        when="20 min after such a step",
        what="The lead is asked directly, too",
        items=_after(LEAD_AFTER, _leads),
        still_good_for=GOOD_FOR,
        says=_to(_leads),
    ),
    Rule(
        name=END_BACK,
        when="30 min after every step back is over, while not all is said to be back",
        what="The lead and the lead's deputies are reminded: it is not rolled back yet",
        items=_walked_back,
        still_good_for=END_GOOD_FOR,
        says=_ends,
    ),
)
