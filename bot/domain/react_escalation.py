"""What is done outside as the ladder of 9.2 is climbed: those called are asked, all copies stay true."""

from collections.abc import Iterable, Iterator

from bot.domain import events as e
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import Effect, LookUpDnd, MessageKind, PostMessage, RewriteMessages
from bot.domain.folds import given_with
from bot.domain.ladder import Ladder, LevelCall
from bot.domain.people import Person, unique
from bot.domain.questions import call_subject, escalation_question, over_subject
from bot.domain.state import Deployment

SHOWN_BY = (e.IssueRaised, e.LevelCalled, e.CallAcknowledged, e.CallPassedOn, e.IssueOver)
"""What the ladder's message and each call show, beside that somebody left Slack."""


def ladder_followed(state: Deployment, events: Iterable[e.Event]) -> list[Effect]:
    """The thread shows the ladder, whoever is called is asked directly, and hears when it is over."""
    every = [event for event in events if isinstance(event, (*SHOWN_BY, e.PersonLeft, e.DndRead))]
    if not every or not state.ladders:
        return []
    ladder = state.ladders[-1]
    question = escalation_question(ladder.number)
    effects: list[Effect] = []
    if any(_opens(event, ladder) for event in every):
        effects.append(PostMessage(kind=MessageKind.LADDER, subject=question))
    called = sum(isinstance(event, e.LevelCalled) for event in every)
    first = len(ladder.calls) - called + 1
    for number, call in enumerate(ladder.calls[len(ladder.calls) - called :], first):
        effects += _call(state, call, call_subject(ladder.number, number))
    effects.append(RewriteMessages(kind=MessageKind.LADDER, subject=question))
    if any(isinstance(event, (*SHOWN_BY, e.PersonLeft)) for event in every):
        effects.append(RewriteMessages(kind=MessageKind.ESCALATION))
    if ladder.over and any(isinstance(event, e.IssueOver) for event in every):
        effects += _stood_down(state, ladder)
    return effects


def _opens(event: e.Event, ladder: Ladder) -> bool:
    return isinstance(event, e.IssueRaised) and ladder.opened == given_with(event, event.why)


def _call(state: Deployment, call: LevelCall, subject: str) -> Iterator[Effect]:
    """A direct message to each, of a large group one in the thread; the lead's for who is telephoned."""
    to = [person.id for person in call.people]
    if to:
        yield LookUpDnd(people=tuple(to))
    if len(to) > ASKED_DIRECTLY:
        to = [""]
    if call.absent:
        to += [person.id for person in state.lead.all] or [""]
    for each in dict.fromkeys(to):
        yield PostMessage(kind=MessageKind.ESCALATION, subject=subject, to=each)


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
