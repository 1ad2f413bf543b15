from datetime import timedelta

from bot.domain import intents as i
from commands.blocks.told_so_far import told_so_far
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.passing import passes, reaching
from tests.bot.domain.stories import Stage

HOUR = timedelta(hours=1)


def line(stage: Stage) -> str:
    """What the status says."""
    return told_so_far(stage.state, stage.plan)


def test_what_was_told_and_what_is_next() -> None:
    """By the rows of 9.1, from submit on."""
    stage = reaching(p.announced())
    stage.at = p.T0 - 50 * HOUR
    assert not line(stage.open())
    stage = reaching(p.announced())
    stage.at = p.T0 - 50 * HOUR
    assert "Told: 0 of 4; next T-24h, Mon 30 Nov 23:00 CET" == line(stage.to_approved())
    passes(stage, p.T0 - 20 * HOUR)
    assert "Told: 1 of 4; next T-1h, Tue 1 Dec 22:00 CET" == line(stage)
    stage.audiences = {}
    passes(stage, p.T0 - HOUR)
    assert "Told: 1 of 4; 1 reached nobody" == line(stage)


def test_on_hold_the_next_one_waits() -> None:
    """It names the row that is told once it is resumed, and no minute: nobody knows that."""
    stage = reaching(p.announced()).to_deploying()
    assert "Told: 0 of 4; next T-0, Tue 1 Dec 23:00 CET" == line(stage)
    stage.do(i.Hold(reason="no network"), p.ANA)
    assert "Told: 0 of 4; next T-0, once it is resumed" == line(stage)


def test_a_plan_without_rows_has_no_line() -> None:
    """There is nothing to tell."""
    assert not line(Stage().to_approved())
