"""From the call of the program until it is ready: the best of several, since much else disturbs a start."""

import subprocess
import sys
import time

from tests.bench.evening import at_step_5
from tests.bench.ground import Ground
from tests.bench.processes import ROOT, server, settings, tminus

TIMES = 7
LIMIT_SECONDS = 0.5
IMPORTS = "import tminus.cli; print(flush=True)"


def run(ground: Ground) -> None:
    """Start `serve` until /readyz says so, and in turn import alone all that it imports."""
    ground.report.title("Start-up")
    rows = []
    with server("slack", ground.folder) as slack:
        for store in ground.stores:
            env = settings(store.fresh(at_step_5), slack, ground.folder)
            whole, imports = [], []
            for _ in range(ground.few(TIMES)):
                began = time.perf_counter()
                with tminus("serve", ground.folder, env, path="/readyz"):
                    whole.append(time.perf_counter() - began)
                imports.append(_imports())
            rows.append((store.name, min(whole), min(imports)))
    ground.report.table(
        ("`tminus serve`", "ready after", "interpreter and imports", "the rest"),
        [(name, f"{all_:.2f} s", f"{some:.2f} s", f"{all_ - some:.2f} s") for name, all_, some in rows],
    )
    ground.report.say("")
    for name, all_, some in rows:
        ground.report.bar(f"ready after imports, {name}", all_ - some, LIMIT_SECONDS, " s")


def _imports() -> float:
    """Seconds until everything is imported; how long the interpreter takes to end is not among them."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", IMPORTS], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        return time.perf_counter() - began
