"""A pretend Prometheus for tests: its HTTP API over what a test says, errors and passwords among it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.prometheus import Prometheus, Series, success
from tests.pretend_service import Pretend

VERSION = "2.42.0"
Answer = float | Series | Sequence[Series] | Response | None
"""What a query gives: one value at all times, one series, several, an error; `None`: no data."""


@dataclass
class PretendPrometheus(Pretend):
    """Answers a query by a piece of it that is a key of `answers`; of others it has no data.

    `down` is answered to everything for as long as it is there. `known_as` is the user and the password,
    where it asks for them. `shown_at` is the time that series go by at a real instant,
    as a plan's clock does.
    `asked` are the queries, each with its start, end and step (seconds since 1970, seconds).
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    down: Response | None = None
    known_as: tuple[str, str] | None = None
    shown_at: Callable[[datetime], datetime] = lambda real: real
    prefix: str = ""
    asked: list[tuple[str, float, float, float]] = field(default_factory=list)

    def routes(self) -> Sequence[Route]:
        """Queries, and which version it is."""
        return (
            Route(f"{self.prefix}/api/v1/query", self.guarded(self._instant)),
            Route(f"{self.prefix}/api/v1/query_range", self.guarded(self._range)),
            Route(f"{self.prefix}/api/v1/status/buildinfo", self.guarded(self._version)),
        )

    def is_let_in(self, request: Request) -> bool:
        """Whoever knows the user and the password; everybody where there are none."""
        if self.known_as is None:
            return True
        asked = next(httpx.BasicAuth(*self.known_as).auth_flow(httpx.Request("GET", "http://prometheus")))
        return request.headers.get("authorization") == asked.headers["authorization"]

    @property
    def _queries(self) -> Prometheus:
        return Prometheus(self._series, self.shown_at)

    async def _version(self, _request: Request) -> Response:
        return self.down or success({"version": VERSION})

    async def _instant(self, request: Request) -> Response:
        at = float(request.query_params["time"])
        self.asked.append((request.query_params["query"], at, at, 0))
        return await self._queries.instant(request)

    async def _range(self, request: Request) -> Response:
        start, end, step = (float(request.query_params[name]) for name in ("start", "end", "step"))
        self.asked.append((request.query_params["query"], start, end, step))
        return await self._queries.between(request)

    def _series(self, query: str) -> Sequence[Series] | Response:
        if self.down:
            return self.down
        answer = next((answer for piece, answer in self.answers.items() if piece in query), None)
        match answer:
            case None:
                return ()
            case float() | int():
                return (lambda _at: answer,)
            case Response() | Sequence():
                return answer
            case _:
                return (answer,)
