from datetime import datetime

import pytest

from commands.command import Command, OpenStart, StartPlan
from commands.words import parse
from tests.commands.grammar.typed import assert_refused, refused

READ: dict[str, Command] = {
    "start": OpenStart(),
}

REFUSED = (
    ("start web-shop", "Which version?"),
    ('start "" 4', "Which plan?"),
)


@pytest.mark.parametrize("text", READ)
def test_a_command_is_read(text: str) -> None:
    """What is typed is read as the contract says: which plan, version and time."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_missing_or_too_much_is_said_with_the_usage(text: str, words: str) -> None:
    """An incomplete or odd command says what is wrong and what can be typed."""
    assert_refused(text, words)


def start(plan: str, version: str, moment: datetime | None = None) -> StartPlan:
    return StartPlan(plan=plan, version=version, start=moment, people=None)


LATE = datetime(2026, 12, 1, 23, 0)  # noqa: DTZ001 - a local time, in the plan's zone


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("start web-shop 4.12.0", start("web-shop", "4.12.0")),
        ("start web-shop 4.12.0 2026-12-01 23:00", start("web-shop", "4.12.0", LATE)),
        ('start web-shop 4.12.0 "2026-12-01 23:00"', start("web-shop", "4.12.0", LATE)),
        ("start “web shop” v4 “2026-12-01 23:00”", start("web shop", "v4", LATE)),
    ],
)
def test_start_takes_a_plan_a_version_and_a_time(text: str, command: StartPlan) -> None:
    """Quotes are optional, and so is the time."""
    assert command == parse(text)


@pytest.mark.parametrize(
    "when",
    ["tomorrow", "2026-12-01", "23:00", "2026-13-01 23:00", "2026-12-01 24:30", "2026-12-01 23:00 CET"],
)
def test_a_date_that_cannot_be_read_says_what_can(when: str) -> None:
    """A wrong date is answered with a right one."""
    assert "2026-12-01 23:00 is what I can read" in refused(f"start web-shop 4.12.0 {when}").text
