import pytest

from bot.domain import intents as i
from commands.command import Command
from commands.words import parse
from tests.commands.grammar.typed import act, assert_refused

READ: dict[str, Command] = {
    "add after 5 “Restart the queue” <@U0DEV|dev> 10": act(
        i.AddStep(after="5", action="Restart the queue", owner="U0DEV", minutes=10)
    ),
    "add WEB-41 after R3 call <@U0ANA|ana> back <!subteam^S0CAB|@cab> 5 min": act(
        i.AddStep(after="R3", action="call @ana back", owner="S0CAB", minutes=5), "WEB-41"
    ),
    "add after 5 “ask @dba” <@U0DEV|dev> 10 min “it hangs”, says <@U0ANA|ana> 3 times": act(
        i.AddStep(
            after="5",
            action="ask @dba",
            owner="U0DEV",
            minutes=10,
            reason="“it hangs”, says @ana 3 times",
        )
    ),
    "add after 5 “Restart the queue” Ops Manager 10 it hangs": act(
        i.AddStep(after="5", action="Restart the queue", role="Ops Manager", minutes=10, reason="it hangs")
    ),
}

REFUSED = (
    ("add", "Behind which step?"),
    ("add before 5 “x” <@U0DEV|dev> 10", "Behind which step?"),
    ("add after", "Behind which step?"),
    ("add after 5 “x” @dev 10", "Who shall do it?"),
    ("add after 5 “” <@U0DEV|dev> 10", "What is to be done?"),
    ("add after 5 “x” <@U0DEV|dev>", "How many minutes"),
    ("add after 5 “x” <@U0DEV|dev> soon", "“soon”"),
)


@pytest.mark.parametrize("text", READ)
def test_a_command_is_read(text: str) -> None:
    """What is typed is read as the contract says: a step that nobody foresaw."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_missing_or_too_much_is_said_with_the_usage(text: str, words: str) -> None:
    """An incomplete or odd command says what is wrong and what can be typed."""
    assert_refused(text, words)
