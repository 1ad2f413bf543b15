from datetime import timedelta

import pytest

from bot.domain.when import NEITHER, When, of_level, of_several, read_when

READ = {
    "First response": When(after=timedelta(0)),
    "Immediately": When(after=timedelta(0)),
    "always": When(after=timedelta(0)),
    "> 30 min issue": When(after=timedelta(minutes=30)),
    "issue older than 45 minutes": When(after=timedelta(minutes=45)),
    "after 1 h": When(after=timedelta(hours=1)),
    "1.5 hours": When(after=timedelta(minutes=90)),
    "half an hour": When(after=timedelta(minutes=30)),
    "an hour": When(after=timedelta(hours=1)),
    "15-min": When(after=timedelta(minutes=15)),
    "> 1 h, first thing": When(after=timedelta(hours=1)),
    "Critical outage": When(is_critical=True),
    "Sev1": When(is_critical=True),
    "Critical outage > 15 min": When(after=timedelta(minutes=15), is_critical=True),
    "any critical issue": When(after=timedelta(0), is_critical=True),
    "uncritical": When(),
    "30 people affected": When(),
    "when the moon is full": When(),
    "": When(),
    "non-critical issue": When(),
    "Not critical": When(),
    "Not critical > 1 h": When(after=timedelta(hours=1)),
    "First response (within 15 min)": When(after=timedelta(0)),
    "Immediately, responds within 15 min": When(after=timedelta(0)),
    "First 30 min": When(after=timedelta(0)),
    "First response, 15 min": When(after=timedelta(0)),
    "0–15 min": When(after=timedelta(0)),
    "from 0 to 15 min": When(after=timedelta(0)),
    "< 15 min": When(after=timedelta(0)),
    "up to 30 min": When(after=timedelta(0)),
    "not more than 15 min": When(after=timedelta(0)),
    "15 - 30 min": When(after=timedelta(minutes=15)),
    "15 min to 1 h": When(after=timedelta(minutes=15)),
    "between 15 and 30 min": When(after=timedelta(minutes=15)),
    "Any issue > 30 min": When(after=timedelta(minutes=30)),
    "after the first 30 min": When(after=timedelta(minutes=30)),
    "30 min after the first alert": When(after=timedelta(minutes=30)),
    "any issue of 30+ min": When(after=timedelta(minutes=30)),
    "If L1 does not respond within 10 min": When(after=timedelta(minutes=10)),
    "> 30 min, responds within 5 min": When(after=timedelta(minutes=30)),
    "1 h 30 min": When(after=timedelta(minutes=90)),
    "1h30m": When(after=timedelta(minutes=90)),
    "1 hour and 30 minutes": When(after=timedelta(minutes=90)),
    "1,5 h": When(after=timedelta(minutes=90)),
    "two hours": When(after=timedelta(hours=2)),
    "quarter of an hour": When(after=timedelta(minutes=15)),
    "1 day": When(after=timedelta(days=1)),
    "9999 days 9999 days": When(after=timedelta(days=9999)),
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_when_a_level_is_called(text: str, expected: When) -> None:
    """A cell says at once, an age, critical ones alone, or nothing that can be read."""
    assert expected == read_when(text)


def test_several_rows_of_a_level_wait_for_the_longest() -> None:
    """Nobody of a level is woken before its last row says so."""
    assert When(after=timedelta(hours=1)) == of_several(["First response", "> 30 min", "> 1 h"])
    assert When(after=timedelta(0), is_critical=True) == of_several(["First response", "Critical outage", ""])


AT_ONCE, AGED, CRITICAL = When(after=timedelta(0)), When(after=timedelta(minutes=30)), When(is_critical=True)


@pytest.mark.parametrize(
    ("name", "place", "cells", "expected"),
    [
        ("L1", 1, [""], AT_ONCE),
        ("L2", 1, ["-"], AGED),
        ("Level 3", 1, ["tbd", " "], CRITICAL),
        ("3", 1, [""], CRITICAL),
        ("L0", 2, [""], AT_ONCE),
        ("The vendor", 1, [""], AT_ONCE),
        ("24/7 desk", 2, [""], AGED),
        ("Manager", 3, [""], CRITICAL),
        ("Board", 4, [""], NEITHER),
        ("L4", 1, [""], NEITHER),
        ("L2", 2, ["", "> 1 h"], When(after=timedelta(hours=1))),
        ("L1", 1, ["If unresolved"], NEITHER),
        ("L1", 1, ["{When}"], NEITHER),
    ],
)
def test_a_level_of_which_nothing_is_said(name: str, place: int, cells: list[str], expected: When) -> None:
    """As the template's with its number, else with its place; what one row says holds for the level."""
    assert expected == of_level(name, place, cells)
