"""Peers on this machine that answer a request with just these bytes, for as long as somebody reads them."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Answers = bytes | Callable[[], AsyncIterator[bytes]]
"""All of them at once, or piece by piece."""


@dataclass
class Peer:
    """What it heard: each request as it came, and how many bytes went out; `port` on 127.0.0.1.

    `is_hasty`: it speaks before it hears anything.
    """

    answers: Answers
    is_hasty: bool = False
    port: int = 0
    sent: int = 0
    heard: list[bytes] = field(default_factory=list)

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, whatever it is."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            if not self.is_hasty:
                head = await reader.readuntil(b"\r\n\r\n")
                self.heard.append(head + await self._body(head, reader))
            async for piece in self._pieces():
                writer.write(piece)
                self.sent += len(piece)
                await writer.drain()
            writer.close()
            await writer.wait_closed()

    async def _body(self, head: bytes, reader: asyncio.StreamReader) -> bytes:
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
        return await reader.readexactly(int(length or 0))

    async def _pieces(self) -> AsyncIterator[bytes]:
        if isinstance(self.answers, bytes):
            yield self.answers
            return
        async for piece in self.answers():
            yield piece


@asynccontextmanager
async def peer(
    answers: Answers, tls: ssl.SSLContext | None = None, *, is_hasty: bool = False
) -> AsyncIterator[Peer]:
    """One that listens for as long as it is needed; whatever it still says then is cut off."""
    made = Peer(answers, is_hasty)
    speaking: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def speak() -> None:
            try:
                await made.speak(reader, writer)
            finally:
                writer.transport.abort()

        speaking.add(asyncio.create_task(speak()))

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in speaking:
            task.cancel()
        await asyncio.gather(*speaking, return_exceptions=True)
        # What was aborted is closed at the loop's next turn.
        await asyncio.sleep(0)


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer."""
    given = {"Content_Length": f"{len(body)}", **headers}
    named = (f"{name.replace('_', '-')}: {text}" for name, text in given.items())
    return "\r\n".join((f"HTTP/1.1 {status}", *named, "", "")).encode() + body
