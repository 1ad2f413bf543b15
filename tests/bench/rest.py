"""What the program costs while nothing happens."""

import time

from tests.bench.evening import at_step_5
from tests.bench.ground import Ground
from tests.bench.processes import HARDLY_PASSES, Running, server, settings, tminus

SECONDS = 20
CALLS = {"SQLite": ("serve",), "PostgreSQL": ("serve", "web", "worker")}
"""The shapes it runs in."""
LIMIT_PERCENT = 0.5
MOST_SECONDS, A_START, QUIET = 60, 0.5, 0.05
"""How long a process may take to settle, and how much CPU it needs to start, and then uses in a second."""


def run(ground: Ground) -> None:
    """Let each process stand for a while, with a deployment under way."""
    ground.report.title("CPU at rest")
    with server("slack", ground.folder) as slack:
        for store in ground.stores:
            url = store.fresh(at_step_5)
            env = {**settings(url, slack, ground.folder), **HARDLY_PASSES}
            for call in CALLS[store.name]:
                with tminus(call, ground.folder, env) as process:
                    used = percent(process, ground)
                ground.report.bar(f"`tminus {call}`, {store.name}", used, LIMIT_PERCENT, " % of a core")


def _settle(process: Running) -> None:
    """Wait until it has started, and read the workspace."""
    used = process.cpu()
    for _ in range(MOST_SECONDS):
        time.sleep(1)
        before, used = used, process.cpu()
        if used > A_START and used - before < QUIET:
            return
    raise RuntimeError("the process does not come to rest")


def percent(process: Running, ground: Ground) -> float:
    """How much of a core a process uses that has come to rest."""
    _settle(process)
    cpu, began = process.cpu(), time.monotonic()
    time.sleep(ground.few(SECONDS))
    return (process.cpu() - cpu) / (time.monotonic() - began) * 100
