"""The way to the outside: who may speak to Slack, where HTTP clients are made, what no import may start."""

import ast
from collections.abc import Iterator, Mapping

from tests.rules.source import ROOMS, Finding, Source

HTTP_CLIENTS_HOME = "tminus/http.py"
"""Where clients get their time-outs and limits."""
HTTP_MODULES: Mapping[str, str] = {"sandbox": "sandbox/bot_link.py"}
"""The same for a room that may not use ours."""

HTTP_CLIENTS = frozenset(
    {"httpx.AsyncClient", "httpx.Client", "httpx.get", "httpx.post", "httpx.request", "httpx.stream"}
    | {"httpx.AsyncHTTPTransport", "httpx.HTTPTransport"}
)

STARTS_SOMETHING = frozenset(
    {
        "AsyncApp",
        "AsyncClient",
        "AsyncIOScheduler",
        "AsyncWebClient",
        "Client",
        "ClientSession",
        "Database",
        "FastAPI",
        "Settings",
        "Starlette",
        "ThreadPoolExecutor",
        "create_engine",
        "sessionmaker",
    }
)


def no_slack_in_bot(source: Source) -> Iterator[Finding]:
    """The coordinator knows no Slack: it speaks through its ports."""
    if source.room != "bot":
        return
    for node in source.nodes:
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if "slack" in name.casefold() and isinstance(node, ast.Import | ast.ImportFrom):
                text = f"`{name}` is Slack's: ask for it in bot/ports.py and do it in commands/"
                yield source.finding(node, "no-slack-in-bot", text)


def one_maker_of_http_clients(source: Source) -> Iterator[Finding]:
    """HTTP clients are made where their time-outs are set."""
    home = HTTP_MODULES.get(source.room, HTTP_CLIENTS_HOME)
    if source.room not in ROOMS or source.path == home:
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and source.full_name(node.func) in HTTP_CLIENTS:
            text = f"HTTP clients are made in {home}: take one as an argument"
            yield source.finding(node, "one-maker-of-http-clients", text)


def nothing_starts_at_import(source: Source) -> Iterator[Finding]:
    """No engine, scheduler, client, app or settings is made when a module is imported."""
    if source.room not in ROOMS:
        return
    for call in _calls_at_import(source.tree):
        name = source.full_name(call.func).rpartition(".")[2]
        if name in STARTS_SOMETHING:
            text = f"`{name}` is made when the module is imported: make it in tminus/ and pass it in"
            yield source.finding(call, "nothing-starts-at-import", text)


def _calls_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """The calls that run when the module is imported: all but those inside functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _calls_at_import(child)
