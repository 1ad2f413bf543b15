"""Whose turn it is to ask Prometheus, and whether it is worth asking: one that is silent is left alone."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import inf

import httpx

from bot.clock import steady
from bot.errors import Lost, Transient
from bot.outages import Outage

SERVICE = "Prometheus"
MOST_AT_ONCE = 10
"""Half of what Prometheus reckons at once, unless it is told otherwise (--query.max-concurrency)."""
SILENT_FOR = 10.0
"""Seconds until it is tried again whether it answers; whoever asks meanwhile is told at once."""
SETTLED_AFTER = 30.0
"""Seconds, more than the next try is away: what answers now and then does not fill the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Silence:
    """Nobody is answered; `until` then (`steady`) nobody tries. `why` are the words of the last who did."""

    why: str
    until: float


class Gate:
    """Lets so many ask at once, the others in turn; while nobody is answered, one tries for all.

    A query that is too dear is no silence: as it is given up, others were answered since it began.
    """

    def __init__(self, *, silent_for: float = SILENT_FOR) -> None:
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._trying = asyncio.Lock()
        self._silent_for = silent_for
        self._answered_at = -inf
        self._silence: _Silence | None = None
        self._outage = Outage("metrics: asking Prometheus", SETTLED_AFTER)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Within it Prometheus is asked; what httpx or a time-out says of that is said in our words.

        Errors: `Transient` where nothing arrived, or where nobody is answered; `Lost` where it may have.
        """
        self._refuse_in_silence()
        async with self._turns:
            if self._silence is not None:
                async with self._trying:
                    self._refuse_in_silence()
                    if self._silence is not None:
                        async with self._heard(self._silent_for):
                            yield
                        return
            async with self._heard():
                yield

    def _refuse_in_silence(self) -> None:
        """Errors: `Transient`, in the words of the last who tried: others would be news."""
        if self._silence and steady() < self._silence.until:
            raise Transient(self._silence.why)

    @asynccontextmanager
    async def _heard(self, silent_for: float = 0.0) -> AsyncIterator[None]:
        """Take note whether an answer comes, good or bad. Whoever gives up before says nothing of that.

        `silent_for` is how long the next one is not to try if none comes.
        """
        began = steady()
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise self._unanswered(Transient(f"{SERVICE} cannot be reached"), began, silent_for) from error
        except (TimeoutError, httpx.TransportError) as error:
            raise self._unanswered(Lost(f"{SERVICE} did not answer"), began, silent_for) from error
        except Exception:
            self._answered()
            raise
        self._answered()

    def _unanswered(self, trouble: Transient, began: float, silent_for: float) -> Transient:
        """The trouble, which is silence where nobody was answered since it began."""
        if self._answered_at < began and (silent_for or not self._silence):
            self._silence = _Silence(why=str(trouble), until=steady() + silent_for)
            if silent_for:
                self._outage.failed(str(trouble), level=logging.WARNING)
        return trouble

    def _answered(self) -> None:
        self._answered_at, self._silence = steady(), None
        self._outage.worked()
