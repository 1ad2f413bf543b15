from dataclasses import replace

import pytest

from bot.domain import events as e, intents as i
from bot.domain.deliveries import DeliveryNews
from bot.domain.escalation_events import Called
from bot.domain.escalation_progress import with_what_happened
from bot.domain.evolve import evolve, fold
from bot.domain.monitors import Monitor
from tests.bot.domain import ladders as la, plans as p


def test_issues_are_kept_one_after_the_other() -> None:
    """A new one has the next number, and the one before stays as it ended."""
    stage = la.escalated()
    stage.do(i.StandDown(note="it was a test"), p.ANA)
    stage.do(i.Escalate(reason="orders are lost again"), p.DBA)
    assert [1, 2] == [ladder.number for ladder in stage.state.ladders]
    assert stage.state.ladders[0].over
    assert "it was a test" == stage.state.ladders[0].over.note


def test_the_state_is_the_fold_of_the_events() -> None:
    """With calls, answers, and who is on call."""
    stage = la.escalated()
    stage.do(i.NoteOnCall(level="L2", people=(la.SECOND,)), None)
    stage.do(i.PassOn(), la.ON_CALL)
    stage.do(i.Acknowledge(), la.SECOND)
    assert stage.state == fold(stage.events)
    assert {"L2": (la.SECOND,)} == stage.state.on_call


def test_a_sign_of_somebody_called_is_noted() -> None:
    """Of nobody else, and not while no issue is open."""
    stage = la.escalated()
    note = e.NoteAdded(at=p.END, by=la.ON_CALL, text="at it")
    after = with_what_happened(stage.state, note)
    assert after.ladder
    assert p.END == after.ladder.acted_at
    assert stage.state is with_what_happened(stage.state, replace(note, by=p.DBA))
    assert stage.state is with_what_happened(stage.state, replace(note, by=None))
    stage.do(i.StandDown(), p.ANA)
    assert stage.state is with_what_happened(stage.state, note)


def test_who_leaves_slack_has_passed_it_on() -> None:
    """As the level that they were called for last; of whoever was not called nothing is noted."""
    stage = la.escalated()
    left = e.PersonLeft(
        at=p.END, by=None, person=la.ON_CALL, roles=("On call",), deputy_for=(), waits=(), is_news=True
    )
    after = with_what_happened(stage.state, left)
    assert after.ladder
    assert [(False, la.ON_CALL.id, "L1")] == [
        (each.takes_charge, each.who, each.level) for each in after.ladder.answers
    ]
    assert stage.state is with_what_happened(stage.state, replace(left, person=p.DBA))


def test_a_page_that_is_refused_is_known_until_it_is_sent_again() -> None:
    """Of a level that was called; that PagerDuty is away for a while refuses none."""
    stage = la.escalated()
    refused = e.DeliveryReported(
        at=p.END, by=None, way=Monitor.PAGERDUTY, news=DeliveryNews.UNDELIVERED, why="odd", level="L1"
    )
    after = with_what_happened(stage.state, refused)
    assert after.ladder
    assert {"L1": "odd"} == after.ladder.refused
    assert stage.state is with_what_happened(stage.state, replace(refused, news=DeliveryNews.FAILING))
    assert stage.state is with_what_happened(stage.state, replace(refused, level="L3"))
    again = with_what_happened(after, e.DeadLettersResent(at=p.END, by=p.ANA, sent=1, outdated=0))
    assert again.ladder
    assert {} == again.ladder.refused


def test_nobody_is_called_without_an_issue() -> None:
    """Such an event is none that was accepted."""
    stage = la.stage_with()
    called = e.LevelCalled(at=p.T0, by=None, level="L1", people=(), because=Called.DUE)
    with pytest.raises(ValueError, match="no issue is open in WEB-DEPLOY-041"):
        evolve(stage.state, called)
