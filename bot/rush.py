"""A rush: deployments wait that heard nothing yet of what came for them.

Their question comes before what calls people once more who read it in the thread already.
"""

from collections.abc import Callable
from datetime import timedelta

from bot.domain.effects import CALLS_AHEAD

HELD_BACK = CALLS_AHEAD * 3 / 2
"""What a lane must have waited. In a rush the thread's question begins at once, a call in half a minute."""


class Rush:
    """Whether there is one, in one process. `over` is called as it ends: what was held back may begin."""

    def __init__(self, over: Callable[[], None]) -> None:
        self._over = over
        self._is_on = False

    @property
    def held_back(self) -> timedelta:
        """How long a lane must have waited to be begun now."""
        return HELD_BACK if self._is_on else timedelta(0)

    def goes_on(self, *, is_on: bool) -> None:
        """It begins, goes on or ends."""
        was_on, self._is_on = self._is_on, is_on
        if was_on and not is_on:
            self._over()
