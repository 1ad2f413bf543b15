from datetime import timedelta

import pytest

from bot.domain.when import When, read_when

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
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_when_a_level_is_called(text: str, expected: When) -> None:
    """A cell says at once, an age, critical ones alone, or nothing that can be read."""
    assert expected == read_when(text)


def test_several_rows_of_a_level_wait_for_the_longest() -> None:
    """Nobody of a level is woken before its last row says so."""
    assert When(after=timedelta(hours=1)) == read_when("First response > 30 min > 1 h")
