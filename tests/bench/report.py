"""What a run prints: lines, tables, and for each bar whether it is met."""

import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from os import cpu_count
from pathlib import Path

LIBRARIES = ("slack-bolt", "sqlalchemy", "psycopg", "pydantic", "uvicorn", "uvloop")


class Report:
    """Prints as it goes, and counts the bars that are missed."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.missed: list[str] = []

    def title(self, text: str) -> None:
        """A part begins."""
        self.say(f"\n## {text}\n")

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Columns, the first to the left and the others to the right, as Markdown."""
        widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
        marks = ["-" * width + ("" if column == 0 else ":") for column, width in enumerate(widths)]
        for row in (head, [mark[-width:] for mark, width in zip(marks, widths, strict=True)], *rows):
            cells = [
                cell.ljust(width) if column == 0 else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            self.say(f"| {' | '.join(cells)} |")

    def bar(self, what: str, value: float, limit: float, unit: str = "") -> None:
        """Whether a value is at most what was promised."""
        is_met = value <= limit
        if not is_met:
            self.missed.append(what)
        verdict = "met" if is_met else "MISSED"
        self.say(f"- {verdict}: {what}: {value:.2f}{unit}, at most {limit:g}{unit}")


def machine() -> str:
    """What the figures were measured on."""
    info = Path("/proc/cpuinfo")
    models = {
        line.partition(":")[2].strip()
        for line in (info.read_text("utf-8").splitlines() if info.exists() else ())
        if line.startswith("model name")
    }
    kind = ", ".join(sorted(models)) or platform.processor() or platform.machine()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{cpu_count()} cores of {kind}, {platform.system()} {platform.release()}, {python}; {libraries}"
