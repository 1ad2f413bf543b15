import pytest

from bot.domain.notices import Audience
from commands.command import Command, SetRoster, SetRosterAudience, ShowRoster
from commands.words import parse
from tests.commands.grammar.typed import assert_refused

READ: dict[str, Command] = {
    "roster": ShowRoster(),
    "roster audience “All stakeholders” <#C0OPS|ops>, <mailto:Ana@example.com|Ana@x> b@example.com": (
        SetRosterAudience(
            Audience(
                name="All stakeholders", addresses=("ana@example.com", "b@example.com"), channels=("C0OPS",)
            )
        )
    ),
    "roster audience Tech team <#C0OPS>": SetRosterAudience(Audience(name="Tech team", channels=("C0OPS",))),
    "roster audience Support desk@example.com": SetRosterAudience(
        Audience(name="Support", addresses=("desk@example.com",))
    ),
    'roster audience "Customers"': SetRosterAudience(Audience(name="Customers")),
}

REFUSED = (
    ("roster DBA", "Who stands for “DBA”?"),
    ("roster DBA @ana", "I do not know @ana"),
    ("roster <@U0ANA|ana>", "Which role?"),
    ("roster DBA <@U0ANA|ana> deputy", "Who is the deputy?"),
    ("roster DBA <@U0ANA|ana> please", "“please”"),
    ("roster audience", "Which audience?"),
    ("roster audience <#C0OPS|ops>", "Which audience?"),
    ('roster audience "Customers" #general', "“#general”"),
    ('roster audience "Customers" <@U0ANA|ana>', "“@ana”"),
)


@pytest.mark.parametrize("text", READ)
def test_a_command_is_read(text: str) -> None:
    """What is typed is read as the contract says: who stands for what."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_missing_or_too_much_is_said_with_the_usage(text: str, words: str) -> None:
    """An incomplete or odd command says what is wrong and what can be typed."""
    assert_refused(text, words)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("roster DBA <@U0ANA|ana>", SetRoster(role="DBA", people=("U0ANA",), deputies=())),
        (
            "roster “Change Advisory Board” <!subteam^S0CAB|@cab>, <@U0ANA>",
            SetRoster(role="Change Advisory Board", people=("S0CAB", "U0ANA"), deputies=()),
        ),
        (
            "roster QA Lead <@U0QUINN|deputy> deputy <@U0TESS|tess> <@U0TESS|tess>",
            SetRoster(role="QA Lead", people=("U0QUINN",), deputies=("U0TESS",)),
        ),
    ],
)
def test_the_roster_takes_people_and_groups(text: str, command: SetRoster) -> None:
    """A role comes first, then mentions, then perhaps deputies."""
    assert command == parse(text)
