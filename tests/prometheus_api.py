"""A pretend Prometheus: its HTTP API over series that are functions of time, or errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import floor

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.pretend_service import Json, Pretend

VERSION = "2.42.0"
MOST_POINTS = 11_000
"""Of one answer, as Prometheus has it."""
Series = Callable[[datetime], float | None]
"""The value at an instant (aware UTC); `None`: there is none then."""
Answer = float | Series | Sequence[Series] | Response | None
"""What a query gives: one value at all times, one series, several, an error; `None`: no data."""


def error(kind: str, words: str, status: int) -> Response:
    """An error as Prometheus words it."""
    return JSONResponse({"status": "error", "errorType": kind, "error": words}, status)


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

    async def _version(self, _request: Request) -> Response:
        return self.down or _success({"version": VERSION})

    async def _instant(self, request: Request) -> Response:
        query, at = request.query_params["query"], float(request.query_params["time"])
        self.asked.append((query, at, at, 0))
        found = self._series(query)
        if isinstance(found, Response):
            return found
        if query == "1":
            return _success({"resultType": "scalar", "result": [at, "1"]})
        result = [
            {"metric": {"n": f"{n}"}, "value": pair}
            for n, each in enumerate(found)
            for pair in self._pairs(each, [at])
        ]
        return _success({"resultType": "vector", "result": result})

    async def _range(self, request: Request) -> Response:
        query = request.query_params["query"]
        start, end, step = (float(request.query_params[name]) for name in ("start", "end", "step"))
        self.asked.append((query, start, end, step))
        found = self._series(query)
        if isinstance(found, Response):
            return found
        # Prometheus reckons in milliseconds.
        count = floor(round((end - start) * 1000) / round(step * 1000))
        if count > MOST_POINTS:
            return error("bad_data", "exceeded maximum resolution of 11,000 points per timeseries", 400)
        times = [round(start + n * step, 3) for n in range(count + 1)]
        pairs = [(f"{n}", self._pairs(each, times)) for n, each in enumerate(found)]
        result = [{"metric": {"n": n}, "values": values} for n, values in pairs if values]
        return _success({"resultType": "matrix", "result": result})

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

    def _pairs(self, series: Series, times: Sequence[float]) -> list[tuple[float, str]]:
        """Numbers are texts there, also those that are none."""
        values = ((at, series(self.shown_at(datetime.fromtimestamp(at, UTC)))) for at in times)
        return [
            (at, f"{value}".replace("nan", "NaN").replace("inf", "Inf"))
            for at, value in values
            if value is not None
        ]


def _success(data: Json) -> Response:
    return JSONResponse({"status": "success", "data": data})
