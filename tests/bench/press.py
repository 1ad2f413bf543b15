"""Requests a second, p50 and p99 of a button press, beside those of what it is compared with."""

import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles

from tests.bench.evening import at_step_5, copies
from tests.bench.floor import Script
from tests.bench.load import Load, load
from tests.bench.processes import Running, server, settings, tminus
from tests.bench.rehearsal import Rehearsal, rehearse, shape
from tests.bench.requests import chains
from tests.bench.stores import Store

AT_ONCE = (1, 8, 64)
PRESSES = {1: 160, 8: 480, 64: 1536}
"""How many in a round, by how many at once."""
ROUNDS = 5
QUICK = 10
"""By how much fewer in a quick run."""
MOST_TIMES_FLOOR, MOST_OF_BOLT, MOST_P99 = 3.0, 0.5, 3000.0


@dataclass(slots=True, kw_only=True)
class Series:
    """What one server took at so many at once, round by round."""

    loads: list[Load] = field(default_factory=list)
    cpu: float = 0.0

    def rate(self) -> float:
        return median(len(one.seconds) / one.total for one in self.loads)

    def p50(self) -> float:
        return median(median(one.seconds) for one in self.loads) * 1000

    def p99(self) -> float:
        return median(quantiles(one.seconds, n=100)[98] for one in self.loads) * 1000

    def cpu_each(self) -> float:
        return self.cpu / sum(len(one.seconds) for one in self.loads) * 1000


class Contest:
    """Four servers over databases with as many deployments as are pressed in."""

    def __init__(self, store: Store, folder: Path, *, quick: bool) -> None:
        self._store, self._folder = store, folder
        self._rounds = 2 if quick else ROUNDS
        self._presses = {n: max(count // (QUICK if quick else 1), n) for n, count in PRESSES.items()}
        self._next = 0
        self.series: dict[tuple[str, int], Series] = {}
        self.told = ""
        self.lost = 0

    def run(self) -> None:
        """Measure, in rounds, one server after the other."""
        filled = self._store.fresh(at_step_5)
        rehearsal = rehearse(self._store.copy(filled))
        self.told = "; ".join(
            f"{press.action}: {len(press.statements)} statements ({shape(press.statements)})"
            for press in rehearsal.presses[:2]
        )
        each = len(rehearsal.presses)
        self._chains = {n: -(-count // each) for n, count in self._presses.items()}
        copies(filled, range(1 + (self._rounds + 1) * sum(self._chains.values())))
        urls = {"ours": filled, "floor": self._store.copy(filled)}
        script = self._folder / f"floor-{self._store.name}"
        script.write_bytes(pickle.dumps(Script(url=urls["floor"], rehearsal=rehearsal)))
        with ExitStack() as stack:
            slack = stack.enter_context(server("slack"))
            env = settings(urls["ours"], slack, self._folder)
            running = {
                "bare": stack.enter_context(server("bare")),
                "Bolt": stack.enter_context(server("bolt")),
                "floor": stack.enter_context(server("floor", script)),
                "ours": stack.enter_context(tminus("web", self._folder, env)),
            }
            spawn = get_context("spawn")
            client = stack.enter_context(ProcessPoolExecutor(1, mp_context=spawn))
            for number in range(self._rounds + 1):
                for at_once in AT_ONCE:
                    self._round(client, running, rehearsal, at_once, counts=number > 0)

    def _round(
        self,
        client: ProcessPoolExecutor,
        running: dict[str, Running],
        rehearsal: Rehearsal,
        at_once: int,
        *,
        counts: bool,
    ) -> None:
        numbers = range(self._next, self._next + self._chains[at_once])
        self._next = numbers.stop
        sent = chains(rehearsal.presses, numbers)
        for name, process in running.items():
            before = process.cpu()
            found = client.submit(load, process.port, sent, at_once).result()
            if found.refused:
                raise RuntimeError(f"{name} refused {len(found.refused)}: {found.refused[0]}")
            if counts:
                series = self.series.setdefault((name, at_once), Series())
                series.loads.append(found)
                series.cpu += process.cpu() - before


def main(store: Store, folder: Path, *, quick: bool) -> None:
    contest = Contest(store, folder, quick=quick)
    contest.run()
    print(store.name, contest.told)
    for at_once in AT_ONCE:
        for name in ("bare", "Bolt", "floor", "ours"):
            s = contest.series[name, at_once]
            floor = contest.series["floor", at_once]
            print(
                f"{at_once:>3} {name:6} {s.rate():7.0f}/s p50 {s.p50():7.2f} p99 {s.p99():7.2f} "
                f"cpu {s.cpu_each():6.2f} x floor p50 {s.p50() / floor.p50():.2f} p99 {s.p99() / floor.p99():.2f}"
            )
