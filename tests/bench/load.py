"""The load: a tight client in a process of its own, so that what it costs is not the server's.

Each connection is kept alive and carries one request at a time; a deployment's presses follow each other.
"""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import uvloop

from tests.bench.signed import Chain

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What came of it: seconds of each request, seconds in all, and how many were answered 200 by whom."""

    seconds: tuple[float, ...]
    total: float
    accepted: tuple[str, ...]
    refused: tuple[str, ...]


class Line(asyncio.Protocol):
    """One connection, kept alive."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._heard = b""
        self.is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, found, body = self._heard.partition(END_OF_HEAD)
        if not found or self._answer is None:
            return
        fields = [line for line in head.lower().split(b"\r\n") if line.startswith(LENGTH)]
        if len(body) >= (int(fields[0].removeprefix(LENGTH)) if fields else 0):
            self._heard = b""
            self._answer.set_result(head + b" " + body)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server hung up"))

    async def ask(self, request: bytes) -> bytes:
        assert self._transport
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport:
            self._transport.close()


def load(port: int, chains: Sequence[Chain], at_once: int) -> Load:
    """Send every request, so many at once."""
    return uvloop.run(_load(port, chains, at_once))


async def _load(port: int, chains: Sequence[Chain], at_once: int) -> Load:
    loop = asyncio.get_running_loop()
    left = deque(chains)
    seconds: list[float] = []
    accepted: list[str] = []
    refused: list[str] = []

    async def work(line: Line) -> None:
        while left:
            chain = left.popleft()
            for request in chain.requests:
                began = time.perf_counter()
                answer = await line.ask(request)
                seconds.append(time.perf_counter() - began)
                if answer.startswith(b"HTTP/1.1 200"):
                    accepted.append(chain.deployment)
                else:
                    refused.append(answer[:200].decode())

    lines = [(await loop.create_connection(Line, "127.0.0.1", port))[1] for _ in range(at_once)]
    began = time.perf_counter()
    await asyncio.gather(*map(work, lines))
    total = time.perf_counter() - began
    for line in lines:
        line.close()
    return Load(seconds=tuple(seconds), total=total, accepted=tuple(accepted), refused=tuple(refused))
