from datetime import time

import pytest

from bot.domain import intents as i
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from commands.command import Command
from commands.words import parse
from tests.commands.grammar.typed import act, assert_refused

BACK, ON = Choice.ROLLBACK, Choice.CONTINUE
READ: dict[str, Command] = {
    "vote rollback": act(i.CastVote(choice=BACK)),
    "vote WEB-41 ROLLBACK orders fail": act(i.CastVote(choice=BACK, reason="orders fail"), "WEB-41"),
    "vote rollback 23:40 it is": act(i.CastVote(choice=BACK, reason="23:40 it is")),
    "vote continue": act(i.CastVote(choice=ON)),
    "vote continue the cache warms": act(i.CastVote(choice=ON, reason="the cache warms")),
    "vote continue 23:40 the cache": act(i.CastVote(choice=ON, reason="the cache", ask_again=time(23, 40))),
    "vote WEB-41 continue 0:05": act(i.CastVote(choice=ON, ask_again=time(0, 5)), "WEB-41"),
    "vote continue 24:00 is late": act(i.CastVote(choice=ON, reason="24:00 is late")),
    "severity HIGH “one page”": act(i.ChangeSeverity(severity=Severity.HIGH, reason="one page")),
    "severity WEB-41 medium": act(i.ChangeSeverity(severity=Severity.MEDIUM), "WEB-41"),
}
REFUSED = (
    ("vote", "Which?"),
    ("vote yes", "`/deploy vote continue [HH:MM] REASON`"),
    ("severity", "Which severity: critical, high, medium?"),
    ("severity less", "And why?"),
)


@pytest.mark.parametrize("text", READ)
def test_reads(text: str) -> None:
    """What is typed is the intent that is meant."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_says_what_is_missing(text: str, said: str) -> None:
    """What cannot be read is answered with what can."""
    assert_refused(text, said)
