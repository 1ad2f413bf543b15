"""Memory at rest and after 10,000 presses, while everything that follows from them is delivered."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.bench.evening import at_step_5, copies
from tests.bench.ground import Ground
from tests.bench.load import load
from tests.bench.processes import server, settings, tminus
from tests.bench.rehearsal import rehearse
from tests.bench.signed import chains

PRESSES, PARTS, AT_ONCE = 10_000, 5, 8
LIMIT_MB = 150.0
MOST_GROWTH = 1.1
"""Of the second half of the presses: what is in use settles before."""


def run(ground: Ground) -> None:
    """Press in `tminus serve` on SQLite, and look at its resident memory in between."""
    store = ground.stores[0]
    filled = store.fresh(at_step_5)
    rehearsal = rehearse(store.copy(filled))
    each = ground.few(PRESSES // PARTS // len(rehearsal.presses))
    copies(filled, range(PARTS * each))
    found = []
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
    ground.report.title(f"Memory of `tminus serve`, {store.name}")
    ground.report.table(("presses", "resident"), [(f"{n:,}", f"{mb:.0f} MB") for n, mb in found])
    ground.report.say("")
    ground.report.bar(f"after {found[-1][0]:,} presses", found[-1][1], LIMIT_MB, " MB")
    half = found[PARTS // 2 + 1][1]
    ground.report.bar("of that against half of the presses", found[-1][1] / half, MOST_GROWTH, " times")
