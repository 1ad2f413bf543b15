from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda.escalation import IDLE_AFTER, SILENT_AFTER
from bot.domain.agenda.keeping import AGENDA_TIMER, agenda
from bot.domain.escalation_events import Called
from bot.domain.people import Holders
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import Stage

SECOND = timedelta(seconds=1)
ALL = [("L1", ("Oli Berg",)), ("L2", ("Max Winter",)), ("L3", ("Jo Blake",))]


def about(stage: Stage) -> list[str]:
    """What the agenda has to come of the ladder."""
    return [entry.rule.name for entry in agenda(stage.state, stage.plan) if "escalation" in entry.rule.name]


def test_nothing_is_due_without_an_issue() -> None:
    """Neither before one nor after it."""
    stage = la.stage_with()
    assert [] == about(stage)
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert ["escalation-level", "escalation-silent"] == about(stage)
    stage.do(i.StandDown(), p.ANA)
    assert [] == about(stage)


def test_silence_climbs_level_by_level_and_then_calls_all_every_five_minutes() -> None:
    """Not a second before its five minutes, whatever the plan says of L2 and L3."""
    stage = la.escalated()
    stage.at += SILENT_AFTER - SECOND
    assert () == la.passes(stage, 0)
    stage.at += SECOND
    assert ALL[1:2] == la.called(la.passes(stage, 0))
    assert ALL[2:] == la.called(la.passes(stage, 5))
    assert ALL == la.called(la.passes(stage, 5))
    assert [*ALL, *ALL] == la.called(la.passes(stage, 10))


def test_a_level_is_called_at_its_age_though_somebody_has_it() -> None:
    """L2 at thirty minutes; its own silence then leads on, and after the last one nobody is woken again."""
    stage = la.escalated()
    stage.do(i.Acknowledge(), la.ON_CALL)
    keeps_busy(stage, 28)
    stage.at = p.T0 + 30 * la.MINUTE - SECOND
    assert () == la.passes(stage, 0)
    stage.at += SECOND
    assert ALL[1:2] == la.called(la.passes(stage, 0))
    assert Called.DUE is la.ladder(stage).calls[-1].because
    keeps_busy(stage, 4)
    assert ALL[2:] == la.called(la.passes(stage, 1))
    keeps_busy(stage, 10)
    assert () == la.passes(stage, 4)


def keeps_busy(stage: Stage, minutes: int) -> None:
    """Whoever took charge does something so much later."""
    assert () == la.passes(stage, minutes / 2)
    stage.do(i.AddNote(text="at it"), la.ON_CALL)
    assert () == la.passes(stage, minutes / 2)
    stage.do(i.AddNote(text="at it"), la.ON_CALL)


@pytest.mark.parametrize("person", [la.ON_CALL, la.MANAGER])
def test_an_answer_stops_the_clock(person: object) -> None:
    """Also that of somebody who was called before."""
    stage = la.escalated()
    assert ALL[1:2] == la.called(la.passes(stage, 5))
    stage.do(i.Acknowledge(), la.ON_CALL if person is la.ON_CALL else la.MANAGER)
    assert () == la.passes(stage, 14.9)


def test_who_has_it_and_is_silent_is_asked_again() -> None:
    """After a quarter of an hour without a sign of them; then the clock runs as at first."""
    stage = la.escalated(la.plan_with(*(la.row(level, who, "") for level, who, _ in la.LEVELS)))
    stage.do(i.Acknowledge(), la.ON_CALL)
    stage.at += IDLE_AFTER - SECOND
    assert () == la.passes(stage, 0)
    stage.at += SECOND
    assert ALL[:1] == la.called(la.passes(stage, 0))
    assert Called.STILL_OPEN is la.ladder(stage).calls[-1].because
    assert ALL[1:2] == la.called(la.passes(stage, 5))
    stage.do(i.Acknowledge(), la.MANAGER)
    assert ALL[1:2] == la.called(la.passes(stage, 15))


def test_what_they_do_is_a_sign_of_them() -> None:
    """Anything that one of those called does in the deployment counts; what others do does not."""
    stage = la.escalated(la.plan_with(la.row("L1", "On call", "")))
    stage.do(i.Acknowledge(), la.ON_CALL)
    assert () == la.passes(stage, 14)
    stage.do(i.AddNote(text="the queue drains"), la.ON_CALL)
    stage.do(i.AddNote(text="how does it go?"), p.DBA)
    assert () == la.passes(stage, 14)
    stage.do(i.AddNote(text="how does it go?"), p.DBA)
    assert ALL[:1] == la.called(la.passes(stage, 1))


def test_who_answered_elsewhere_is_asked_again_as_their_level() -> None:
    """By the level's people: who they are in Slack is not known."""
    stage = la.escalated(la.plan_with(la.row("L1", "On call", "")))
    stage.do(i.AcknowledgedOutside(level="L1", by="Jane Doe", where="PagerDuty", at=stage.at), None)
    assert () == la.passes(stage, 14.9)
    assert ALL[:1] == la.called(la.passes(stage, 0.1))


def test_who_has_it_and_left_is_not_asked_again() -> None:
    """Everybody is, then."""
    stage = la.escalated()
    stage.do(i.Escalate(reason="it gets worse"), p.DBA)
    stage.do(i.Acknowledge(), la.ON_CALL)
    stage.leaves(la.ON_CALL)
    assert ("L2", ("Max Winter",)) in la.called(la.passes(stage, 15))


def test_who_was_telephoned_is_asked_again() -> None:
    """Through the lead."""
    stage = la.escalated(la.plan_with(la.row("L1", "Vendor", "")), Vendor=Holders(unknown=("Bea (+49 1)",)))
    stage.do(i.Acknowledge(), p.ANA)
    assert [("L1", ("Bea (+49 1)",))] == la.called(la.passes(stage, 15))


def test_clocks_run_from_when_they_began() -> None:
    """After an hour away each level is called once; what was called is then given its five minutes."""
    stage = la.escalated()
    stage.at += timedelta(hours=1)
    events = stage.wake(AGENDA_TIMER)
    assert ALL[1:2] == la.called(events)
    assert any(isinstance(event, e.CaughtUp) for event in events)
    assert () == stage.wake(AGENDA_TIMER)
    assert ALL[2:] == la.called(la.passes(stage, 5))


def test_an_empty_plan_asks_the_lead_every_five_minutes() -> None:
    """Somebody is asked in every case; also once the lead cannot be found any more it is tried."""
    stage = la.escalated(p.web_shop())
    lead = ("Deployment Lead", ("Ana Ruiz", "Sam Ito"))
    assert [lead, lead] == la.called(la.passes(stage, 10))
    stage.leaves(p.ANA, p.SAM)
    assert [("Deployment Lead", ())] == la.called(la.passes(stage, 5))
    stage.returns(p.ANA)
    assert [lead] == la.called(la.passes(stage, 5))
