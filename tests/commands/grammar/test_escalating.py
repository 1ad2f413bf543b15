import pytest

from bot.domain import intents as i
from commands.command import Command
from commands.words import parse
from tests.commands.grammar.typed import act, assert_refused

READ: dict[str, Command] = {
    "escalate orders are lost": act(i.Escalate(reason="orders are lost")),
    "escalate WEB-41 “5-7 orders are lost”": act(i.Escalate(reason="5-7 orders are lost"), "WEB-41"),
    "escalate": act(i.Escalate()),
    "ack": act(i.Acknowledge()),
    "ack WEB-41": act(i.Acknowledge(), "WEB-41"),
    "ack not-me": act(i.PassOn()),
    "ack web-41 NOT-ME": act(i.PassOn(), "web-41"),
    "ack over": act(i.StandDown()),
    "ack WEB-41 Over the queue is empty": act(i.StandDown(note="the queue is empty"), "WEB-41"),
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_what_is_read(text: str, expected: Command) -> None:
    """Each word with what may follow it."""
    assert expected == parse(text)


def test_what_is_not_understood() -> None:
    """The usage stands beside what could not be read."""
    assert_refused("ack maybe", "“maybe”")
    assert_refused("ack maybe", "/deploy ack [ID] [not-me|over [note]]")
