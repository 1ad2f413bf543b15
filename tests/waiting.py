"""Waiting for something that another task or process does: the one place where tests poll."""

import asyncio
from collections.abc import Awaitable, Callable

PAUSE = 0.005
"""Seconds between two looks."""
BUSY = "Busy this very moment"
"""What somebody reads whom a lock kept from being heard, as on a machine that stands still. They repeat."""


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 30, pause: float = PAUSE) -> None:
    """Wait until the condition holds. Errors: `TimeoutError` when it does not in time."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - a database tells nobody when a row changes
            await asyncio.sleep(pause)
