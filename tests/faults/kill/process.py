"""Victims' processes: forked from one that has imported everything, so they cost a fifth of a second."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.storage.codec import encode
from tests.faults.kill.victim import Orders
from tests.rules.source import ROOT

KILLED = -signal.SIGKILL
"""The exit code of who was killed."""
NURSERY = "tests.faults.kill.nursery"


class Process:
    """A victim at work."""

    def __init__(self, pid: int, code: asyncio.Task[int]) -> None:
        self._pid = pid
        self._code = code

    @property
    def is_alive(self) -> bool:
        """Whether it still runs, as far as anybody has heard."""
        return not self._code.done()

    def kill(self) -> None:
        """What it did not send until now it never will."""
        if self.is_alive:
            os.kill(self._pid, signal.SIGKILL)

    async def end(self) -> int:
        """Wait for its end; its exit code."""
        return await self._code


class Nursery:
    """Where victims come from, one after the other."""

    def __init__(self, forks: asyncio.subprocess.Process) -> None:
        self._forks = forks

    async def bear(self, orders: Orders) -> Process:
        """A new victim. The one before must have ended."""
        assert self._forks.stdin
        self._forks.stdin.write(f"{encode(orders)}\n".encode())
        pid = await self._number()
        return Process(pid, asyncio.create_task(self._number()))

    async def _number(self) -> int:
        assert self._forks.stdout
        return int(await self._forks.stdout.readline())


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """A nursery; it is gone in the end, and so is a victim that nobody killed."""
    forks = await asyncio.create_subprocess_exec(
        sys.executable, "-m", NURSERY, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    yield Nursery(forks)
    forks.kill()
    await forks.wait()
