from datetime import time

import pytest

from bot.domain import intents as i
from commands.command import Command
from commands.words import parse
from tests.commands.grammar.typed import act, assert_refused

READ: dict[str, Command] = {
    "step 5 done for <@U0DBA|dba> at 02:14 by phone": act(
        i.FinishStep(step="5", recorded=i.Recorded(owner="U0DBA", at=time(2, 14)), note="by phone")
    ),
    "step WEB-41 5 start AT 2:14 FOR <!subteam^S0CAB|@cab>": act(
        i.StartStep(step="5", recorded=i.Recorded(owner="S0CAB", at=time(2, 14))), "WEB-41"
    ),
    "step R2 fail for “Jane Roe” at 02:14, at the third host": act(
        i.FailStep(
            step="R2", recorded=i.Recorded(owner="Jane Roe", at=time(2, 14)), reason="at the third host"
        )
    ),
    "step 5 skip at 02:14 for the moment": act(
        i.SkipStep(step="5", recorded=i.Recorded(at=time(2, 14)), reason="for the moment")
    ),
    "step 5 retry for <@U0DBA|dba>": act(i.RetryStep(step="5", recorded=i.Recorded(owner="U0DBA"))),
    "step 5 reopen for <@U0DBA|dba>": act(i.ReopenStep(step="5", recorded=i.Recorded(owner="U0DBA"))),
    "step 5 done for “”": act(i.FinishStep(step="5", note="for “”")),
    "step R3 restore for <@U0DBA|dba>": act(i.RestoreFromBackup(step="R3", reason="for @dba")),
    "approve looks good to go for @pia": act(i.GiveSignOff(wanted="looks good to go for @pia")),
}

REFUSED = (
    ("step 5 done for @ana", "I do not know @ana: choose from Slack's list"),
    ("step 5 done at 24:00", "There is no time “24:00”"),
    ("step 5 reopen at 23:05 too early", "leave `at` out"),
    ("approve for <@U0PIA|pia>", "never recorded for anybody"),
    ("approve WEB-41 UAT for <@U0PIA|pia> by phone", "never recorded for anybody"),
    ("approve “UAT Sign-off” for @pia", "never recorded for anybody"),
    ("confirm smoke for <@U0QUINN|quinn>", "never recorded for anybody"),
)


@pytest.mark.parametrize("text", READ)
def test_a_command_is_read(text: str) -> None:
    """What is typed is read as the contract says: for whom and when a step is recorded."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_missing_or_too_much_is_said_with_the_usage(text: str, words: str) -> None:
    """An incomplete or odd command says what is wrong and what can be typed."""
    assert_refused(text, words)
