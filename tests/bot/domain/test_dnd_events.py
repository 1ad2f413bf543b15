import pytest

from tests.bot.domain import plans as p
from tests.bot.domain.quiet import MINUTE, hours


@pytest.mark.parametrize(("minute", "expected"), [(-1, False), (0, True), (9, True), (10, False)])
def test_quiet_hours_cover_their_beginning_and_not_their_end(minute: int, expected: bool) -> None:
    """As Slack has it: at the end it rings again."""
    assert expected is hours(p.T0, 10).covers(p.T0 + minute * MINUTE)
