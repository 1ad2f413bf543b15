import pytest

from bot.domain import intents as i
from commands.command import Command
from commands.words import parse
from tests.commands.grammar.typed import act

READ: dict[str, Command] = {
    "hand DBA <@U0NED|ned>": act(i.HandOver(role="DBA", to="U0NED")),
    "hand WEB-41 “Deployment Lead” <@U0SAM>": act(i.HandOver(role="Deployment Lead", to="U0SAM"), "WEB-41"),
    "hand <@U0DBA|dba> <@U0NED|ned>": act(i.HandOver(role="<@U0DBA|dba>", to="U0NED")),
    "hand DBA <@U0NED|ned> <@U0DBA|dba> is ill": act(
        i.HandOver(role="DBA", to="U0NED", reason="@dba is ill")
    ),
}


@pytest.mark.parametrize("text", READ)
def test_a_command_is_read(text: str) -> None:
    """What is typed is read as the contract says: who does it from now on."""
    assert READ[text] == parse(text)
