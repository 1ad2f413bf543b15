"""Whose turn it is: whoever had none goes first, then whoever waited longest for the next."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

REMEMBERED = 1024


class Turns:
    """The turns that were taken; what was long ago, with many others since, is forgotten."""

    def __init__(self) -> None:
        self._taken: OrderedDict[str, None] = OrderedDict()

    def of(self, waiting: Iterable[str]) -> Sequence[str]:
        """Those who wait, in the order of their turns; those who had none as they stand there."""
        waits = dict.fromkeys(waiting)
        return [
            *(each for each in waits if each not in self._taken),
            *filter(waits.__contains__, self._taken),
        ]

    def took(self, those: Iterable[str]) -> None:
        """They had their turn."""
        for each in those:
            self._taken[each] = None
            self._taken.move_to_end(each)
        while len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)
