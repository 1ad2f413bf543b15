"""The rollback question's clocks: who has not answered is reminded, others may decide, it is asked again."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from bot.domain import events as e
from bot.domain.agenda.item import Carrying, Item, Rule
from bot.domain.agenda_events import key
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.electorate import electorate
from bot.domain.facts import Facts, Story
from bot.domain.plan import Plan
from bot.domain.question_parts import Escalated
from bot.domain.questions import decision_question
from bot.domain.raising import escalate, is_anything_to_roll_back, open_question
from bot.domain.react_open import QUESTION
from bot.domain.state import Deployment

HALF, SOON, UP, STILL, ANEW = (f"{QUESTION}{name}" for name in ("half", "soon", "up", "still", "again"))
REMINDING = (HALF, SOON, STILL)
"""The rules that have a message."""
SOON_BEFORE = timedelta(minutes=2)
STILL_EVERY, AT_ONCE_EVERY = timedelta(minutes=5), timedelta(minutes=2)
"""How often those who may decide are reminded once time is up; and where it was to be decided at once."""
A_WEEK = timedelta(days=7)


def _up(state: Deployment, plan: Plan) -> Iterable[Item]:
    question = state.question
    if question and not question.escalated_at:
        subject, until = decision_question(question), electorate(state, plan).until
        yield Item(subject=subject, at=until, known=question.since)


def _before(state: Deployment, plan: Plan, *, is_soon: bool) -> Iterable[Item]:
    """Only where there is so much time that whoever is reminded was not asked just now."""
    question = state.question
    if question is None or question.escalated_at:
        return
    found = electorate(state, plan)
    soon = found.until - SOON_BEFORE
    half = question.since + found.makers.within / 2
    at, until = (soon, found.until) if is_soon else (half, soon)
    if question.since < half < soon:
        yield Item(subject=decision_question(question), at=at, known=question.since, until=until)


def _half(state: Deployment, plan: Plan) -> Iterable[Item]:
    return _before(state, plan, is_soon=False)


def _soon(state: Deployment, plan: Plan) -> Iterable[Item]:
    return _before(state, plan, is_soon=True)


def _still(state: Deployment, plan: Plan) -> Iterable[Item]:
    question = state.question
    if question is None or question.reminded_at is None or not question.escalated_at:
        return
    every = STILL_EVERY if electorate(state, plan).makers.within else AT_ONCE_EVERY
    subject = f"{decision_question(question)} {question.escalated_at:%H%M} {question.reminders}"
    yield Item(subject=subject, at=question.reminded_at + every, known=question.reminded_at)


def _anew(state: Deployment, _plan: Plan) -> Iterable[Item]:
    if state.question or state.declined is None or state.declined.ask_again_at is None:
        return
    at, asked = state.declined.ask_again_at, state.declined.question
    yield Item(subject=f"{asked.round}", at=at, known=state.declined.at)


def _escalate(state: Deployment, _item: Item, facts: Facts) -> Iterable[e.Event]:
    story = Story(state)
    escalate(story, facts, Escalated.TIME_IS_UP)
    return story.events


def _reminds(rule: str) -> Carrying:
    """Whoever is asked is reminded."""

    def remind(state: Deployment, item: Item, facts: Facts) -> Iterable[e.Event]:
        assert state.question, "an open question is reminded of"
        people = electorate(state, facts.plan).asked(state.question.votes)
        yield e.VotersReminded(
            at=facts.now,
            by=None,
            people=tuple(person.id for person in people),
            subject=key(rule, item.subject),
        )

    return remind


def _ask_anew(state: Deployment, _item: Item, facts: Facts) -> Iterable[e.Event]:
    """What is over by then is not asked about; whether anything holds is what was seen last."""
    assert state.declined, "only what was declined is asked again"
    evidence = state.declined.question.evidence
    holds = any(not each.is_over for each in evidence)
    if not holds or not is_anything_to_roll_back(state, facts.plan, facts.now):
        return (e.QuestionNotRepeated(at=facts.now, by=None),)
    story = Story(state)
    open_question(story, facts, evidence)
    return story.events


def _says(rule: str) -> Callable[[Deployment, str, Plan], list[Effect]]:
    """Whoever is asked, directly; in the thread where they are many."""

    def says(state: Deployment, subject: str, plan: Plan) -> list[Effect]:
        if state.question is None:
            return []
        asked = [person.id for person in electorate(state, plan).asked(state.question.votes)]
        to = asked if len(asked) <= ASKED_DIRECTLY else [""]
        return [PostMessage(kind=MessageKind.REMINDER, subject=key(rule, subject), to=user) for user in to]

    return says


RULES = (
    Rule(
        name=HALF,
        when="Half of the time to decide, where 6.2 gives more than 4 min",
        what="Whoever has not answered the rollback question is reminded",
        items=_half,
        still_good_for=A_WEEK,
        good_until="2 min before time is up",
        leads_to=_reminds(HALF),
        says=_says(HALF),
    ),
    Rule(
        name=SOON,
        when="2 min before the time to decide is up",
        what="Whoever has not answered the rollback question is reminded",
        items=_soon,
        still_good_for=A_WEEK,
        good_until="the end of the time to decide",
        leads_to=_reminds(SOON),
        says=_says(SOON),
    ),
    Rule(
        name=UP,
        when="The time to decide is up; 2 min after the question, where it is to be decided at once",
        what="Nothing is decided by itself: the next level may decide alone, and is asked",
        items=_up,
        still_good_for=A_WEEK,
        leads_to=_escalate,
    ),
    Rule(
        name=STILL,
        when="Every 5 min from then on, or 2 min where it is to be decided at once",
        what="Whoever may decide is reminded",
        items=_still,
        still_good_for=A_WEEK,
        leads_to=_reminds(STILL),
        says=_says(STILL),
    ),
    Rule(
        name=ANEW,
        when="The minute that was named with Continue",
        what="It is asked again whether to roll back, if anything that spoke for it still holds",
        items=_anew,
        still_good_for=A_WEEK,
        leads_to=_ask_anew,
    ),
)
