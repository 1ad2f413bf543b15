"""What is asked several times of one state, and costs more than a look, is reckoned once."""

from collections.abc import Callable
from functools import wraps
from operator import is_
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")


def remembering(answers: int) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """A pure function that keeps its last few answers, for the very same objects given by position.

    What is given and found must be frozen. Threads may overwrite what others keep, and then reckon again.
    """

    def remembered_by(reckon: Callable[Given, Found]) -> Callable[Given, Found]:
        last: tuple[tuple[tuple[object, ...], Found], ...] = ()

        @wraps(reckon)
        def reckoned(*given: Given.args, **named: Given.kwargs) -> Found:
            nonlocal last
            if named:
                return reckon(*given, **named)
            for known, found in last:
                if len(known) == len(given) and all(map(is_, known, given)):
                    return found
            found = reckon(*given, **named)
            last = ((given, found), *last[: answers - 1])
            return found

        return reckoned

    return remembered_by


STATES_IN_USE = 16
"""Of how many states: those that are decided and told of at the same time."""
remembered = remembering(STATES_IN_USE)
"""The rules of the agenda and the lines of its messages ask the same of one state."""

PLANS_IN_USE = 128
"""Of how many plans that is kept which depends on nothing but the plan: those of an evening."""
