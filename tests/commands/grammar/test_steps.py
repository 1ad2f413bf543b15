import pytest

from bot.domain import intents as i
from commands.command import Command
from commands.words import parse
from tests.commands.grammar.typed import act, assert_refused

READ: dict[str, Command] = {
    "step 5 start": act(i.StartStep(step="5")),
    "step 5 start after a coffee": act(i.StartStep(step="5", note="after a coffee")),
    "step WEB-41 5 done": act(i.FinishStep(step="5"), "WEB-41"),
    "step 5 DONE with 3 rows more": act(i.FinishStep(step="5", note="with 3 rows more")),
    "step R2 fail ask <@U0ANA|ana>": act(i.FailStep(step="R2", reason="ask @ana")),
    "step 5 fail": act(i.FailStep(step="5")),
    "step 5 skip for the moment": act(i.SkipStep(step="5", reason="for the moment")),
    "step 5 done at last": act(i.FinishStep(step="5", note="at last")),
    "step R3 restore it is corrupt": act(i.RestoreFromBackup(step="R3", reason="it is corrupt")),
    "step 5 reopen": act(i.ReopenStep(step="5")),
    "step R3 reopen “wrong” window": act(i.ReopenStep(step="R3", note="“wrong” window")),
    "step 5 later 10": act(i.DelayStep(step="5", minutes=10)),
    "step WEB-41 5 later 10 min “slow” disk": act(
        i.DelayStep(step="5", minutes=10, note="“slow” disk"), "WEB-41"
    ),
    "step 5 later 10 for <@U0DBA> by phone": act(
        i.DelayStep(step="5", minutes=10, recorded=i.Recorded(owner="U0DBA"), note="by phone")
    ),
    "snooze 5 10": act(i.Snooze(step="5", minutes=10)),
    "snooze WEB-41 R3 15 min": act(i.Snooze(step="R3", minutes=15), "WEB-41"),
    "stop 5": act(i.StopReminding(step="5")),
    "stop WEB-41 5": act(i.StopReminding(step="5"), "WEB-41"),
    "step 5 retry": act(i.RetryStep(step="5")),
    "step 5 retry the mirror is back": act(i.RetryStep(step="5", note="the mirror is back")),
}

REFUSED = (
    ("step", "Which step"),
    ("step 5", "How does step 5 go: start, done, send, fail, skip, retry, reopen, later, restore?"),
    ("step 5 finished", "How does step 5 go"),
    ("step 5 later", "How many minutes later?"),
    ("step 5 later soon", "How many minutes later?"),
    ("step 5 later 10 at 23:10 slow", "leave `at` out"),
    ("step 5 later 10 for @dba", "I do not know @dba"),
    ("snooze", "Of which step"),
    ("snooze 5", "for how many minutes"),
    ("snooze 5 soon", "I do not understand “soon”"),
    ("snooze 5 10 please", "I do not understand “please”"),
    ("stop", "Of which step"),
    ("stop 5 please", "I do not understand “please”"),
)


@pytest.mark.parametrize("text", READ)
def test_a_command_is_read(text: str) -> None:
    """What is typed is read as the contract says: how a step goes."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_missing_or_too_much_is_said_with_the_usage(text: str, words: str) -> None:
    """An incomplete or odd command says what is wrong and what can be typed."""
    assert_refused(text, words)
