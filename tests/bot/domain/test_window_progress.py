from datetime import timedelta

from bot.domain.forecast import forecast
from bot.domain.state import Lifecycle
from bot.domain.state_parts import Given
from bot.domain.window_events import CarriedOn, WindowExtended
from bot.domain.window_progress import with_carried_on, with_extended
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state


def test_all_that_hangs_on_the_end_moves() -> None:
    """The latest start of a rollback is half an hour later; who extended it and why is kept."""
    stage = at_state(Lifecycle.DEPLOYING)
    end = p.END + timedelta(minutes=30)
    event = WindowExtended(at=p.T0, by=p.ANA, minutes=30, reason="slow", window_end=end)
    after = with_extended(stage.state, event)
    assert (end, p.T0) == (after.window_end, after.window_start)
    assert (Given(by=p.ANA, at=p.T0, note="slow"),) == after.extended
    before = forecast(stage.state, stage.plan).latest_rollback
    assert before
    assert before + timedelta(minutes=30) == forecast(after, stage.plan).latest_rollback


def test_carrying_on_is_kept_by_the_end_of_the_window() -> None:
    """Another end is another question."""
    stage = at_state(Lifecycle.DEPLOYING)
    after = with_carried_on(stage.state, CarriedOn(at=p.T0, by=p.ANA, window="2026-12-02T00:00Z"))
    assert {"2026-12-02T00:00Z": Given(by=p.ANA, at=p.T0, note="")} == after.carried_on
