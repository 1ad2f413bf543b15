"""What a post's mark tells."""

from datetime import UTC, datetime

from bot.postmarks import made_at, postmark

NOW = datetime(2026, 12, 1, 22, 0, 5, 999_999, tzinfo=UTC)


def test_a_mark_tells_when_it_was_made() -> None:
    """To the second, never later; and no two marks of one instant are the same."""
    marks = {postmark(NOW) for _ in range(100)}
    assert 100 == len(marks)
    assert {NOW.replace(microsecond=0)} == {made_at(mark) for mark in marks}


def test_a_mark_of_before_tells_nothing() -> None:
    """Then it is looked for as far back as there is time for."""
    assert made_at("0f4c9e3a7b8d4f0e9a1b2c3d4e5f6a7b") is None
