from datetime import datetime

import pytest

from bot.domain.freezes import EndFreeze, SetFreeze
from commands.command import ChangeFreeze, Command, ShowFreezes, UnlockTarget
from commands.words import parse
from tests.commands.grammar.typed import assert_refused


def day(number: int, hour: int = 0) -> datetime:
    return datetime(2026, 12, number, hour)  # noqa: DTZ001 - a local time, in the zone of whoever types


def freeze(service: str = "", environment: str = "production", reason: str = "") -> ChangeFreeze:
    """From the 24th, a whole day."""
    return ChangeFreeze(
        SetFreeze(service=service, environment=environment, start=day(24), end=day(25), reason=reason)
    )


READ: dict[str, Command] = {
    "unlock web shop production it is &lt;safe&gt; again": UnlockTarget(
        "web shop production it is <safe> again"
    ),
    "freeze": ShowFreezes(),
    "freeze all production 2026-12-24 2026-12-24 Christmas": freeze(reason="Christmas"),
    "freeze ALL production 2026-12-24 2026-12-24": freeze(),
    "freeze “Web shop” “pre production” 2026-12-24 2026-12-24 “two days”": freeze(
        "Web shop", "pre production", "two days"
    ),
    'freeze all "all" 2026-12-24 2026-12-24': freeze(environment="all"),
    "freeze web-shop production 2026-12-24 18:00 2026-12-26 06:00 stocktaking": ChangeFreeze(
        SetFreeze(
            service="web-shop",
            environment="production",
            start=day(24, 18),
            end=day(26, 6),
            reason="stocktaking",
        )
    ),
    "freeze web-shop production “2026-12-24 18:00” 2026-12-26 stocktaking": ChangeFreeze(
        SetFreeze(
            service="web-shop",
            environment="production",
            start=day(24, 18),
            end=day(27),
            reason="stocktaking",
        )
    ),
    "freeze end 3 it is over": ChangeFreeze(EndFreeze(number=3, reason="it is over")),
    "freeze END 3": ChangeFreeze(EndFreeze(number=3, reason="")),
}

REFUSED = (
    ("freeze all", "Which service, in which environment?"),
    ("freeze “”", "Which service, in which environment?"),
    ("freeze all production", "From when until when?"),
    ("freeze all production 2026-12-24", "From when until when?"),
    ("freeze all production tomorrow 2026-12-24", "I cannot read “tomorrow 2026-12-24”"),
    ("freeze all production 2026-12-24 2026-13-01 x", "From when until when?"),
    ("freeze all production 2026-12-24 25:00 2026-12-26 x", "From when until when?"),
    ("freeze all production 2026-12-24 2026-12-24x", "From when until when?"),
    ("freeze all production 2026-12-24 9999-12-31 for ever", "From when until when?"),
    ("freeze end", "Which freeze ends?"),
    ("freeze end Christmas", "Which freeze ends?"),
    ("freeze end ³ it is over", "Which freeze ends?"),
    ("freeze end -1", "Which freeze ends?"),
)


@pytest.mark.parametrize("text", READ)
def test_a_command_is_read(text: str) -> None:
    """A freeze without times of day lasts its last day out, and quotes are for names with spaces."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_cannot_be_read_is_said_with_the_usage(text: str, words: str) -> None:
    """What is missing is asked for, and a wrong date is answered with a right one."""
    assert_refused(text, words)
