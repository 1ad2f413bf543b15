"""Tells the log of an outage: once when it begins, once for each new reason, once when it is over.

Whoever fails tries again for as long as it lasts, several times a second: a line for each try would bury
everything else.
"""

import logging

import structlog

from bot.clock import steady


class Outage:
    """One thing that is there or away, as this process sees it.

    It is over with the first success `settled_after` seconds or more after the last failure: something that
    works now and then does not fill the log either.
    """

    def __init__(self, what: str, settled_after: float) -> None:
        self._what = what
        self._settled_after = settled_after
        self._first = self._last = 0.0
        self._failures = 0
        self._reasons: set[str] = set()
        self._log = structlog.get_logger(__name__)

    def failed(self, why: str, said: str = "", level: int = logging.ERROR) -> None:
        """It did not work; `said` is what whoever failed says of it, for the log alone."""
        self._last = steady()
        if not self._failures:
            self._first = self._last
        self._failures += 1
        if why not in self._reasons:
            self._reasons.add(why)
            more = {"said": said} if said else {}
            self._log.log(level, f"{self._what} fails, and is tried again", why=why, **more)

    def worked(self) -> None:
        """It worked."""
        if not self._failures or steady() - self._last < self._settled_after:
            return
        lasted = round(self._last - self._first)
        self._log.warning(f"{self._what} works again", seconds=lasted, failures=self._failures)
        self._failures = 0
        self._reasons.clear()
