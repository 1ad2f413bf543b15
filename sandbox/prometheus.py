"""Prometheus's queries over HTTP, of series that are functions of time."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import floor

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.model import Json

MOST_POINTS = 11_000
"""Of one answer, as Prometheus has it."""
Series = Callable[[datetime], float | None]
"""The value at an instant (aware UTC); `None`: there is none then."""


def error(kind: str, words: str, status: int) -> Response:
    """An error as Prometheus words it."""
    return JSONResponse({"status": "error", "errorType": kind, "error": words}, status)


def success(data: Json) -> Response:
    """An answer as Prometheus words it."""
    return JSONResponse({"status": "success", "data": data})


class Prometheus:
    """`/api/v1/query` and `/api/v1/query_range`.

    `find` gives the series of a query, or an error. `shown_at` is the time that they go by at a real instant:
    monitors know real time only, and what a release does is told by the plan's clock.
    """

    def __init__(
        self, find: Callable[[str], Sequence[Series] | Response], shown_at: Callable[[datetime], datetime]
    ) -> None:
        self._find = find
        self._shown_at = shown_at

    async def instant(self, request: Request) -> Response:
        """The values at an instant."""
        query, at = request.query_params["query"], float(request.query_params["time"])
        found = self._find(query)
        if isinstance(found, Response):
            return found
        if query == "1":
            return success({"resultType": "scalar", "result": [at, "1"]})
        result = [
            {"metric": {"n": f"{n}"}, "value": pair}
            for n, each in enumerate(found)
            for pair in self._pairs(each, [at])
        ]
        return success({"resultType": "vector", "result": result})

    async def between(self, request: Request) -> Response:
        """The values from one instant to another, evenly apart."""
        start, end, step = (float(request.query_params[name]) for name in ("start", "end", "step"))
        found = self._find(request.query_params["query"])
        if isinstance(found, Response):
            return found
        # Prometheus reckons in milliseconds.
        count = floor(round((end - start) * 1000) / round(step * 1000))
        if count > MOST_POINTS:
            return error("bad_data", "exceeded maximum resolution of 11,000 points per timeseries", 400)
        times = [round(start + n * step, 3) for n in range(count + 1)]
        pairs = [(f"{n}", self._pairs(each, times)) for n, each in enumerate(found)]
        result = [{"metric": {"n": n}, "values": values} for n, values in pairs if values]
        return success({"resultType": "matrix", "result": result})

    def _pairs(self, series: Series, times: Sequence[float]) -> list[tuple[float, str]]:
        """Numbers are texts there, also those that are none."""
        values = ((at, series(self._shown_at(datetime.fromtimestamp(at, UTC)))) for at in times)
        return [
            (at, f"{value}".replace("nan", "NaN").replace("inf", "Inf"))
            for at, value in values
            if value is not None
        ]
