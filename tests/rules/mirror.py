"""One test file for each module, where the module stands in the tree (CONTRIBUTING.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.rules.source import ROOT, Finding, Source, functions, sources

MIRRORED = frozenset({"bot", "commands", "integrations", "tminus", "sandbox"})
"""The rooms whose modules have tests of their own; migrations are tested as one chain."""


def test_of(path: str) -> str:
    """Where the tests of a module stand: `tests/bot/test_clock.py` for `bot/clock.py`."""
    folder, _, name = path.rpartition("/")
    return f"tests/{folder}/test_{name}"


def does_something(source: Source) -> bool:
    """Whether a module has a function or a method with a body, one that is more than a shape."""
    return any(not all(_says_nothing(statement) for statement in f.body) for f in functions(source.tree))


def _says_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
    return False


def untested(root: Path = ROOT) -> Iterator[Finding]:
    """Modules that do something and have no test file of their own."""
    for source in sources(root):
        where = test_of(source.path)
        if source.room not in MIRRORED or (root / where).exists():
            continue
        if does_something(source):
            yield Finding(source.path, 1, "one-test-file-for-each-module", f"write {where}")
