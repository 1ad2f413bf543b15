"""Waiting for something that another task or process does: the one place where tests poll."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import event

from bot.storage.unit_of_work import Database

PAUSE = 0.005
"""Seconds between two looks."""
BUSY = "Busy this very moment"
"""What somebody reads whom a lock kept from being heard, as on a machine that stands still. They repeat."""


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 30, pause: float = PAUSE) -> None:
    """Wait until the condition holds. Errors: `TimeoutError` when it does not in time."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - a database tells nobody when a row changes
            await asyncio.sleep(pause)


class Writes:
    """Counts what is written to a database, so that whoever waits asks it only when it may have an answer."""

    MOST = 5
    """Pauses after which it is asked all the same: others may write, and some rows wait for their time."""

    def __init__(self, database: Database) -> None:
        self._count = 0
        event.listen(database._writer, "checkin", self._note)

    def _note(self, *_: object) -> None:
        self._count += 1

    async def until(self, condition: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
        """Wait until the condition holds, and look when writing has paused. Errors: `TimeoutError`."""
        seen, pauses = -1, 0
        async with asyncio.timeout(seconds):
            while True:
                before = self._count
                await asyncio.sleep(PAUSE)
                pauses += 1
                if before == self._count != seen or pauses == self.MOST:
                    seen, pauses = self._count, 0
                    if await condition():
                        return
