"""Ways for the Web API to go wrong, asked for by tests and off otherwise; and the log of what was called."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.model import Json


class FaultKind(StrEnum):
    """What goes wrong. Those that end in `_after` do what was asked first; the others do not."""

    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    GARBAGE = "garbage"
    ERROR = "error"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    HANG_BEFORE = "hang_before"
    HANG_AFTER = "hang_after"

    @property
    def performs(self) -> bool:
        """Whether the call is carried out though the bot does not hear so."""
        return self in {FaultKind.DROP_AFTER, FaultKind.HANG_AFTER}


@dataclass(slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong `times` times in calls of `method` (`*` for all).

    `retry_after` is in seconds and for `rate_limited`; `code` is the error's name for `error`.
    """

    method: str
    kind: FaultKind
    times: int = 1
    retry_after: int = 1
    code: str = "internal_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCall:
    """One call as it was made, without its token. `outcome` is `ok`, Slack's error or the fault's kind."""

    method: str
    arguments: Json
    at: datetime
    outcome: str


@dataclass(slots=True)
class Faults:
    """The faults that are still to come, first asked for first."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str) -> Fault | None:
        """The fault that this call runs into, if any."""
        for fault in self.waiting:
            if fault.method in {method, "*"}:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None


KEPT_CALLS = 10_000


@dataclass(slots=True)
class CallLog:
    """The latest calls, oldest first."""

    calls: deque[LoggedCall] = field(default_factory=lambda: deque(maxlen=KEPT_CALLS))


class Dropped(Response):
    """An answer that breaks off: it promises more than comes, and the server closes the connection."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Begin the answer and leave."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok"', "more_body": True})


class Hung(Response):
    """No answer at all, for as long as the caller waits."""

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        """Wait until the caller has gone."""
        while (await receive())["type"] != "http.disconnect":
            pass


def faulty_response(fault: Fault) -> Response:
    """What the bot gets instead of an answer."""
    match fault.kind:
        case FaultKind.RATE_LIMITED:
            headers = {"Retry-After": str(fault.retry_after)}
            return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers=headers)
        case FaultKind.SERVER_ERROR:
            return PlainTextResponse("Internal Server Error", status_code=500)
        case FaultKind.GARBAGE:
            return PlainTextResponse("<html>It works!</html>", media_type="text/html")
        case FaultKind.ERROR:
            return JSONResponse({"ok": False, "error": fault.code})
        case FaultKind.DROP_BEFORE | FaultKind.DROP_AFTER:
            return Dropped()
        case FaultKind.HANG_BEFORE | FaultKind.HANG_AFTER:
            return Hung()
