"""Sizes that keep a room livable (design: the house)."""

from collections.abc import Iterator, Mapping

from tests.rules.source import Finding, Function, Source, functions, parameters

MODULE_LINES = 400
FUNCTION_LINES = 50
HANDLER_LINES = 25

LARGER: Mapping[str, str] = {
    "tests/bot/domain/plans.py::web_shop": "a whole plan in values, read from top to bottom",
}
"""What may be larger, as `path` or `path::function`, with the reason."""


def sizes(source: Source) -> Iterator[Finding]:
    """A module, a function and a Slack handler have a size that one can hold in mind."""
    if source.path.startswith("migrations/versions/"):
        return
    count = source.text.count("\n")
    if count > MODULE_LINES and source.path not in LARGER:
        text = f"{count} lines, {MODULE_LINES} at most: split it by what its parts are for"
        yield Finding(source.path, 1, "sizes", text)
    for function in functions(source.tree):
        limit = HANDLER_LINES if _is_handler(source, function) else FUNCTION_LINES
        lines = _own_lines(function)
        if lines > limit and f"{source.path}::{function.name}" not in LARGER:
            text = f"`{function.name}` has {lines} lines, {limit} at most: give its parts names"
            yield source.finding(function, "sizes", text)


def _own_lines(function: Function) -> int:
    """A function's lines without those of its inner functions, which have a limit of their own."""
    inner = {line for f in functions(function) if f is not function for line in _lines(f)}
    return len(set(_lines(function)) - inner)


def _lines(function: Function) -> range:
    return range(function.lineno, (function.end_lineno or function.lineno) + 1)


def _is_handler(source: Source, function: Function) -> bool:
    """Whether Bolt calls it: it acknowledges."""
    return source.room == "commands" and any(parameter.arg == "ack" for parameter in parameters(function))
