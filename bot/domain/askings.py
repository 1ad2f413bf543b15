"""The messages by which a rollback question is asked: to whom each goes, and which of one's is the newest.

Slack does not ring for an edit, so whoever is asked once more, reminded or called gets a new message. The
newest has the whole question and its buttons; those before it say in a line that it counts.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.domain.agenda.item import rule_and_subject
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.electorate import electorate
from bot.domain.escalation_events import LevelCalled
from bot.domain.ladder import LevelCall
from bot.domain.plan import Plan
from bot.domain.question_parts import Asking, RollbackQuestion
from bot.domain.questions import decision_question, decision_subject
from bot.domain.state import Deployment

Turn = tuple[datetime, int, int]
"""What tells the newer of two messages: when each was sent, after how many calls, and of those of then which.

A reminder comes before whatever is sent at the same moment.
"""
CALL = 0


def asking(question: RollbackQuestion, number: int) -> list[Effect]:
    """Posts one asking, which is counted from 1."""
    asked = question.askings[number - 1]
    return [
        PostMessage(kind=MessageKind.QUESTION, subject=asked.subject, to=to) for to in _goes_to(asked.people)
    ]


def copies_of(question: RollbackQuestion) -> list[Effect]:
    """Rewrites what was asked in the thread and directly, each time that it was."""
    subjects = (decision_subject(question.round), *(asked.subject for asked in question.askings))
    return [
        RewriteMessages(kind=MessageKind.QUESTION, subject=subject) for subject in dict.fromkeys(subjects)
    ]


def called_by(call: LevelCall | LevelCalled) -> tuple[str, ...]:
    """To whom a call goes (ids): each of them, a crowd in the thread; whoever telephones, else the thread."""
    people = _goes_to(tuple(person.id for person in call.people)) if call.people else ()
    through = (call.through or ("",)) if call.absent else ()
    return tuple(dict.fromkeys((*people, *through)))


def is_called_for(state: Deployment) -> bool:
    """Whether levels are called for the question that is open."""
    question, ladder = state.question, state.ladder
    return bool(question and ladder and decision_subject(question.round) in ladder.about)


def is_behind(state: Deployment, plan: Plan, subject: str, to: str) -> bool:
    """Whether somebody who has this asking or reminder, "" for the thread, has a newer message that asks."""
    question = state.question
    return question is not None and _is_behind(state, plan, _turn(question, subject), to)


def is_call_behind(state: Deployment, plan: Plan, number: int, to: str) -> bool:
    """The same of a call for the open issue, by its number."""
    ladder = state.ladder
    return ladder is not None and _is_behind(state, plan, _turn_of(ladder.calls[number - 1], number), to)


def asks(state: Deployment, plan: Plan, to: str) -> bool:
    """Whether a call for the open issue asks its reader whether to roll back, too."""
    question = state.question
    if question is None or not is_called_for(state):
        return False
    return any(person.id == to for person in electorate(state, plan).asked(question.votes))


def _is_behind(state: Deployment, plan: Plan, turn: Turn, to: str) -> bool:
    return any(newer > turn for newer in _asking(state, plan, to))


def _asking(state: Deployment, plan: Plan, to: str) -> Iterator[Turn]:
    """Every message to somebody that asks the open question as it stands."""
    question, ladder = state.question, state.ladder
    assert question, "an open question is asked"
    for number, asked in enumerate(question.askings, 1):
        if to in _goes_to(asked.people):
            yield _asking_turn(asked, number)
    if not to or any(person.id == to for person in electorate(state, plan).asked(question.votes)):
        for reminder in question.reminded:
            if to in _goes_to(reminder.people) and _is_of_now(question, reminder):
                yield _reminder_turn(reminder)
    if ladder and asks(state, plan, to):
        for number, call in enumerate(ladder.calls, 1):
            if to in called_by(call):
                yield _turn_of(call, number)


def _is_of_now(question: RollbackQuestion, reminder: Asking) -> bool:
    """Whether it reminded of this severity: else it says in a line what it is by now."""
    return rule_and_subject(reminder.subject)[1].partition(" ")[0] == decision_question(question)


def _turn(question: RollbackQuestion, subject: str) -> Turn:
    """When this was sent; what is not known came first."""
    for number, asked in enumerate(question.askings, 1):
        if asked.subject == subject:
            return _asking_turn(asked, number)
    reminders = (_reminder_turn(each) for each in question.reminded if each.subject == subject)
    return next(reminders, (question.opened_at, -1, 0))


def _asking_turn(asked: Asking, number: int) -> Turn:
    return (asked.at, asked.calls, number)


def _reminder_turn(reminder: Asking) -> Turn:
    return (reminder.at, -1, 0)


def _turn_of(call: LevelCall, number: int) -> Turn:
    return (call.at, number, CALL)


def _goes_to(people: Iterable[str]) -> tuple[str, ...]:
    """To each of them; a crowd is asked in the thread."""
    every = tuple(people)
    return every if len(every) <= ASKED_DIRECTLY else ("",)
