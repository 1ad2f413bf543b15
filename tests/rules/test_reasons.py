import pytest

from tests.rules.lines import lines
from tests.rules.reasons import WHAT, reasons_for_ignores


@pytest.mark.parametrize(
    ("comment", "is_fine"),
    [
        (f"# {WHAT}[misc] # it has no types there", True),
        (f"# {WHAT}[no-untyped-call,no-any-return]  # it has no types there", True),
        (f"# noqa: PLC0415  # {WHAT}[misc] # late", True),
        (f"# {WHAT}[misc]", False),
        (f"# {WHAT}", False),
        (f"# {WHAT}[misc] #", False),
        (f"# {WHAT}[misc] because", False),
        (f"# {WHAT}[misc] # noqa: B023", False),
        ("# nothing is silenced here", True),
    ],
)
def test_an_ignore_says_why(comment: str, *, is_fine: bool) -> None:
    """Behind its codes, in a comment of its own: what somebody who takes it out must know."""
    assert ([] if is_fine else [2]) == lines(reasons_for_ignores, "tests/a.py", f"x = 1\ny = 2  {comment}\n")


def test_what_is_a_text_silences_nothing() -> None:
    """A string that speaks of it is no comment."""
    assert [] == lines(reasons_for_ignores, "bot/a.py", f'x = "# {WHAT}"\n')
