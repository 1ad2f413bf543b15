import pytest

from bot.domain import intents as i
from bot.domain.changes import Part
from commands.command import Command
from commands.words import parse
from tests.bot.domain.sections import configuration, data, failed, ok, reversed_
from tests.commands.grammar.typed import act, assert_refused

READ: dict[str, Command] = {
    "check 3": act(i.TickItem(wanted="3")),
    "check WEB-41 Docker images": act(i.TickItem(wanted="Docker images"), "WEB-41"),
    "check": act(i.TickItem(wanted="")),
    "check V1": act(i.TickItem(wanted="V1")),
    "check V1 okay": act(i.TickItem(wanted="V1 okay")),
    "check v1 ok": act(data(ok(1))),
    "check WEB-41 V2 OK 12 rows": act(data(ok(2, "12 rows")), "WEB-41"),
    "check V2 failed “no such column”": act(data(failed(2, "no such column"))),
    "check V2 failed": act(data(failed(2, ""))),
    "check V1 V3, V1 ok": act(data(ok(1), ok(3))),
    "check V ok": act(i.ReportChanges(part=Part.DATA)),
    "check c OK": act(i.ReportChanges(part=Part.CONFIGURATION)),
    "check m2 ok": act(reversed_(ok(2))),
    "check WEB-41 M ok": act(reversed_(), "WEB-41"),
    "check M1 failed it is locked": act(reversed_(failed(1, "it is locked"))),
    "check override the console is down": act(i.EndWayBack(reason="the console is down")),
    "check WEB-41 OVERRIDE “agreed”": act(i.EndWayBack(reason="agreed"), "WEB-41"),
    "check override": act(i.EndWayBack()),
    "check overridden values": act(i.TickItem(wanted="overridden values")),
    "check C3 failed the console\n is down": act(configuration(failed(3, "the console is down"))),
}

REFUSED = (
    ("check V1 C1 ok", "one after the other"),
    ("check V failed 0 rows", "Which of them failed, and what was found? `check V1 failed TEXT`"),
    ("check V ok all is well", "“all is well”"),
)


@pytest.mark.parametrize("text", READ)
def test_is_read(text: str) -> None:
    """An item of the checklists, unless it is said of rows of 4.3 or 5 how they are."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_not_understood_says_so(text: str, words: str) -> None:
    """With what can be typed."""
    assert_refused(text, words)
