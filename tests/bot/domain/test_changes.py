import pytest

from bot.domain.changes import Part


@pytest.mark.parametrize(
    ("part", "is_back"),
    [(Part.DATA, False), (Part.CONFIGURATION, False), (Part.REVERSED, True), (Part.RESTORED, True)],
)
def test_a_part_is_asked_about_there_or_back(part: Part, *, is_back: bool) -> None:
    """Never both: what was said on the way forward stands beside what is said on the way back."""
    assert is_back is part.is_back
