"""The messages by which a rollback question is asked, each of which rings: to whom one goes, which is newer.

Slack does not ring for an edit: whoever is asked once more gets a new message, and the older one says so.
"""

from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.question_parts import RollbackQuestion
from bot.domain.questions import asking_in, asking_subject


def asking(question: RollbackQuestion, number: int) -> list[Effect]:
    """Posts one asking, which is counted from 1."""
    subject = asking_subject(question.round, number)
    return [
        PostMessage(kind=MessageKind.QUESTION, subject=subject, to=to)
        for to in _goes_to(question.askings[number - 1])
    ]


def copies_of(question: RollbackQuestion) -> list[Effect]:
    """Rewrites what was asked in the thread and directly, each time that it was."""
    last = max(len(question.askings), 1)
    return [
        RewriteMessages(kind=MessageKind.QUESTION, subject=asking_subject(question.round, number))
        for number in range(1, last + 1)
    ]


def is_asked_since(question: RollbackQuestion, subject: str, to: str) -> bool:
    """Whether whoever has this message, "" for the thread, was asked by a newer one."""
    return any(to in _goes_to(people) for people in question.askings[asking_in(subject) :])


def _goes_to(people: tuple[str, ...]) -> tuple[str, ...]:
    """To each of them; a crowd is asked in the thread."""
    return people if len(people) <= ASKED_DIRECTLY else ("",)
