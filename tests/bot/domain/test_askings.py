from dataclasses import replace

import pytest

from bot.domain.askings import asking, copies_of, is_asked_since
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.plan import Severity
from bot.domain.question_parts import RollbackQuestion
from tests.bot.domain import asking as a

CROWD = tuple(f"UX{number}" for number in range(11))
ASKED = replace(a.question(a.asked(Severity.HIGH)), askings=(("UANA", "ULEE"), ("UANA",), CROWD))


def test_each_asking_is_a_message_of_its_own() -> None:
    """The first goes by the question's own subject, others by their number; a crowd's to the thread."""
    posts = [
        PostMessage(kind=MessageKind.QUESTION, subject="decision:1", to="UANA"),
        PostMessage(kind=MessageKind.QUESTION, subject="decision:1", to="ULEE"),
        PostMessage(kind=MessageKind.QUESTION, subject="decision:1 2", to="UANA"),
        PostMessage(kind=MessageKind.QUESTION, subject="decision:1 3"),
    ]
    assert posts == [effect for number in (1, 2, 3) for effect in asking(ASKED, number)]


@pytest.mark.parametrize(
    ("asked", "subjects"),
    [
        (ASKED, ["decision:1", "decision:1 2", "decision:1 3"]),
        (replace(ASKED, askings=()), ["decision:1"]),
    ],
)
def test_every_copy_is_rewritten(asked: RollbackQuestion, subjects: list[str]) -> None:
    """Each asking's; the thread's, where nobody was asked directly."""
    expected = [RewriteMessages(kind=MessageKind.QUESTION, subject=subject) for subject in subjects]
    assert expected == copies_of(asked)


@pytest.mark.parametrize(
    ("subject", "to", "is_older"),
    [
        ("decision:1", "UANA", True),
        ("decision:1", "ULEE", False),
        ("decision:1 2", "UANA", False),
        ("decision:1", "UX1", False),
        ("decision:1", "", True),
        ("decision:1 3", "", False),
    ],
)
def test_who_was_asked_once_more_has_a_newer_message(subject: str, to: str, is_older: bool) -> None:
    """Only theirs is behind; the thread's is, once a crowd was asked there."""
    assert is_older is is_asked_since(ASKED, subject, to)
