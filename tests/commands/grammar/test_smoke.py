import pytest

from bot.domain import intents as i
from commands.command import Command
from commands.words import parse
from tests.commands.grammar.typed import act, assert_refused

READ: dict[str, Command] = {
    "smoke": act(i.RunTests()),
    "smoke WEB-41": act(i.RunTests(), "WEB-41"),
    "smoke write": act(i.RunWritingTests()),
    "smoke WEB-41 WRITE": act(i.RunWritingTests(), "WEB-41"),
    "smoke 4 passed": act(i.TickTest(wanted="4", has_passed=True)),
    "smoke WEB-41 4 FAILED the total is 0": act(
        i.TickTest(wanted="4", has_passed=False, note="the total is 0"), "WEB-41"
    ),
    "smoke 4 ok": act(i.TickTest(wanted="4", has_passed=True)),
    "smoke 4 failed: the total is 0": act(i.TickTest(wanted="4", has_passed=False, note="the total is 0")),
    "smoke all passed": act(i.TickTest(wanted="all", has_passed=True)),
    "smoke suite failed “3 of 118”": act(i.TickTest(wanted="suite", has_passed=False, note="3 of 118")),
}


@pytest.mark.parametrize("text", READ)
def test_reads(text: str) -> None:
    """What is typed is the intent that is meant."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize("text", ["smoke 4", "smoke WEB-41 4 worked", "smoke checkout"])
def test_says_what_is_missing(text: str) -> None:
    """What cannot be read is answered with what can."""
    assert_refused(text, "passed or failed?")
