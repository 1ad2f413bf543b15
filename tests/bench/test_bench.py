from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench import audit, check, growth, press, storm
from tests.bench.ground import Ground, SQLite
from tests.bench.report import Report, machine

LITTLE = 0.0001


@pytest.mark.parametrize("run", [press.run, storm.run, growth.run, audit.run, check.run])
def test_a_part_runs_and_says_what_it_found(run: Callable[[Ground], None], tmp_path: Path) -> None:
    """Each part does its work, as little of it as can be, and compares what it measured with its bars."""
    said: list[str] = []
    run(Ground(folder=tmp_path, stores=(SQLite(tmp_path),), report=Report(said.append), scale=LITTLE))
    assert said[0].startswith("\n## ")
    assert [line for line in said if line.startswith(("- met: ", "- MISSED: "))]


def test_a_bar_is_met_at_its_limit_and_missed_above() -> None:
    """What is at most the limit is met; what is above is missed, and named at the end."""
    said: list[str] = []
    report = Report(said.append)
    report.bar("as slow as may be", 3.0, 3.0)
    report.bar("slower", 3.01, 3.0, " ms")
    assert ["- met: as slow as may be: 3.00, at most 3", "- MISSED: slower: 3.01 ms, at most 3 ms"] == said
    assert ["slower"] == report.missed


def test_columns_stand_below_each_other() -> None:
    """A table is Markdown that can be read as it is."""
    said: list[str] = []
    Report(said.append).table(("", "ms"), [("a press", "2.10"), ("list", "12.00")])
    assert [
        "|         |    ms |",
        "| ------- | ----: |",
        "| a press |  2.10 |",
        "| list    | 12.00 |",
    ] == said


def test_the_machine_is_named() -> None:
    """A run says what it was made on."""
    assert "cores of" in machine()
    assert "CPython" in machine()
