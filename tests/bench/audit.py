"""How long the audit takes over the deployments of a year."""

import asyncio
import time

from bot.audit import audit
from bot.storage.codec import warm_up
from bot.storage.unit_of_work import Database
from tests.bench.evening import completed, copies
from tests.bench.ground import Ground

OF_A_YEAR = 1_000
LIMIT_SECONDS = 10.0


def run(ground: Ground) -> None:
    """Four deployments a working day, each of some 80 events, from the first to the last."""
    ground.report.title("The audit of a year")
    count = ground.few(OF_A_YEAR)
    for store in ground.stores:
        url = store.fresh(completed)
        copies(url, range(count))
        store.settle(url)
        busy = time.process_time()
        streams, taken = asyncio.run(_audited(url))
        busy = time.process_time() - busy
        what = f"{streams:,} chains audited, {busy:.1f} s of CPU, {store.name}"
        ground.report.bar(what, taken, LIMIT_SECONDS, " s")


async def _audited(url: str) -> tuple[int, float]:
    warm_up()
    database = Database(url)
    began = time.perf_counter()
    streams, problems = await audit(database)
    taken = time.perf_counter() - began
    await database.close()
    assert problems == (), problems
    return len(streams), taken
