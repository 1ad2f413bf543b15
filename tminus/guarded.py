"""Uvicorn's protocol with limits that it has none for: the head of a request, and the time it may take.

Without them whoever reaches the port fills the memory with headers that never end, or keeps every connection
busy by saying nothing; bodies have limits where they are read (`commands.ingress`).
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 65_536
"""Slack's heads have about one thousand; read in pieces, somewhat more may come before it is noticed."""
SECONDS_FOR_HEAD = 10.0
"""Real time, from the first byte or from the connection on."""
TOO_LONG = "The head of the request is too long."


class GuardedProtocol(HttpToolsProtocol):
    """One connection. Between two requests uvicorn's own time-out holds (`timeout_keep_alive`)."""

    seconds_for_head = SECONDS_FOR_HEAD

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - uvicorn's own arguments
        super().__init__(*args, **kwargs)
        self._head_bytes: int | None = 0
        self._too_slow: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """Wait for the first head."""
        super().connection_made(transport)
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more is waited for."""
        self._end_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; give the connection up where the head has no end."""
        super().data_received(data)
        if self._head_bytes is None:
            return
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self._end_head()
            self.send_400_response(TOO_LONG)

    def on_message_begin(self) -> None:
        """The next head begins."""
        super().on_message_begin()
        if self._head_bytes is None:
            self._begin_head()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._end_head()
        super().on_headers_complete()

    def _begin_head(self) -> None:
        self._head_bytes = 0
        self._too_slow = self.loop.call_later(self.seconds_for_head, self.transport.close)

    def _end_head(self) -> None:
        self._head_bytes = None
        if self._too_slow:
            self._too_slow.cancel()
            self._too_slow = None
