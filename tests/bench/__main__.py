"""Measures T-Minus on this machine: `make bench`, or `make bench ARGS="press growth"` for some parts.

With `--quick` a tenth is done, for a first look. Exit 1 where a bar was missed.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import (
    audit,
    check,
    deliveries,
    growth,
    lateness,
    memory,
    press,
    rest,
    start,
    storm,
    watching,
)
from tests.bench.ground import Ground, SQLite, postgresql
from tests.bench.report import Report, machine
from tminus.logging import set_up

PARTS: Mapping[str, Callable[[Ground], None]] = {
    "press": press.run,
    "deliveries": deliveries.run,
    "lateness": lateness.run,
    "storm": storm.run,
    "watching": watching.run,
    "growth": growth.run,
    "audit": audit.run,
    "start": start.run,
    "memory": memory.run,
    "rest": rest.run,
    "check": check.run,
}
QUICK = 0.1


def main() -> int:
    """Run the parts that are named, or all."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    arguments.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    arguments.add_argument("--quick", action="store_true", help="a tenth of it")
    asked = arguments.parse_args()
    set_up(level="WARNING", style="console", secrets=())
    report = Report(lambda text: print(text, flush=True))  # noqa: T201 - what it is for
    report.say(f"{datetime.now(UTC):%Y-%m-%d}: {machine()}")
    with TemporaryDirectory(prefix="tminus-bench-") as folder, postgresql() as server:
        ground = Ground(
            folder=Path(folder),
            stores=(SQLite(Path(folder)), server),
            report=report,
            scale=QUICK if asked.quick else 1.0,
        )
        for name in asked.parts or PARTS:
            PARTS[name](ground)
    if report.missed:
        report.say(f"\n{len(report.missed)} bars missed: {'; '.join(report.missed)}")
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
