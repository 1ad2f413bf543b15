"""What the queries of 8.1 measure, as Prometheus says it (`bot.ports.MetricsReader`)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

from bot.domain.watch import Sample
from bot.errors import Lost, Permanent
from integrations.prometheus.client import Json, PrometheusClient
from integrations.prometheus.gate import SERVICE

FINEST = timedelta(seconds=15)
"""How far apart it is read at least: few scrape more often."""
MOST_STEPS = 240
"""Into how many steps a long time is cut; Prometheus refuses more than 11,000 points."""
ONE_WANTED = "one is wanted: sum, max or avg makes one of them"
NUMBER_WANTED = "one number is wanted"
_VALUES = frozenset({"value", "values"})
"""What holds the numbers of a series; that of histograms is called otherwise."""
_WORDS = {"string": "text", "matrix": "range"}
"""Kinds of answers, as people call them."""


class PrometheusReader:
    """Reads one value at an instant, or several, evenly apart, the last at the end."""

    def __init__(self, client: PrometheusClient) -> None:
        self._client = client

    async def read(self, query: str, start: datetime, end: datetime) -> Sequence[Sample] | None:
        """What was measured; errors as `bot.ports.MetricsReader` has them."""
        span, end = end - start, end.astimezone(UTC)
        steps = min(MOST_STEPS, span // FINEST)
        if not steps:
            return _samples(await self._client.at(query, end), end, FINEST, 0)
        # In whole milliseconds, as it reckons, so that the last step ends at the end.
        step = timedelta(milliseconds=span // timedelta(milliseconds=1) // steps)
        data = await self._client.between(query, end - steps * step, end, step)
        return _samples(data, end, step, steps)


def _samples(data: Json, end: datetime, step: timedelta, steps: int) -> Sequence[Sample]:
    """The finite values, each at its step. Errors: `Permanent` where there are several at once."""
    found: dict[int, list[float]] = defaultdict(list)
    for at, value in _points(data, is_range=bool(steps)):
        back = round((end.timestamp() - at) / step.total_seconds())
        if 0 <= back <= steps:
            found[back].append(value)
    if (most := max(map(len, found.values()), default=1)) > 1:
        raise Permanent(f"the query gives {most} series, {ONE_WANTED}")
    return tuple(
        Sample(at=end - back * step, value=found[back][0])
        for back in sorted(found, reverse=True)
        if isfinite(found[back][0])
    )


def _points(data: Json, *, is_range: bool) -> Iterator[tuple[float, float]]:
    """The instants (seconds since 1970) and values of all series. Errors: `Permanent`, `Lost`."""
    kind: str = data.get("resultType", "")
    result: Any = data.get("result")
    try:
        if kind == "scalar":
            yield _point(result)
        elif kind == ("matrix" if is_range else "vector"):
            for series in result or ():
                if not _VALUES & set(series):
                    raise Permanent(f"the query gives a histogram, {NUMBER_WANTED}")
                for each in series.get("values") or [series["value"]]:
                    yield _point(each)
        else:
            raise Permanent(f"the query gives a {_WORDS.get(kind, kind)}, {NUMBER_WANTED}")
    except (TypeError, ValueError, OverflowError, KeyError, AttributeError) as error:
        raise Lost(f"{SERVICE}'s answer could not be read") from error


def _point(pair: Sequence[Any]) -> tuple[float, float]:
    """Errors: `TypeError`, `ValueError`, `OverflowError` where it is no instant with a number."""
    at, value = pair
    if not isfinite(float(at)):
        raise ValueError("no instant")
    return float(at), float(value)
