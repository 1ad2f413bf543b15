import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import inf, nan
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given, strategies as st

from bot.domain.watch import Sample
from bot.errors import Lost, Permanent, TMinusError
from integrations.prometheus.client import PrometheusClient
from integrations.prometheus.reader import FINEST, MOST_STEPS, PrometheusReader
from sandbox.prometheus import Series, error
from tests.integrations.prometheus.asking import END, asking
from tests.prometheus_api import PretendPrometheus

CAPTURED = Path(__file__).with_name("data") / "answers.json"
MINUTE = timedelta(minutes=1)


async def read(
    prometheus: PretendPrometheus, span: timedelta = timedelta(0), end: datetime = END
) -> Sequence[Sample]:
    """What the query `errors` measured until the end."""
    async with asking(prometheus) as client:
        found = await PrometheusReader(client).read("errors", end - span, end)
    assert found is not None
    return found


def errors(answer: float | Series | Sequence[Series]) -> PretendPrometheus:
    """What the query gives."""
    return PretendPrometheus(answers={"errors": answer})


async def test_an_instant() -> None:
    """The value then, as one answer."""
    prometheus = errors(7.2)
    assert [Sample(at=END, value=7.2)] == list(await read(prometheus))
    assert [("errors", 0.0)] == [(query, step) for query, _, _, step in prometheus.asked]


async def test_a_minute() -> None:
    """Every fifteen seconds, the last at the end; each value is that of its instant."""
    from_then = END - timedelta(seconds=20)
    found = await read(errors(lambda at: 9.0 if at > from_then else 0.4), MINUTE)
    assert [(60, 0.4), (45, 0.4), (30, 0.4), (15, 9.0), (0, 9.0)] == [
        ((END - each.at).total_seconds(), each.value) for each in found
    ]


@pytest.mark.parametrize(
    ("span", "points"),
    [
        (FINEST - timedelta(microseconds=1), 1),
        (FINEST, 2),
        (timedelta(hours=1), MOST_STEPS + 1),
        (timedelta(hours=9, seconds=1), MOST_STEPS + 1),
        (timedelta(days=30), MOST_STEPS + 1),
    ],
)
async def test_a_long_time_is_read_coarsely(span: timedelta, points: int) -> None:
    """Never more points than a chart shows, nor than Prometheus gives."""
    found = await read(errors(1.0), span)
    assert points == len(found)
    assert END - span <= found[0].at


@given(span=st.timedeltas(timedelta(0), timedelta(days=9)), micro=st.integers(0, 999_999))
async def test_every_point_lies_within_and_the_last_is_at_the_end(span: timedelta, micro: int) -> None:
    """Whatever is asked for, to the microsecond, though Prometheus reckons in milliseconds."""
    end = END.replace(microsecond=micro)
    found = await read(errors(1.0), span, end)
    steps = {later.at - earlier.at for earlier, later in pairwise(found)}
    assert (end, True) == (found[-1].at, end - span <= found[0].at)
    assert len(steps) <= 1
    assert min(steps, default=FINEST) >= FINEST


async def test_the_zone_is_the_askers() -> None:
    """Also in the night that has an hour twice: instants are what counts."""
    end = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))
    found = await read(errors(1.0), MINUTE, end)
    assert ["01:29", "01:30"] == [f"{each.at:%H:%M}" for each in (found[0], found[-1])]


@pytest.mark.parametrize("value", [nan, inf, -inf, None])
async def test_no_data(value: float | None) -> None:
    """What is no finite number is none; of a series with gaps the rest is given."""
    assert [] == list(await read(errors(lambda _at: value)))
    from_then = END - timedelta(seconds=20)
    found = await read(errors(lambda at: value if at > from_then else 0.4), MINUTE)
    assert [60, 45, 30] == [(END - each.at).total_seconds() for each in found]


async def test_one_series_after_the_other_is_one() -> None:
    """As where the release's new instances take the place of the old ones."""
    half = END - MINUTE / 2 - timedelta(seconds=1)
    old, new = (lambda at: 1.0 if at < half else None), (lambda at: None if at < half else 2.0)
    assert [1, 1, 2, 2, 2] == [each.value for each in await read(errors([old, new]), MINUTE)]


@pytest.mark.parametrize("span", [timedelta(0), MINUTE])
async def test_several_series_at_once_are_not_one_value(span: timedelta) -> None:
    """None of them is taken for all; it says how many there are and what to do."""
    one: Series = lambda _at: 1.0  # noqa: E731 - a series
    with pytest.raises(Permanent, match=r"gives 3 series, one is wanted: sum, max or avg"):
        await read(errors([one, one, one]), span)


def reader(answer: object) -> PrometheusReader:
    """A reader of one answer."""
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, json=answer))
    return PrometheusReader(
        PrometheusClient(httpx.AsyncClient(transport=transport, base_url="http://p.test"))
    )


HISTOGRAM = {"metric": {}, "histogram": [1, {"count": "1", "sum": "1"}]}


@pytest.mark.parametrize(
    ("kind", "result", "expected", "words"),
    [
        ("string", [1, "seven"], Permanent, "gives a text, one number is wanted"),
        ("matrix", [{"metric": {}, "values": [[1, "1"]]}], Permanent, "gives a range, one number is wanted"),
        ("vector", [HISTOGRAM], Permanent, "gives a histogram, one number is wanted"),
        ("vector", [{"metric": {}, "value": [1]}], Lost, "could not be read"),
        ("vector", [{"metric": {}, "value": [1, "x"]}], Lost, "could not be read"),
        ("vector", [{"metric": {}, "value": 7}], Lost, "could not be read"),
        ("vector", [7], Lost, "could not be read"),
        ("vector", 7, Lost, "could not be read"),
        ("scalar", None, Lost, "could not be read"),
        ("scalar", [10**400, "1"], Lost, "could not be read"),
    ],
)
async def test_what_is_no_number_is_said(
    kind: str, result: object, expected: type[TMinusError], words: str
) -> None:
    """Never taken for no data."""
    odd = reader({"status": "success", "data": {"resultType": kind, "result": result}})
    with pytest.raises(expected, match=words):
        await odd.read("errors", END, END)


@pytest.mark.parametrize("at", ["NaN", "1e999", "-Infinity"])
async def test_what_is_no_instant_is_no_answer(at: str) -> None:
    """JSON has no such numbers, and Python's reader takes them."""
    body = f'{{"status": "success", "data": {{"resultType": "scalar", "result": [{at}, "1"]}}}}'
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, text=body))
    async with httpx.AsyncClient(transport=transport, base_url="http://p.test") as http:
        with pytest.raises(Lost, match="could not be read"):
            await PrometheusReader(PrometheusClient(http)).read("errors", END, END)


@pytest.mark.parametrize(
    ("name", "expected"), [("vector", [1.0]), ("nan", []), ("empty", []), ("scalar", [2.5])]
)
async def test_answers_as_prometheus_gave_them(name: str, expected: list[float]) -> None:
    """Captured from one."""
    answer = json.loads(CAPTURED.read_text())[name]
    at = END.fromtimestamp(1795455993.8, END.tzinfo)
    found = await reader(answer).read("up", at, at)
    assert expected == [each.value for each in found or ()]


async def test_its_words_are_the_same_at_every_look() -> None:
    """Whether an instant is asked for or a minute."""
    down = PretendPrometheus(down=error("unavailable", "starting up", 503))
    said = set()
    for span in (timedelta(0), MINUTE):
        with pytest.raises(Lost) as raised:
            await read(down, span)
        said.add(str(raised.value))
    assert {"Prometheus had an error of its own"} == said
