"""A victim's process, forked from a server that has imported everything: it costs a fifth of a second."""

import asyncio
import os
import signal
from collections.abc import Callable
from multiprocessing import get_context

from tests.faults.kill import victim
from tests.faults.kill.victim import Orders

KILLED = -signal.SIGKILL
"""The exit code of who was killed."""
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload([victim.__name__])


class Process:
    """A victim at work."""

    def __init__(self, life: Callable[[Orders], None], orders: Orders) -> None:
        self._process = _FORKS.Process(target=life, args=(orders,), daemon=True)
        self._process.start()
        self._ended = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._process.sentinel, self._end)

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        self._ended.set()

    @property
    def is_alive(self) -> bool:
        """Whether it still runs, as far as the loop has heard."""
        return not self._ended.is_set()

    def kill(self) -> None:
        """Kill it, and wait until it is dead: what it did not send until now it never will."""
        if self.is_alive and self._process.pid:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.join()

    async def end(self) -> int:
        """Wait for its end; its exit code, the signal's number below zero where one killed it."""
        await self._ended.wait()
        code = self._process.exitcode
        assert code is not None
        self._process.close()
        return code
