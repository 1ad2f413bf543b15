from datetime import datetime

import pytest

from bot.domain import intents as i
from commands.command import AmendPlan, Command
from commands.words import parse
from tests.commands.grammar.typed import act, refused

MOVED = datetime(2026, 12, 3, 22, 30)  # noqa: DTZ001 - a local time of the plan's zone

READ: dict[str, Command] = {
    "amend": AmendPlan(""),
    "amend WEB-41": AmendPlan("WEB-41"),
    "reschedule 2026-12-03 22:30": act(i.Reschedule(start=MOVED)),
    "reschedule WEB-41 2026-12-03 22:30 OVERRIDE “no other night”": act(
        i.Reschedule(start=MOVED, override="no other night"), "WEB-41"
    ),
    "extend 30 the copy is slow": act(i.Extend(minutes=30, reason="the copy is slow")),
    "extend WEB-41 30 min “slow” override agreed with Billing": act(
        i.Extend(minutes=30, reason="slow", override="agreed with Billing"), "WEB-41"
    ),
    "extend 5": act(i.Extend(minutes=5)),
}


@pytest.mark.parametrize("text", ["extend", "extend long", "extend 30x why", "extend WEB-41"])
def test_an_extension_needs_minutes(text: str) -> None:
    """Without a number there is nothing to extend by."""
    assert "By how many minutes" in refused(text).text


@pytest.mark.parametrize("text", READ)
def test_a_command_is_read(text: str) -> None:
    """What is typed is read as the contract says: the words that change a plan."""
    assert READ[text] == parse(text)
