import pytest

from bot.domain.watch import Level


@pytest.mark.parametrize("level", Level)
def test_a_level_is_measured_or_not(level: Level) -> None:
    """Without data, and where nothing can be read, there is no value."""
    assert (level not in {Level.NO_DATA, Level.UNAVAILABLE}) == level.is_measured
