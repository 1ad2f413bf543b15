"""At each point of the night, in each way in which it leaves its plan: all that is sent, by the rules."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from bot.domain.agenda_events import CaughtUp
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.night import PLANS, POINTS, TURNS, Play, reached
from tests.bot.domain.agenda.promises import HOUR, MINUTE, owed

Nights = Mapping[str, Mapping[str, Play]]


@pytest.fixture(scope="module")
def nights() -> Nights:
    """The night of each plan at each of its points."""
    return {name: reached(plan) for name, plan in PLANS.items()}


def is_as_the_rules_say(play: Play) -> None:
    """Nothing less, nothing more, nothing twice, at its minute; and nobody says that the bot was away."""
    play.goes_on()
    play.until(play.stage.at + 80 * HOUR)
    assert owed(play.facts, p.T0, p.END, play.stage.at) == sorted(play.stage.lines)
    assert [] == [each for each in play.stage.events if isinstance(each, CaughtUp)]


CASES = [
    (plan, point, name)
    for plan in PLANS
    for point in POINTS
    for name, turn in TURNS.items()
    if (turn.is_possible(point) or turn.intent) and (plan == "stays approved" or name.startswith("moves"))
]


@pytest.mark.uncounted
@pytest.mark.parametrize(("plan", "point", "turn"), CASES)
def test_all_that_is_sent_is_what_the_rules_say(nights: Nights, plan: str, point: str, turn: str) -> None:
    """By mail, in Slack and on the status page; where it is refused, all goes on as planned."""
    play, taken = nights[plan][point].copied(), TURNS[turn]
    play.until(play.stage.at + MINUTE)
    if taken.is_possible(point):
        taken.takes(play)
    else:
        assert taken.intent
        play.stage.moves(HOUR).refused(taken.intent, p.ANA)
        play.stage.revised = None
    is_as_the_rules_say(play)


GOING_ON = ("is an hour late", "is three hours late", "moves by an hour", "moves by a day", "is on hold")
TWICE = [
    (plan, point, first, deeds, second)
    for plan in PLANS
    for point in POINTS
    for first in GOING_ON
    for second in TURNS
    for deeds in (0, 1, 3)
    if TURNS[first].is_possible(point) and (plan == "stays approved" or "moves" in first + second)
][::61]
"""Some of all pairs; all of them take a minute."""


@pytest.mark.uncounted
@pytest.mark.parametrize(("plan", "point", "first", "deeds", "second"), TWICE)
def test_what_happens_twice(
    nights: Nights, *, plan: str, point: str, first: str, deeds: int, second: str
) -> None:
    """One way after the other, at once or later in the night: still all that is sent is by the rules."""
    play = nights[plan][point].copied()
    play.until(play.stage.at + MINUTE)
    TURNS[first].takes(play)
    play.goes_on(deeds)
    play.until(play.stage.at + MINUTE)
    if can_be_reckoned(play, first, second):
        TURNS[second].takes(play)
    is_as_the_rules_say(play)


def can_be_reckoned(play: Play, first: str, second: str) -> bool:
    """Whether it may happen; steps that run late after a late Go are beyond what the reckoning knows."""
    start = play.stage.state.window_start
    if play.is_over or not TURNS[second].is_possible(play.point):
        return False
    if second == "moves by an hour":
        return start is not None and start + HOUR > play.stage.at
    return play.stage.state.actual_t0 is None or "late" not in first or second == "is rolled back"


def test_the_reckoning_says_what_is_told_on_a_good_night(nights: Nights) -> None:
    """Written out once, so that what all else is compared with is not empty."""
    play = nights["stays approved"]["completed"]
    assert [
        ("-49:00", "status page", "", "scheduled; Planned for"),
        ("-24:00", "email", "all@example.com", "Deployment scheduled"),
        ("-1:00", "slack", "C2", "Deployment starting soon"),
        ("-0:35", "status page", "", "in progress; to end by"),
        ("0:15", "status page", "", "verifying; checked; to end by"),
        ("0:20", "slack", "C2", "Half way"),
        ("0:30", "status page", "", "verifying; live"),
        ("0:35", "email", "all@example.com, tech@example.com", "Deployment complete"),
        ("0:35", "slack", "C1", "Deployment complete"),
        ("0:35", "slack", "C2", "Deployment complete"),
        ("0:35", "status page", "", "completed; complete"),
    ] == [(offset(at), *rest) for at, *rest in owed(play.facts, p.T0, p.END, play.stage.at)]


def offset(at: datetime) -> str:
    """`-0:35`: hours and minutes from T-0."""
    minutes = round((at - p.T0) / MINUTE)
    return f"{'-' if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02}"
