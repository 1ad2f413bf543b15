"""Memory at rest and after 10,000 presses, while everything that follows from them is delivered."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median, quantiles

from tests.bench.evening import at_step_5, copies
from tests.bench.ground import Ground
from tests.bench.load import load
from tests.bench.processes import server, settings, tminus
from tests.bench.rehearsal import rehearse
from tests.bench.signed import chains

PRESSES, PARTS, AT_ONCE = 10_000, 5, 8
LIMIT_MB = 150.0
MOST_MS = 3000.0
MOST_GROWTH = 1.1
"""Of the second half of the presses: what is in use settles before."""


def run(ground: Ground) -> None:
    """Press in `tminus serve` on SQLite, and look at its resident memory in between."""
    store = ground.stores[0]
    filled = store.fresh(at_step_5)
    rehearsal = rehearse(store.copy(filled))
    each = ground.few(PRESSES // PARTS // len(rehearsal.presses))
    copies(filled, range(PARTS * each))
    found, rows = [], []
    with (
        server("slack", ground.folder) as slack,
        tminus("serve", ground.folder, settings(filled, slack, ground.folder)) as process,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as client,
    ):
        found.append((0, process.memory()))
        for part in range(PARTS):
            sent = chains(rehearsal.presses, range(part * each, (part + 1) * each))
            done = client.submit(load, process.port, sent, AT_ONCE).result()
            found.append((found[-1][0] + len(done.accepted), process.memory()))
            p99 = quantiles(done.seconds, n=100)[98] * 1000
            rows.append(
                (f"{len(done.seconds) / done.total:,.0f}", f"{median(done.seconds) * 1000:.2f}", f"{p99:.2f}")
            )
    ground.report.title(
        f"`tminus serve`, {store.name}: memory, and presses while it delivers, {AT_ONCE} at once"
    )
    ground.report.table(
        ("presses", "resident", "a second", "p50 ms", "p99 ms"),
        [
            (f"{count:,}", f"{mb:.0f} MB", *row)
            for (count, mb), row in zip(found, [("", "", ""), *rows], strict=True)
        ],
    )
    ground.report.say("")
    (last, mb), half = found[-1], found[PARTS // 2 + 1][1]
    ground.report.bar(f"memory after {last:,} presses", mb, LIMIT_MB, " MB")
    ground.report.bar("of that against half of the presses", mb / half, MOST_GROWTH, " times")
    ground.report.bar("p99 of a press while it delivers", max(float(row[-1]) for row in rows), MOST_MS, " ms")
