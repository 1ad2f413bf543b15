from datetime import date

import pytest

from bot.domain.period import Period
from commands.command import Command, ShowClosed, ShowList, ShowStats
from commands.words import parse
from tests.commands.grammar.typed import assert_refused

NOVEMBER = Period(first=date(2026, 11, 1), last=date(2026, 11, 30))


def closed(period: Period | None = None, service: str = "", person: str = "") -> ShowClosed:
    return ShowClosed(period=period or Period(), service=service, person=person)


READ: dict[str, Command] = {
    "list": ShowList(),
    "list closed": closed(),
    "list CLOSED 30d": closed(Period(days=30)),
    "list closed 1 day": closed(Period(), "1 day"),
    "list closed 2026-11-01 2026-11-30": closed(NOVEMBER),
    "list closed 2026-11-30 2026-11-01 Web shop": closed(NOVEMBER, "Web shop"),
    "list closed 2026-11-01 “Web shop” <@U0ANA|ana>": closed(
        Period(first=date(2026, 11, 1)), "Web shop", "U0ANA"
    ),
    "list closed <@U0ANA|ana> 7d": closed(Period(days=7), "", "U0ANA"),
    "list closed R&amp;D": closed(service="R&D"),
    "stats": ShowStats(period=Period(), service=""),
    "stats 3660days web-shop": ShowStats(period=Period(days=3660), service="web-shop"),
    "stats 2026-11-01 2026-11-30": ShowStats(period=NOVEMBER, service=""),
}


@pytest.mark.parametrize("text", READ)
def test_what_is_looked_back_on(text: str) -> None:
    """A period, a service and a person may be left out; dates may stand in either order."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("list open", "I do not understand “open” there"),
        ("list closed 0d", "How many days? From 1 to 3660"),
        ("stats 3661d", "How many days? From 1 to 3660"),
        ("stats 2026-02-30", "No deployment is on that date"),
        ("list closed 2026-11-01 9999-11-30", "No deployment is on that date"),
        ("list closed <@U0ANA|ana> <@U0SAM|sam>", "Of one person at a time"),
        ("list closed <!subteam^S0CAB|@cab>", "which person?"),
        ("list closed @ana", "I do not know @ana"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, words: str) -> None:
    """With what can be typed instead."""
    assert_refused(text, words)
