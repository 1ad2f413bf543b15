"""Of several reminders of one step, each reader has one to answer."""

import pytest

from bot.domain import intents as i
from bot.domain.agenda.steps import DUE, UNSTARTED_LEAD, UNSTARTED_OWNER, is_reminded_anew
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.test_steps import called, passes


@pytest.mark.parametrize(
    ("rule", "to", "expected"),
    [
        (UNSTARTED_OWNER, p.DBA.id, True),
        (UNSTARTED_OWNER, "", True),
        (DUE, p.DBA.id, False),
        (UNSTARTED_OWNER, p.OMAR.id, False),
    ],
)
def test_the_newest_reminder_of_each_reader_counts(rule: str, to: str, *, expected: bool) -> None:
    """Whoever was reminded to start, and then asked how it goes, has one message to answer."""
    stage = called()
    passes(stage, 3)
    stage.do(i.StartStep(step="5"), p.DBA)
    passes(stage, 16)
    sent = f"{rule} step:5:1 0"
    step = stage.plan.step("5")
    assert step
    assert sent in stage.state.came_due
    assert expected is is_reminded_anew(stage.state, step, sent, to)


@pytest.mark.parametrize(
    ("rule", "to", "expected"), [(UNSTARTED_OWNER, p.DBA.id, True), (UNSTARTED_LEAD, p.ANA.id, False)]
)
def test_a_snooze_that_is_over_counts_for_whoever_snoozed(rule: str, to: str, *, expected: bool) -> None:
    """They are reminded once more; nobody else has a newer message for it."""
    stage = called()
    passes(stage, 2)
    stage.do(i.Snooze(step="5", minutes=10), p.DBA)
    passes(stage, 13)
    step = stage.plan.step("5")
    assert step
    assert expected is is_reminded_anew(stage.state, step, f"{rule} step:5:1 0", to)
