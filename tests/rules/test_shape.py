import pytest

from tests.rules.lines import lines
from tests.rules.shape import one_sentence_for_each_test, tables_read_their_annotations

FUTURE = "from __future__ import annotations\n"


def test_modules_with_tables_keep_their_annotations() -> None:
    """The future import is a fault beside a table, and fine elsewhere."""
    table = "class Plan(SQLModel, table=True): ..."
    assert [1] == lines(tables_read_their_annotations, "bot/storage/tables.py", FUTURE + table)
    assert [] == lines(tables_read_their_annotations, "bot/storage/tables.py", table)
    assert [] == lines(tables_read_their_annotations, "bot/x.py", FUTURE + "class Plan: ...")


@pytest.mark.parametrize(
    "body",
    ["...", '"""Works. Always."""', '"""Works.\n\n    Always.\n    """', '"""Works!  Always."""'],
)
def test_a_test_without_its_one_sentence_is_a_fault(body: str) -> None:
    """No sentence, and more than one, are faults."""
    assert [1] == lines(one_sentence_for_each_test, "tests/x.py", f"def test_x():\n    {body}\n")


@pytest.mark.parametrize(
    "code",
    [
        'def test_x():\n    """Version 4.12.0 is read, over\n    two lines."""\n',
        'async def test_x():\n    """Is it read?"""\n',
        "def helper(): ...\n",
    ],
)
def test_one_sentence_is_enough(code: str) -> None:
    """A test with its sentence is fine, and helpers need none."""
    assert [] == lines(one_sentence_for_each_test, "tests/x.py", code)


def test_a_program_may_have_functions_called_test() -> None:
    """Only the tests' own functions are tests."""
    assert [] == lines(one_sentence_for_each_test, "bot/x.py", "def test_x(): ...")
