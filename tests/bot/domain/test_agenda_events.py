import pytest

from bot.domain.agenda_events import Fate


@pytest.mark.parametrize(
    ("fate", "is_carried_out"),
    [(Fate.ON_TIME, True), (Fate.LATE, True), (Fate.FOLDED, False), (Fate.SKIPPED, False)],
)
def test_what_was_done_is_told_from_what_was_not(fate: Fate, *, is_carried_out: bool) -> None:
    """Late is done all the same; what another stands for, and what came too late, is not."""
    assert is_carried_out == fate.is_carried_out
