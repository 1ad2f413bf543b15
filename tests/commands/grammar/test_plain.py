import pytest

from bot.domain import intents as i
from commands.command import Command, ShowAlerts, ShowMine, ShowStatus
from commands.words import parse
from tests.commands.grammar.typed import act, assert_refused

READ: dict[str, Command] = {
    "mine": ShowMine(),
    "status": ShowStatus(""),
    "status web-deploy-041.2": ShowStatus("web-deploy-041.2"),
    "alerts": ShowAlerts(""),
    "alerts web-deploy-041.2": ShowAlerts("web-deploy-041.2"),
    "attach": act(i.AttachAlert()),
    "attach WEB-41 7": act(i.AttachAlert(wanted="7"), "WEB-41"),
    "attach “disk full”": act(i.AttachAlert(wanted="disk full")),
    "approve": act(i.GiveSignOff()),
    "approve WEB-41": act(i.GiveSignOff(), "WEB-41"),
    "approve WEB-41 2 looks good": act(i.GiveSignOff(wanted="2 looks good"), "WEB-41"),
    "approve “UAT Sign-off” fine": act(i.GiveSignOff(wanted="“UAT Sign-off” fine")),
    "reject the window is too short": act(i.RejectSignOff(wanted="the window is too short")),
    "withdraw": act(i.WithdrawSignOff()),
    "withdraw WEB-41 QA one test is red": act(i.WithdrawSignOff(wanted="QA one test is red"), "WEB-41"),
    "hold the queue is full": act(i.Hold(reason="the queue is full")),
    "hold WEB-41": act(i.Hold(reason=""), "WEB-41"),
    "hold 9-10 broke": act(i.Hold(reason="broke"), "9-10"),
    "hold “9-10 broke”": act(i.Hold(reason="9-10 broke")),
    "resume": act(i.Resume()),
    "cancel WEB-41 no\n longer wanted": act(i.Cancel(reason="no longer wanted"), "WEB-41"),
    "note WEB-41 the replica lags": act(i.AddNote(text="the replica lags"), "WEB-41"),
    "note": act(i.AddNote()),
}

REFUSED = (
    ("resume please", "“please”"),
    ("status please", "“please”"),
    ("alerts please", "“please”"),
    ("list all", "“all”"),
    ("mine please", "“please”"),
)


@pytest.mark.parametrize("text", READ)
def test_a_command_is_read(text: str) -> None:
    """What is typed is read as the contract says: words of one shape: alone, with an ID, with a text."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_missing_or_too_much_is_said_with_the_usage(text: str, words: str) -> None:
    """An incomplete or odd command says what is wrong and what can be typed."""
    assert_refused(text, words)
