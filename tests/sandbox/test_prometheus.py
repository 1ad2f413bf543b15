from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import inf, nan
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from sandbox.prometheus import Prometheus, Series, error

START = datetime(2026, 12, 1, 21, 0, tzinfo=UTC)
AHEAD = timedelta(hours=3)
"""By which the series' clock is before the real one."""


def seconds(at: datetime) -> float:
    """A series that says when it is, in seconds since the start."""
    return (at - START).total_seconds()


SERIES: dict[str, Sequence[Series] | Response] = {
    "seconds": (seconds,),
    "gone": (lambda at: None if at > START + timedelta(seconds=20) else 1.0,),
    "odd": (lambda _at: nan, lambda _at: inf),
    "bad": error("bad_data", "parse error", 400),
}


async def asked(path: str, **params: float | str) -> httpx.Response:
    """What it answers."""
    api = Prometheus(lambda query: SERIES.get(query, ()), lambda real: real + AHEAD)
    app = Starlette(routes=[Route("/query", api.instant), Route("/query_range", api.between)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://prometheus") as http:
        return await http.get(path, params=params)


async def result(path: str, **params: float | str) -> Any:  # noqa: ANN401 - JSON
    """What was found."""
    return (await asked(path, **params)).json()["data"]["result"]


REAL = (START - AHEAD).timestamp()
"""The real instant at which the series begin."""


async def test_an_instant_is_told_in_real_time() -> None:
    """The value is that of the series' own clock then."""
    (found,) = await result("/query", query="seconds", time=REAL + 5)
    assert [REAL + 5, "5.0"] == found["value"]


async def test_a_range_is_evenly_apart() -> None:
    """From its start to its end; where there is nothing, nothing is said."""
    (found,) = await result("/query_range", query="seconds", start=REAL, end=REAL + 45, step=15)
    assert ["0.0", "15.0", "30.0", "45.0"] == [value for _, value in found["values"]]
    (found,) = await result("/query_range", query="gone", start=REAL, end=REAL + 45, step=15)
    assert 2 == len(found["values"])
    assert [] == await result("/query_range", query="gone", start=REAL + 30, end=REAL + 45, step=15)


async def test_odd_numbers_are_texts_of_its_own() -> None:
    """Each series has its name."""
    found = await result("/query", query="odd", time=REAL)
    assert ["NaN", "Inf"] == [each["value"][1] for each in found]
    assert ["0", "1"] == [each["metric"]["n"] for each in found]


async def test_a_plain_number_and_what_is_not_known() -> None:
    """A scalar is no vector; a series that is not there is none."""
    assert [REAL, "1"] == await result("/query", query="1", time=REAL)
    assert [] == await result("/query", query="nothing", time=REAL)


@pytest.mark.parametrize(("end", "status"), [(11_000, 200), (11_001, 400)])
async def test_a_range_has_so_many_points_at_most(end: float, status: int) -> None:
    """Both sides of Prometheus's limit."""
    answer = await asked("/query_range", query="seconds", start=REAL, end=REAL + end, step=1)
    assert status == answer.status_code


@pytest.mark.parametrize("path", ["/query", "/query_range"])
async def test_an_error_is_worded_as_prometheus_words_it(path: str) -> None:
    """In place of what is asked."""
    answer = await asked(path, query="bad", time=REAL, start=REAL, end=REAL, step=1)
    assert (400, "parse error") == (answer.status_code, answer.json()["error"])
