"""A real Prometheus is read: what the pretend one says in the other tests, Debian's says as well."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from bot.clock import real_now
from bot.errors import Permanent, Transient
from bot.ports import MetricsReader
from tests.scenario.prometheus import prometheus_alone
from tminus.look_at_monitors import look_at_prometheus
from tminus.settings import read_settings
from tminus.ways import open_machines

SECONDS = 30.0
"""Within which it has started, on a machine that does much else."""
TWO = 'label_replace(vector(1), "shop", "north", "", "") or label_replace(vector(2), "shop", "south", "", "")'
NO_DATA = ("no_such_metric", "vector(0) / 0", "vector(1) / 0", "-vector(1) / 0")
REFUSED = {
    '"seven"': "the query gives a text, one number is wanted",
    "up[1m]": "the query gives a range, one number is wanted",
    TWO: "the query gives 2 series, one is wanted: sum, max or avg makes one of them",
    "sum(": "Prometheus does not understand the query: ",
    f"({TWO}) * on() ({TWO})": "Prometheus cannot carry out the query: found duplicate series",
}


async def starts(reader: MetricsReader) -> None:
    """Until it answers."""
    async with asyncio.timeout(SECONDS):
        while True:
            try:
                await reader.read("1", real_now(), real_now())
            except Transient:
                await asyncio.sleep(0.05)
            else:
                return


async def why(reader: MetricsReader, query: str) -> str:
    """Why a query gives nothing."""
    try:
        await reader.read(query, real_now(), real_now())
    except Permanent as error:
        return str(error)
    return ""


async def test_a_real_prometheus_is_read(tmp_path: Path) -> None:
    """An instant, a minute and a day, no data, and what is no number or no query."""
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(prometheus_alone(tmp_path))
        settings = read_settings(prometheus_url=address)
        reader = (await open_machines(stack, settings)).metrics
        await starts(reader)
        end = real_now()
        assert [(end, 7.2)] == [
            (each.at, each.value) for each in await reader.read("vector(7.2)", end, end) or ()
        ]
        assert [7.2] == [each.value for each in await reader.read("7.2", end, end) or ()]
        minute = await reader.read("vector(7.2)", end - timedelta(minutes=1), end) or ()
        assert [60, 45, 30, 15, 0] == [(end - each.at).total_seconds() for each in minute]
        assert 241 == len(await reader.read("time()", end - timedelta(days=1), end) or ())
        assert [[]] * 4 == [list(await reader.read(query, end, end) or ()) for query in NO_DATA]
        for query, expected in REFUSED.items():
            assert (await why(reader, query)).startswith(expected)
        (line,) = [str(each) async for each in look_at_prometheus(settings)]
        assert line.startswith("ok    Prometheus: version 2."), line
