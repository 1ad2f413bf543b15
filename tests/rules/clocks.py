"""One place asks the machine what time it is (design, rule 10), so that a test or demo can set it."""

import ast
from collections.abc import Iterator

from tests.rules.source import Finding, Source

CLOCKS = frozenset({"bot/clock.py", "sandbox/clock.py"})
"""The sandbox is a stranger that imports nothing of the bot's, so it has a clock of its own."""

TELLS_TIME = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "time.time",
        "time.time_ns",
        "time.monotonic",
        "time.monotonic_ns",
        "time.gmtime",
        "time.localtime",
        "sqlalchemy.func.now",
        "sqlalchemy.func.current_timestamp",
    }
)
"""`time.perf_counter` is not among them: it measures a span for a metric and tells nobody the time."""


def one_clock(source: Source) -> Iterator[Finding]:
    """The time comes from the clock's module, or is passed in."""
    if source.room == "tests" or source.path in CLOCKS:
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute | ast.Name) and source.full_name(node) in TELLS_TIME:
            yield source.finding(node, "one-clock", _advice(source, ast.unparse(node)))
        elif isinstance(node, ast.Call) and _is_loop_time(node.func):
            yield source.finding(node, "one-clock", _advice(source, ast.unparse(node.func)))


def _advice(source: Source, asked: str) -> str:
    clock = "sandbox/clock.py" if source.room == "sandbox" else "bot/clock.py"
    return f"`{asked}` asks the machine: take the time as an argument, or from {clock}"


def _is_loop_time(function: ast.expr) -> bool:
    """Whether it is `loop.time()` or `get_running_loop().time()`."""
    if not (isinstance(function, ast.Attribute) and function.attr == "time"):
        return False
    return ast.unparse(function.value).removesuffix("()").endswith("loop")
