"""Whose turn it is: whoever had none goes first, then whoever waited longest for the next."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from bot.clock import steady

REMEMBERED = 1024
LATELY = 60.0
"""Seconds after a turn in which the next one is not urgent."""


class Turns:
    """The turns that were taken; what was long ago, with many others since, is forgotten."""

    def __init__(self, lately: float = LATELY) -> None:
        self._lately = lately
        self._taken: OrderedDict[str, float] = OrderedDict()

    def of(self, waiting: Iterable[str]) -> Sequence[str]:
        """Those who wait, in the order of their turns; those who had none as they stand there."""
        waits = dict.fromkeys(waiting)
        return [
            *(each for each in waits if each not in self._taken),
            *filter(waits.__contains__, self._taken),
        ]

    def is_urgent(self, waiting: Iterable[str]) -> bool:
        """Whether any of those who wait had no turn lately."""
        since = steady() - self._lately
        return any(self._taken.get(each, since) <= since for each in waiting)

    def took(self, those: Iterable[str]) -> None:
        """They had their turn."""
        now = steady()
        for each in those:
            self._taken[each] = now
            self._taken.move_to_end(each)
        while len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)
