from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda.corrections import LONG
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.window import EXTEND, MISSED, RULES, subject_of
from bot.domain.agenda_events import key
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.run import WINDOW_TIMER
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.passing import jumps, settle
from tests.bot.domain.agenda.test_corrections import HOUR, announced
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)


def due(stage: Stage) -> list[datetime]:
    """When an extension is offered."""
    return [item.due for rule in RULES if rule.name == EXTEND for item in rule.items(stage.state, stage.plan)]


@pytest.mark.parametrize("state", Lifecycle)
def test_it_is_offered_while_it_runs(state: Lifecycle) -> None:
    """Fifteen minutes before the window ends; also on the way back."""
    stage = at_state(state)
    expected = [p.END - 15 * MINUTE] if state.is_running else []
    assert expected == [min(at, p.END - 15 * MINUTE) for at in due(stage)]


def test_lead_and_deputies_are_asked_directly() -> None:
    """Once for each end."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.at = p.END - 15 * MINUTE
    stage.wake(AGENDA_TIMER)
    reminder = key(EXTEND, subject_of(stage.state))
    expected = [
        PostMessage(kind=MessageKind.REMINDER, subject=reminder, to=user.id) for user in (p.ANA, p.SAM)
    ]
    assert expected == [each for each in stage.effects() if each in expected]

    stage.do(i.Extend(minutes=30, reason="slow"), p.ANA)
    assert RewriteMessages(kind=MessageKind.REMINDER, subject=reminder) in stage.effects()
    assert [p.END + 15 * MINUTE] == due(stage)


def test_with_every_step_over_it_is_not() -> None:
    """Confirmations need no window."""
    assert [] == due(at_state(Lifecycle.VERIFYING).walk())
    assert [] == due(Stage(replace(p.small(), window=None)).to_pre_deployment())


def test_what_is_given_up_needs_no_longer_window() -> None:
    """What was done before Go is only undone."""
    stage = Stage(p.maintenance()).to_pre_deployment()
    assert due(stage)
    stage.do(i.StartStep(step="1"), p.DEV)
    stage.do(i.Cancel(reason="no"), p.ANA)
    assert [] == due(stage)


def test_a_missed_window_is_asked_about_directly() -> None:
    """Lead and deputy, once, as soon as it is missed; each answer is shown."""
    stage = at_state(Lifecycle.MISSED)
    reminder = key(MISSED, subject_of(stage.state))
    stage.wake(AGENDA_TIMER)
    asked = [each for each in stage.effects() if isinstance(each, PostMessage) and each.subject == reminder]
    assert [p.ANA.id, p.SAM.id] == [each.to for each in asked]
    stage.wake(AGENDA_TIMER)
    assert () == stage.effects()
    stage.do(i.Cancel(reason="another quarter"), p.ANA)
    assert RewriteMessages(kind=MessageKind.REMINDER, subject=reminder) in stage.effects()


def test_a_missed_window_that_is_moved_is_settled() -> None:
    """Whoever was asked reads where it went."""
    stage = at_state(Lifecycle.MISSED)
    reminder = key(MISSED, subject_of(stage.state))
    stage.wake(AGENDA_TIMER)
    later = timedelta(days=2)
    stage.moves(later).do(i.Reschedule(start=(p.T0 + later).replace(tzinfo=None)), p.ANA)
    assert RewriteMessages(kind=MessageKind.REMINDER, subject=reminder) in stage.effects()


def test_a_window_that_ended_long_ago_is_not_offered_to_be_longer() -> None:
    """Whoever rolls back in the morning has another plan than last night's window."""
    stage = at_state(Lifecycle.COMPLETED)
    stage.at = p.END + timedelta(hours=6)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    stage.wake(AGENDA_TIMER)
    posts = [each for each in stage.effects() if isinstance(each, PostMessage)]
    assert not [each for each in posts if each.subject.startswith(EXTEND)]


@pytest.mark.parametrize(
    ("away", "told_of_it"), [(LONG - MINUTE, ["Did not take place; a new time will be told"]), (LONG, [])]
)
def test_a_pause_past_the_whole_window_is_told_once(away: timedelta, told_of_it: list[str]) -> None:
    """Whoever counted on it hears that it did not take place, as long as that is news."""
    stage = announced()
    heard = len(stage.state.notices)
    jumps(stage, p.END + away)
    stage.wake(WINDOW_TIMER)
    settle(stage)
    assert Lifecycle.MISSED is stage.state.state
    assert [p.T0 - 2 * HOUR] == [each.since for each in stage.events if isinstance(each, e.CaughtUp)]
    assert told_of_it == [each.message for each in stage.state.notices[heard:]]
