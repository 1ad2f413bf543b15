"""One committer, one maker of engines, and no waiting inside a transaction (design, rule 2)."""

import ast
from collections.abc import Iterator

from tests.rules.source import Finding, Source, functions, parameters

UNIT_OF_WORK = "bot/storage/unit_of_work.py"
ENGINE_MAKERS = frozenset({UNIT_OF_WORK, "migrations/run.py"})
"""Migrations have an engine of their own: they need other pragmas than the program."""

OPENS_OR_ENDS = frozenset({"commit", "begin", "begin_nested", "begin_twophase"})


def one_committer(source: Source) -> Iterator[Finding]:
    """Transactions are opened and committed by the unit of work alone."""
    if source.room not in {"tminus", "bot", "commands", "integrations"} or source.path == UNIT_OF_WORK:
        return
    for node in source.nodes:
        if (
            isinstance(node, ast.Attribute)
            and node.attr in OPENS_OR_ENDS
            and not (isinstance(node.value, ast.Name) and node.value.id in source.imported)
        ):
            text = f"`.{node.attr}` belongs to {UNIT_OF_WORK}: pass a function to Database.write instead"
            yield source.finding(node, "one-committer", text)


def one_engine_maker(source: Source) -> Iterator[Finding]:
    """Engines are made where their pragmas and time-outs are set."""
    if source.room == "tests" or source.path in ENGINE_MAKERS:
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and source.full_name(node.func).endswith(
            ("create_engine", "create_async_engine", "engine_from_config")
        ):
            yield source.finding(node, "one-engine-maker", f"ask {UNIT_OF_WORK} for the engine or Database")


def no_await_in_transaction(source: Source) -> Iterator[Finding]:
    """A function that has a `Connection` is synchronous, and so is whatever runs as a transaction."""
    if source.room == "sandbox":
        return
    for function in functions(source.tree):
        if not any(_is_connection(parameter.annotation) for parameter in parameters(function)):
            continue
        for inner in functions(function):
            if isinstance(inner, ast.AsyncFunctionDef):
                text = f"`{inner.name}` has a Connection, so it may not wait: make it `def`, without await"
                yield source.finding(inner, "no-await-in-transaction", text)
    asynchronous = {f.name for f in functions(source.tree) if isinstance(f, ast.AsyncFunctionDef)}
    for node in source.nodes:
        if isinstance(node, ast.Call) and _runs_transaction(node) and node.args:
            name = _own_function(node.args[0])
            if name in asynchronous:
                text = f"`{name}` runs as a transaction, so it may not wait: make it `def`, without await"
                yield source.finding(node, "no-await-in-transaction", text)


def _is_connection(annotation: ast.expr | None) -> bool:
    if isinstance(annotation, ast.Constant):
        return annotation.value == "Connection"
    if isinstance(annotation, ast.Attribute):
        return annotation.attr == "Connection"
    return isinstance(annotation, ast.Name) and annotation.id == "Connection"


def _runs_transaction(call: ast.Call) -> bool:
    """Whether it is `database.write(…)` or `self._database.read(…)`."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr in {"write", "read"}):
        return False
    return ast.unparse(call.func.value).casefold().endswith("database")


def _own_function(work: ast.expr) -> str:
    """The module's function that does the work: `f`, `self.f`, `partial(f, …)`, `lambda c: f(c)`."""
    match work:
        case ast.Lambda(body=ast.Call(func=inner)):
            return _own_function(inner)
        case ast.Call(func=ast.Name(id="partial"), args=[inner, *_]):
            return _own_function(inner)
        case ast.Attribute(value=ast.Name(id="self"), attr=name) | ast.Name(id=name):
            return name
    return ""
