"""Which of a story's points are tried: all, or a few that are always the same and that must be among them."""

import re
from collections.abc import Sequence

COMMITTED = re.compile("COMMIT of .*INSERT INTO inbox")
KEPT = re.compile("COMMIT of .*INSERT INTO alert")
HEARD = re.compile("COMMIT of .*UPDATE alert")
ANSWERED = re.compile("the answer")
SAID = re.compile("the call chat")
SETTLED = re.compile("COMMIT of .*DELETE FROM outbox")
ESSENTIAL = (COMMITTED, ANSWERED, SAID, SETTLED)
"""The commit before the acknowledgement, the acknowledgement, what is said in Slack, and its settling."""
OF_ALERTS = (KEPT, HEARD, ANSWERED, SAID, SETTLED)
"""The same where a monitor is acknowledged, and the commit with which a deployment hears of it."""
PAGED = re.compile("the call enqueue")
DUE = re.compile("COMMIT of DELETE FROM timer.*INSERT INTO event")
OF_LADDERS = (COMMITTED, DUE, PAGED, KEPT)
"""Where levels are called: the commits before the acknowledgement and with which the clock calls one, a page,
an answer in PagerDuty.
"""
LOOKED = re.compile("COMMIT of DELETE FROM timer.*INSERT INTO errand")
ASKED = re.compile("COMMIT of .*DELETE FROM errand")
OF_WATCHES = (LOOKED, ASKED)
"""Where machines are asked: the commit of a look at the clock, and the one that ends what they were asked."""
OF_SENDINGS = (
    re.compile("before the call POST /api/cart"),
    re.compile("after the call POST /api/cart"),
    re.compile("before COMMIT of INSERT INTO event, INSERT INTO inbox, .*#2$"),
)
"""Where something is sent once: before it comes there, before its answer is heard; and before it is kept what
was heard of the first that was sent.
"""
OF_FILES = (
    re.compile("after the call files.getUploadURLExternal"),
    re.compile("after the call file's bytes"),
    re.compile("after the call files.completeUploadExternal"),
)
"""After each of the three calls with which Slack takes a file."""
IN_HAND = 8
"""How many deliveries are disturbed where each costs a lease's wait."""
OTHERS = 3
"""How many there are in a sample beside those."""


def every(points: Sequence[str]) -> Sequence[str]:
    """All of them."""
    return points


def sample(points: Sequence[str]) -> Sequence[str]:
    """Before and after the first of each essential thing, and some others, spread evenly."""
    return _with_others(points, ESSENTIAL)


def sample_of_alerts(points: Sequence[str]) -> Sequence[str]:
    """The same where an alert comes in."""
    return _with_others(points, OF_ALERTS)


def sample_of_ladders(points: Sequence[str]) -> Sequence[str]:
    """Before and after the first of each thing that only a ladder has, and one other."""
    return _with_spread(points, _around(points, OF_LADDERS), 1)


def sample_of_watches(points: Sequence[str]) -> Sequence[str]:
    """Before and after the first of each thing that only a watch has."""
    return _with_spread(points, _around(points, OF_WATCHES), 0)


def sample_of_sendings(points: Sequence[str]) -> Sequence[str]:
    """The first of each that only smoke tests which write have."""
    return _firsts(points, OF_SENDINGS)


def sample_of_files(points: Sequence[str]) -> Sequence[str]:
    """The first of each that only a file has."""
    return _firsts(points, OF_FILES)


def sample_of_decisions(points: Sequence[str]) -> Sequence[str]:
    """Around the last press, which decides, and two others: all that comes before it is like any press."""
    backwards = points[::-1]
    return _with_spread(points, _around(backwards, (COMMITTED, ANSWERED)), 2)


def _with_others(points: Sequence[str], essential: Sequence[re.Pattern[str]]) -> Sequence[str]:
    return _with_spread(points, _around(points, essential), OTHERS)


def _around(points: Sequence[str], essential: Sequence[re.Pattern[str]]) -> set[str]:
    """Before and after the first of each."""
    return {
        next(point for point in points if point.startswith(when) and what.search(point))
        for what in essential
        for when in ("before ", "after ")
    }


def _firsts(points: Sequence[str], essential: Sequence[re.Pattern[str]]) -> Sequence[str]:
    """The first of each."""
    return [next(point for point in points if each.match(point)) for each in essential]


def _with_spread(points: Sequence[str], chosen: set[str], number: int) -> Sequence[str]:
    """Them, and so many others, spread evenly; in their order."""
    others = [point for point in points if point not in chosen]
    chosen = chosen | set(spread(others, number))
    return [point for point in points if point in chosen]


def spread(points: Sequence[str], number: int) -> Sequence[str]:
    """So many of them at most, spread evenly."""
    if len(points) <= number:
        return points
    return [points[index * len(points) // number] for index in range(number)]


def deliveries(points: Sequence[str]) -> Sequence[str]:
    """Some at which a lane is in hand: while something is said in Slack, and around its settling."""
    in_hand = [point for point in points if SAID.search(point) or SETTLED.search(point)]
    return spread(in_hand, IN_HAND)
