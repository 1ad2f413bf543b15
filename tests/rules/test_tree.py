import pytest

from tests.rules.tree import findings


@pytest.mark.uncounted
def test_the_tree_keeps_every_rule() -> None:
    """Nothing in the repository breaks a rule."""
    assert [] == [str(finding) for finding in findings()]
