"""Which of a story's points are tried: all, or a few that are always the same and that must be among them."""

from collections.abc import Sequence

ESSENTIAL = ("COMMIT after INSERT INTO inbox", "the answer", "the call chat.", "COMMIT after UPDATE")
"""The commit before the acknowledgement, the acknowledgement, what is said in Slack, and its settling."""
OTHERS = 4
"""How many there are in a sample beside those."""


def every(points: Sequence[str]) -> Sequence[str]:
    """All of them."""
    return points


def sample(points: Sequence[str]) -> Sequence[str]:
    """Before and after the first of each essential thing, and some others, spread evenly."""
    first = [point for point in points if point.endswith("#1")]
    chosen = {
        next(p for p in first if p.startswith(when) and what in p)
        for what in ESSENTIAL
        for when in ("before ", "after ")
    }
    others = [point for point in points if point not in chosen]
    chosen.update(spread(others, OTHERS))
    return [point for point in points if point in chosen]


def spread(points: Sequence[str], number: int) -> Sequence[str]:
    """So many of them at most, spread evenly."""
    if len(points) <= number:
        return points
    return [points[index * len(points) // number] for index in range(number)]
