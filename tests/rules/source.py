"""What a rule reads and says: one module of the project as a syntax tree, and a finding in it.

Rules are functions from a `Source` to findings. They look at names and shapes, not at types: simple enough
to be read, and good enough for a house that spells its things one way.
"""

import ast
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The repository's folder."""

ROOMS = ("tminus", "bot", "commands", "integrations", "sandbox", "migrations")
"""Folders that hold the program."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong at a place, and what to do about it."""

    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


@dataclass(frozen=True)
class Source:
    """One module: its path from the repository's folder (with `/`), and its text."""

    path: str
    text: str

    @property
    def room(self) -> str:
        """The first folder of the path."""
        return self.path.partition("/")[0]

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, walked once for all rules."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def imported(self) -> dict[str, str]:
        """Each name that an import binds, with what it stands for: `{"dt": "datetime"}`."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    bound = alias.asname or alias.name.partition(".")[0]
                    found[bound] = alias.name if alias.asname else bound
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
        return found

    def full_name(self, node: ast.AST) -> str:
        """What a name or dotted name means, through the imports; "" for anything else."""
        if isinstance(node, ast.Name):
            return self.imported.get(node.id, node.id)
        if isinstance(node, ast.Attribute) and (base := self.full_name(node.value)):
            return f"{base}.{node.attr}"
        return ""

    def finding(self, node: ast.stmt | ast.expr, rule: str, text: str) -> Finding:
        """A finding where the node stands."""
        return Finding(self.path, node.lineno, rule, text)


Rule = Callable[[Source], Iterable[Finding]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


HOLDS_STATEMENTS = ("body", "orelse", "finalbody", "handlers", "cases")


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function of a tree, methods and inner ones among them; no expression has any, lambdas apart."""
    left = deque([tree])
    while left:
        node = left.popleft()
        if isinstance(node, Function):
            yield node
        for held in HOLDS_STATEMENTS:
            left.extend(getattr(node, held, ()))


def parameters(function: Function) -> Iterator[ast.arg]:
    """A function's parameters."""
    yield from (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)


def sources(root: Path = ROOT) -> Iterator[Source]:
    """Every module of the program and of the tests, in the order of paths."""
    for folder in (*ROOMS, "tests"):
        for path in sorted((root / folder).rglob("*.py")):
            yield Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
