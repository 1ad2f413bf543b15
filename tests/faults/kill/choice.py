"""Which of a story's points are tried: all, or a few that are always the same and that must be among them."""

from collections.abc import Sequence

OTHERS = 4
ESSENTIAL = ("COMMIT after INSERT INTO inbox", "the answer", "the call chat.", "COMMIT after UPDATE")
"""The commit before the acknowledgement, the acknowledgement, what is said in Slack, and its settling."""


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
    chosen.update(others[index * len(others) // OTHERS] for index in range(OTHERS))
    return [point for point in points if point in chosen]
