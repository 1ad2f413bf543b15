"""Requests a second, p50 and p99 of a button press, beside those of what it is compared with.

The presses are Start and Done, in turn, on four steps of many deployments: each is accepted, each Done calls
the next step's owner.
"""

import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from statistics import median, quantiles

from sqlalchemy import Connection, select

from bot.storage.tables import event_table
from tests.bench.evening import PRESSED, at_step_5, copies, written
from tests.bench.floor import Script
from tests.bench.ground import Ground, Store
from tests.bench.load import Load, load
from tests.bench.processes import HARDLY_PASSES, Running, server, settings, tminus
from tests.bench.rehearsal import Rehearsal, rehearse, shape
from tests.bench.signed import chains

AT_ONCE = (1, 8, 64)
PRESSES = {1: 160, 8: 400, 64: 1024}
"""How many in a round, by how many at once."""
ROUNDS = 5
BARE, BOLT, FLOOR, OURS = "bare route", "Bolt as it comes", "floor", "T-Minus"
MOST_OF_BOLT, MOST_OF_FLOOR, MOST_MS = 0.5, 3.0, 3000.0


@dataclass(slots=True, kw_only=True)
class Series:
    """What one server took at so many at once, round by round; each figure is the median of the rounds'."""

    loads: list[Load] = field(default_factory=list)
    cpu: float = 0.0

    def rate(self) -> float:
        """Requests a second."""
        return median(len(one.seconds) / one.total for one in self.loads)

    def p50s(self) -> list[float]:
        """Milliseconds, of each round."""
        return [median(one.seconds) * 1000 for one in self.loads]

    def p99s(self) -> list[float]:
        """The same."""
        return [quantiles(one.seconds, n=100)[98] * 1000 for one in self.loads]

    def cpu_each(self) -> float:
        """Milliseconds of CPU for each request."""
        return self.cpu / sum(len(one.seconds) for one in self.loads) * 1000


class Contest:
    """Four servers in turn, over databases with as many deployments as are pressed in."""

    def __init__(self, store: Store, ground: Ground) -> None:
        self._store, self._ground = store, ground
        self._rounds = ground.few(ROUNDS, least=1)
        self._next = 0
        self.series: dict[tuple[str, int], Series] = {}
        self.accepted = 0

    def run(self) -> Rehearsal:
        """Measure; the first round only warms up."""
        ground = self._ground
        filled = self._store.fresh(at_step_5)
        rehearsal = rehearse(self._store.copy(filled))
        each = len(rehearsal.presses)
        counts = {n: -(-max(ground.few(count), n, each) // each) for n, count in PRESSES.items()}
        copies(filled, range((self._rounds + 1) * sum(counts.values())))
        script = ground.folder / f"floor of {self._store.name}"
        script.write_bytes(pickle.dumps(Script(url=self._store.copy(filled), rehearsal=rehearsal)))
        with ExitStack() as stack:
            slack = stack.enter_context(server("slack", ground.folder))
            known = settings(filled, slack, ground.folder)
            running = {
                BARE: stack.enter_context(server("bare", ground.folder)),
                BOLT: stack.enter_context(server("bolt", ground.folder)),
                FLOOR: stack.enter_context(server("floor", ground.folder, script)),
                OURS: stack.enter_context(tminus("web", ground.folder, {**known, **HARDLY_PASSES})),
            }
            spawned = get_context("spawn")
            client = stack.enter_context(ProcessPoolExecutor(1, mp_context=spawned))
            for number in range(self._rounds + 1):
                for at_once in AT_ONCE:
                    self._round(client, running, rehearsal, at_once, counts[at_once], is_warm=number > 0)
        kept: list[int] = []
        written(filled, lambda connection: kept.append(_kept(connection)))
        if kept != [self.accepted]:
            raise RuntimeError(f"{self.accepted} presses were acknowledged, {kept} are in the event log")
        return rehearsal

    def _round(
        self,
        client: ProcessPoolExecutor,
        running: dict[str, Running],
        rehearsal: Rehearsal,
        at_once: int,
        count: int,
        *,
        is_warm: bool,
    ) -> None:
        sent = chains(rehearsal.presses, range(self._next, self._next + count))
        self._next += count
        for name, process in running.items():
            before = process.cpu()
            found = client.submit(load, process.port, sent, at_once).result()
            if found.refused:
                raise RuntimeError(f"{name} refused {len(found.refused)}, such as: {found.refused[0]}")
            self.accepted += len(found.accepted) if name == OURS else 0
            if is_warm:
                series = self.series.setdefault((name, at_once), Series())
                series.loads.append(found)
                series.cpu += process.cpu() - before


def _kept(connection: Connection) -> int:
    """How many of the presses are in the event log: by whoever pressed, on the steps that were pressed."""
    table = event_table.c
    names = ("StepStarted", "StepFinished")
    bodies = connection.execute(
        select(table.body).where(table.name.in_(names), table.stream.like("PAY-%"))
    ).scalars()
    return sum(json.loads(body)["step"] in PRESSED for body in bodies)


def run(ground: Ground) -> None:
    """Measure on both databases, and say which bars are met."""
    for store in ground.stores:
        contest = Contest(store, ground)
        rehearsal = contest.run()
        ground.report.title(f"A press, {store.name}")
        for press in rehearsal.presses[:2]:
            kinds = f"{len(press.statements)} statements ({shape(press.statements)})"
            ground.report.say(f"`{press.action}`: {kinds}, one commit.")
        ground.report.say(f"{contest.accepted:,} presses acknowledged, all of them in the event log.\n")
        _report(ground, store, contest.series)


def times(ours: list[float], theirs: list[float]) -> float:
    """How much longer it takes: the median of the rounds, in each of which the machine was equally busy."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def _row(name: str, one: Series, floor: Series) -> tuple[str, ...]:
    p50s, p99s = one.p50s(), one.p99s()
    against = (times(p50s, floor.p50s()), times(p99s, floor.p99s()))
    figures = (median(p50s), median(p99s), one.cpu_each(), *against)
    return name, f"{one.rate():,.0f}", *(f"{figure:.2f}" for figure in figures)


def _report(ground: Ground, store: Store, series: dict[tuple[str, int], Series]) -> None:
    rows = [
        _row(f"{name}, {at_once} at once", series[name, at_once], series[FLOOR, at_once])
        for at_once in AT_ONCE
        for name in (BARE, BOLT, FLOOR, OURS)
    ]
    head = ("", "a second", "p50 ms", "p99 ms", "CPU ms each", "p50 / floor", "p99 / floor")
    ground.report.table(head, rows)
    ground.report.say("")
    bar, where = ground.report.bar, store.name
    ours, bolt, floor = (series[name, 1].p50s() for name in (OURS, BOLT, FLOOR))
    if where == "SQLite":
        bar("one at a time, p50 against Bolt as it comes", times(ours, bolt), MOST_OF_BOLT)
    bar(f"one at a time, p50 against the floor, {where}", times(ours, floor), MOST_OF_FLOOR)
    ours, floor = (series[name, 64].p99s() for name in (OURS, FLOOR))
    bar(f"64 at once, p99 against the floor, {where}", times(ours, floor), MOST_OF_FLOOR)
    bar(f"64 at once, p99, {where}", median(ours), MOST_MS, " ms")
