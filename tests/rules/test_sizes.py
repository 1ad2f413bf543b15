import pytest

from tests.rules.lines import lines
from tests.rules.sizes import LARGER, sizes
from tests.rules.source import ROOT, Source, functions


def module(count: int) -> str:
    return "x = 1\n" * count


def function(count: int, parameters: str = "") -> str:
    return f"def f({parameters}):\n" + "    x = 1\n" * (count - 1)


def test_a_module_has_400_lines_at_most() -> None:
    """The limit itself is fine, one line more is not."""
    assert [] == lines(sizes, "bot/x.py", module(400))
    assert [1] == lines(sizes, "bot/x.py", module(401))


@pytest.mark.parametrize("path", ["bot/x.py", "tests/x.py", "sandbox/x.py"])
def test_a_function_has_50_lines_at_most(path: str) -> None:
    """The limit itself is fine, one line more is not, in every room."""
    assert [] == lines(sizes, path, function(50))
    assert [1] == lines(sizes, path, function(51))


def test_a_handler_has_25_lines_at_most() -> None:
    """What Bolt calls is thinner than other functions."""
    assert [] == lines(sizes, "commands/app.py", function(25, "ack"))
    assert [1] == lines(sizes, "commands/app.py", function(26, "ack"))
    assert [] == lines(sizes, "bot/x.py", function(26, "ack"))


def test_a_method_counts_as_a_function() -> None:
    """Methods have the same limit."""
    code = "class A:\n    def f(self):\n" + "        x = 1\n" * 50
    assert [2] == lines(sizes, "bot/x.py", code)


def test_inner_functions_count_for_themselves() -> None:
    """A function that holds others is measured without them, and each of them by itself."""
    inner = "    def g():\n" + "        x = 1\n" * 49
    assert [] == lines(sizes, "bot/x.py", function(50) + inner + inner.replace("g", "h"))
    assert [1] == lines(sizes, "bot/x.py", function(51) + inner)
    assert [2] == lines(sizes, "bot/x.py", function(1) + inner + "        x = 1\n")


def test_migrations_have_alembics_sizes() -> None:
    """A migration is as long as the change it makes."""
    assert [] == lines(sizes, "migrations/versions/0001_first.py", module(401) + function(51))


def test_every_exception_exists_and_has_its_reason() -> None:
    """The table of exceptions names what is there, and says why."""
    for place, reason in LARGER.items():
        path, _, name = place.partition("::")
        source = Source(path, (ROOT / path).read_text(encoding="utf-8"))
        assert not name or name in {f.name for f in functions(source.tree)}
        assert reason
