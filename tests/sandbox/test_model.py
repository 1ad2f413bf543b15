import pytest

from sandbox.model import Conversation, Message, User
from tests.sandbox.helpers import START


def message(ts: str, thread: str = "", only_for: str = "") -> Message:
    return Message(ts=ts, author="U1", text="x", at=START, thread_ts=thread, only_for=only_for)


def place(*messages: Message) -> Conversation:
    made = Conversation(id="C1", name="ops", members=[])
    for message in messages:
        made.add(message)
    return made


@pytest.mark.parametrize(
    ("name", "initials"), [("Ana Castillo", "AC"), ("cher", "C"), ("Eve van der Berg", "EV"), ("", "")]
)
def test_a_picture_has_two_letters_at_most(name: str, initials: str) -> None:
    """Those of the first two words."""
    assert initials == User(id="U1", handle="x", name=name, email="", zone="UTC").initials


def test_a_threads_root_is_no_reply() -> None:
    """Slack names a root's thread after the root itself once it has replies."""
    assert [False, False, True] == [
        one.is_reply for one in (message("1.0"), message("1.0", "1.0"), message("1.1", "1.0"))
    ]


def test_whoever_is_meant_alone_sees_it_alone() -> None:
    """An ephemeral message is nobody else's, and no part of a thread that all see."""
    shared, reply = message("1.0"), message("1.1", "1.0")
    mine, yours = message("1.2", "1.0", "U1"), message("1.3", "", "U2")
    there = place(shared, reply, mine, yours)

    assert [shared, reply] == there.shared()
    assert [shared, reply, mine] == there.seen_by("U1")
    assert [reply] == there.replies("1.0")
    there.drop(mine)
    there.drop(reply)
    assert ([shared, yours], []) == (there.messages, there.replies("1.0"))
