from pathlib import Path
from textwrap import dedent

import pytest

from tests.rules.mirror import does_something, test_of as place_of, untested
from tests.rules.source import Source


def is_code(code: str) -> bool:
    return does_something(Source("bot/x.py", dedent(code)))


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    return 1\n",
        "async def f():\n    '''Says.'''\n    await g()\n",
        "class A:\n    def f(self):\n        self.x = 1\n",
        "@dataclass\nclass A:\n    x: int\n    @property\n    def y(self):\n        return self.x\n",
        "def f():\n    raise ValueError\n",
        "def f(x):\n    raise NotImplementedError\n    return x\n",
    ],
)
def test_a_function_with_a_body_is_code(code: str) -> None:
    """Also a method, a property of a dataclass, and one that only refuses."""
    assert is_code(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "X = 1\n",
        "'''A page.'''\nfrom a import b\n",
        "@dataclass\nclass A:\n    x: int = 1\n",
        "class A(StrEnum):\n    X = 'x'\n",
        "class A(Protocol):\n    def f(self):\n        '''Says.'''\n    def g(self): ...\n",
        "def f():\n    '''Later.'''\n    raise NotImplementedError\n",
        "def f():\n    raise NotImplementedError('later')\n",
        "class A(Exception):\n    pass\n",
    ],
)
def test_shapes_and_constants_are_none(code: str) -> None:
    """Dataclasses, enums, protocols and what is not written yet have nothing to test."""
    assert not is_code(code)


def test_tests_stand_where_the_module_stands() -> None:
    """The folder is the same below `tests`, and the name says that it is a test."""
    assert "tests/bot/storage/test_outbox.py" == place_of("bot/storage/outbox.py")
    assert "tests/tminus/test_cli.py" == place_of("tminus/cli.py")


def test_a_module_without_its_file_is_a_fault(tmp_path: Path) -> None:
    """Only code of the mirrored rooms needs one, and a file of another folder or name is not it."""
    for path in ("bot/a.py", "bot/b.py", "bot/deep/a.py", "migrations/env.py", "tests/helpers.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("def f():\n    return 1\n", encoding="utf-8")
    (tmp_path / "bot/shape.py").write_text("X = 1\n", encoding="utf-8")
    (tmp_path / "tests/bot").mkdir(parents=True)
    (tmp_path / "tests/bot/test_a.py").touch()
    assert [
        ("bot/b.py", "write tests/bot/test_b.py"),
        ("bot/deep/a.py", "write tests/bot/deep/test_a.py"),
    ] == [(finding.path, finding.text) for finding in untested(tmp_path)]
