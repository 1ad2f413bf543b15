import ast
from pathlib import Path

from tests.rules.source import Finding, Source, functions, parameters, sources


def test_a_name_is_followed_through_the_imports() -> None:
    """However something was imported, its full name is the same."""
    imports = "import datetime as dt\nimport time\nfrom datetime import datetime as d\n"
    source = Source("bot/x.py", imports + "dt.datetime.now\ntime.time\nd.now\n")
    named = [source.full_name(node.value) for node in source.tree.body if isinstance(node, ast.Expr)]
    assert ["datetime.datetime.now", "time.time", "datetime.datetime.now"] == named


def test_what_is_no_name_has_no_full_name() -> None:
    """A call in a chain ends the name."""
    source = Source("bot/x.py", "f().now\n")
    statement = source.tree.body[0]
    assert isinstance(statement, ast.Expr)
    assert source.full_name(statement.value) == ""


def test_a_finding_reads_like_a_compilers() -> None:
    """A finding is one line that editors can jump to."""
    assert str(Finding("bot/x.py", 3, "rule", "do this")) == "bot/x.py:3: rule: do this"


def test_inner_functions_and_methods_are_functions() -> None:
    """Every function is seen, and each of its parameters."""
    tree = ast.parse("class A:\n    async def f(self, a, /, *, b):\n        def g(c): ...\n")
    found = {f.name: [p.arg for p in parameters(f)] for f in functions(tree)}
    assert {"f": ["self", "a", "b"], "g": ["c"]} == found


def test_modules_of_rooms_and_tests_are_read(tmp_path: Path) -> None:
    """Every module of a room or of the tests is a source, with its path from the root."""
    for path in ("bot/domain/plan.py", "tests/bot/test_plan.py", "elsewhere/x.py", "bot/notes.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("", encoding="utf-8")
    found = [(source.path, source.room) for source in sources(tmp_path)]
    assert [("bot/domain/plan.py", "bot"), ("tests/bot/test_plan.py", "tests")] == found
