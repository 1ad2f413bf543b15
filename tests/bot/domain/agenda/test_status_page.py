from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.status_page import RULES
from bot.domain.agenda_events import CameDue, CaughtUp, Fate
from bot.domain.effects import MessageKind, RewriteMessages
from bot.domain.status_page import LATE_BY, PageStatus
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_status_page import (
    back_after_completion,
    given_up,
    maintenance_off,
    maintenance_on,
    on_page,
    paged,
    shown,
)

MINUTE = timedelta(minutes=1)
BEGINS, ENDS = RULES
LATER = "It begins later than planned."
LONGER = "It takes longer than planned."


def due(stage: Stage) -> list[tuple[str, datetime]]:
    """Which lateness is waited for, and until when."""
    return [(rule.name, item.at) for rule in RULES for item in rule.items(stage.state, stage.plan)]


BEGIN, END = [(BEGINS.name, p.T0 + LATE_BY)], [(ENDS.name, p.END)]


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (Stage.to_review, []),
        (Stage.to_approved, BEGIN),
        (Stage.to_pre_deployment, BEGIN),
        (maintenance_on, END),
        (given_up, []),
        (Stage.to_deploying, END),
        (Stage.to_verifying, END),
        (maintenance_off, []),
        (Stage.to_completed, []),
        (Stage.to_rolling_back, END),
        (back_after_completion, []),
        (Stage.to_rolled_back, []),
        (Stage.to_cancelled, []),
        (Stage.to_missed, []),
    ],
)
def test_customers_hear_of_what_they_wait_for(
    way: Callable[[Stage], Stage], expected: list[tuple[str, datetime]]
) -> None:
    """Of a beginning that does not come, then of an end; of nothing once they notice nothing any more."""
    assert expected == due(way(on_page()))
    assert [] == due(way(Stage(paged())))


@pytest.mark.parametrize(("seconds", "is_told"), [(-1, False), (0, True)])
def test_a_beginning_that_does_not_come_is_told(seconds: int, *, is_told: bool) -> None:
    """A quarter of an hour after the planned minute, once, and not any more when it has begun."""
    stage = on_page().to_approved()
    stage.at = p.T0 + LATE_BY + timedelta(seconds=seconds)
    stage.wake(AGENDA_TIMER)
    assert is_told == (LATER in shown(stage)[1])
    assert is_told == (RewriteMessages(kind=MessageKind.PAGE) in stage.effects())
    assert () == stage.wake(AGENDA_TIMER)


def test_an_end_that_does_not_come_is_told() -> None:
    """In place of the time that does not hold; on the way back too, and not when it is live."""
    stage = on_page().to_deploying()
    stage.at = p.END
    stage.wake(AGENDA_TIMER)
    assert shown(stage)[1].endswith(LONGER)
    assert "Planned to end by" not in shown(stage)[1]
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="orders are lost"), p.ANA)
    assert shown(stage) == (
        PageStatus.IN_PROGRESS,
        f"The change is being taken back: the previous version will run again. {LONGER}",
    )


@pytest.mark.parametrize(("seconds", "is_over"), [(-1, False), (0, True)])
def test_a_time_that_is_over_is_told_to_nobody(seconds: int, *, is_over: bool) -> None:
    """What a press changes after it says at once that it is late: each update is sent to everybody."""
    stage = on_page()
    stage.to_pre_deployment().at = p.END + timedelta(seconds=seconds)
    for number in ("1", "2", "3"):
        stage.do(i.FinishStep(step=number), p.ANA)
    assert RewriteMessages(kind=MessageKind.PAGE) in stage.effects()
    assert (is_over, not is_over) == (LONGER in shown(stage)[1], "Planned to end by" in shown(stage)[1])
    draft = on_page().to_approved()
    draft.at = p.T0 + LATE_BY + timedelta(seconds=seconds)
    draft.do(i.Begin(override="by hand"), p.ANA)
    assert is_over == (LATER in shown(draft)[1])


def test_what_a_late_press_brings_about_is_no_pause() -> None:
    """A rollback that is decided after the window's end is told as late at once, and the bot was there."""
    stage = maintenance_off(on_page())
    stage.at = p.END + timedelta(minutes=30)
    stage.do(i.RequestRollback(reason="orders are lost"), p.ANA)
    stage.wake(AGENDA_TIMER)
    assert LONGER in shown(stage)[1]
    assert not [event for event in stage.last if isinstance(event, CaughtUp)]


def test_a_moved_window_is_waited_for_anew() -> None:
    """What was late is not any more, and may be again."""
    stage = on_page().to_approved()
    stage.at = p.T0 + LATE_BY
    stage.wake(AGENDA_TIMER)
    stage.moves(timedelta(days=1)).do(i.Reschedule(start=p.T0 + timedelta(days=1)), p.ANA)
    assert LATER not in shown(stage)[1]
    assert [(BEGINS.name, p.T0 + timedelta(days=1) + LATE_BY)] == due(stage)


@pytest.mark.parametrize(("after", "fate"), [(-MINUTE, Fate.LATE), (timedelta(), Fate.SKIPPED)])
def test_after_a_pause_a_late_beginning_is_news_until_the_window_is_over(
    after: timedelta, fate: Fate
) -> None:
    """Then customers read that it did not take place, and no second thing is counted as sent."""
    stage = Stage.to_approved(on_page())
    stage.at = p.END + after
    stage.wake(AGENDA_TIMER)
    found = [each.fate for each in stage.last if isinstance(each, CameDue) and each.rule == BEGINS.name]
    assert [fate] == found
