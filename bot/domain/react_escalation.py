"""What is done outside as the ladder of 9.2 is climbed: those called are asked, all copies stay true."""

from collections.abc import Iterable, Iterator
from typing import TypeGuard

from bot.domain import events as e
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.askings import called_by, is_called_for
from bot.domain.effects import Effect, LookUpDnd, MessageKind, PostMessage, RewriteMessages
from bot.domain.folds import given_with
from bot.domain.ladder import Ladder, LevelCall
from bot.domain.people import Person, unique
from bot.domain.questions import call_subject, escalation_question, over_subject
from bot.domain.react_open import QUESTION, question_message
from bot.domain.state import Deployment

SHOWN_BY = (e.IssueRaised, e.LevelCalled, e.CallAcknowledged, e.CallPassedOn, e.IssueOver)
"""What the ladder's message and each call are there for; no other message need show it."""


def ladder_followed(state: Deployment, events: Iterable[e.Event]) -> list[Effect]:
    """The thread shows the ladder, whoever is called is asked directly, and hears when it is over.

    While an issue is open its messages say how it stands: whatever happens may change that, but for alerts,
    which come in storms.
    """
    every = [event for event in events if not isinstance(event, e.AlertsReported)]
    is_over = any(isinstance(event, e.IssueOver) for event in every)
    if not every or not (state.ladder or is_over):
        return []
    ladder = state.ladders[-1]
    question = escalation_question(ladder.number)
    effects: list[Effect] = []
    if any(_opens(event, ladder) for event in every):
        effects.append(PostMessage(kind=MessageKind.LADDER, subject=question))
    called = sum(isinstance(event, e.LevelCalled) for event in every)
    first = len(ladder.calls) - called + 1
    for number, call in enumerate(ladder.calls[len(ladder.calls) - called :], first):
        effects += _call(call, call_subject(ladder.number, number))
    effects.append(RewriteMessages(kind=MessageKind.LADDER, subject=question))
    effects.append(RewriteMessages(kind=MessageKind.ESCALATION))
    if called:
        effects += question_message(state)
    if ladder.over and is_over:
        effects += _stood_down(state, ladder)
    return effects


def asked_once(state: Deployment, effects: Iterable[Effect]) -> list[Effect]:
    """Without reminding of a rollback question whom a call asks at the same moment.

    Where the issue is about the question the call asks both: nobody wants two messages at night.
    """
    every = list(effects)
    if not is_called_for(state):
        return every
    posts = (each for each in every if isinstance(each, PostMessage))
    called = {each.to for each in posts if each.kind is MessageKind.ESCALATION and each.to}
    return [each for each in every if not (_reminds(each) and each.to in called)]


def _reminds(effect: Effect) -> TypeGuard[PostMessage]:
    if not isinstance(effect, PostMessage):
        return False
    return effect.kind is MessageKind.REMINDER and effect.subject.startswith(QUESTION)


def _opens(event: e.Event, ladder: Ladder) -> bool:
    return isinstance(event, e.IssueRaised) and ladder.opened == given_with(event, event.why)


def _call(call: LevelCall, subject: str) -> Iterator[Effect]:
    """A direct message to each, of a large group one in the thread; the lead's for who is telephoned."""
    if call.people:
        yield LookUpDnd(people=tuple(person.id for person in call.people))
    for to in called_by(call):
        yield PostMessage(kind=MessageKind.ESCALATION, subject=subject, to=to)


def _stood_down(state: Deployment, ladder: Ladder) -> Iterator[Effect]:
    subject = over_subject(ladder.number)
    for person in told_it_is_over(state, ladder):
        yield PostMessage(kind=MessageKind.ESCALATION, subject=subject, to=person.id)


def told_it_is_over(state: Deployment, ladder: Ladder) -> tuple[Person, ...]:
    """Those called, but for who passed it on, who ended it, and a large group; the lead, who telephones."""
    called = (call.people for call in ladder.calls if len(call.people) <= ASKED_DIRECTLY)
    people = unique(person for each in called for person in each)
    left = [person for person in people if _waits(ladder, person)]
    telephones = state.lead.all if any(each.for_whom for each in ladder.on_it) else ()
    return unique((*left, *telephones))


def _waits(ladder: Ladder, person: Person) -> bool:
    answer = ladder.answer_of(person.id)
    has_passed = answer is not None and not answer.takes_charge
    has_ended = ladder.over and ladder.over.by and ladder.over.by.id == person.id
    return not has_passed and not has_ended
