"""The one timer that wakes a deployment for its agenda: written only where it is not what is set already."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock

from bot.domain.agenda.keeping import waking
from bot.domain.effects import Effect

KEPT = 1024
"""Of how many deployments a process knows what is set: those of an evening."""


class Waking:
    """Knows what was set with the last event of a chain; what is not known is set anew, which does no harm.

    Whoever committed that event set the timer with it, so what one process knows holds for all. A chain
    that another process made longer is not known, nor is one of before the process began: so whatever the
    rules of a new version ask for is set with the first thing that happens. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._set: OrderedDict[str, datetime | None] = OrderedDict()
        self._lock = Lock()

    def set_with(self, head: str, look: Callable[[], datetime | None]) -> datetime | None:
        """What the timer was set to with the event of this head, as `look` finds it where it is not known."""
        with self._lock:
            if head in self._set:
                return self._set[head]
        found = look()
        with self._lock:
            return self._set.setdefault(head, found)

    def forget(self, head: str) -> None:
        """What was set with the event of this head may have been put off since."""
        with self._lock:
            self._set.pop(head, None)

    def effects(self, due: datetime | None, *, before: str, after: str, has_fired: bool) -> Sequence[Effect]:
        """What sets the timer to `due` (aware UTC; `None`: there is nothing to come).

        `before` and `after` are the heads of the chain ("" for none yet) of the decision; where the timer
        itself brought it about, it is set no more.
        """
        with self._lock:
            is_unset = has_fired or not before
            is_known = is_unset or before in self._set
            set_to = None if is_unset else self._set.pop(before, None)
            self._set[after] = due
            while len(self._set) > KEPT:
                self._set.popitem(last=False)
        return waking(due) if due != set_to or not is_known else ()
