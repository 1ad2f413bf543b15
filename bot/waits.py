"""How long what somebody has, or put off, is left alone: measured here, by a clock that nobody sets.

An instant in a row was written by some process's idea of the time, and that clock or ours may be wrong or be
set meanwhile. So a row counts as over once this process has seen it unchanged for as long as it had to wait
when it was first seen: a clock that jumps ahead steals nothing, one that jumps back freezes nothing.
"""

from collections.abc import Hashable, Mapping
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clock import steady
from bot.errors import LONGEST_RETRY_AFTER

Row = TypeVar("Row", bound=Hashable)


class Waits(Generic[Row]):
    """Rows that are waited for; whatever changes in one makes it another."""

    def __init__(self) -> None:
        self._over: dict[Row, float] = {}

    def over(self, waits: Mapping[Row, timedelta]) -> tuple[Row, ...]:
        """Those that have waited. The waits of rows that are seen for the first time begin now."""
        now = steady()
        self._over = {row: self._over.get(row, now + wait.total_seconds()) for row, wait in waits.items()}
        return tuple(row for row, at in self._over.items() if at <= now)

    def following(self) -> timedelta | None:
        """How long until the next of them has waited; `None` where none does."""
        now = steady()
        left = [at - now for at in self._over.values() if at > now]
        return timedelta(seconds=min(left)) if left else None


def until(due: datetime, now: datetime) -> timedelta:
    """How long to wait for an instant in a row; never longer than anything is put off."""
    return min(due - now, timedelta(seconds=LONGEST_RETRY_AFTER))
