from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.charge import TYPED_AGAIN, how_it_stands, whose
from bot.domain.escalation_events import Called
from bot.domain.pages import page_key, paged_level
from bot.domain.people import Holders
from bot.domain.plan import Severity
from bot.domain.refusals import Because
from bot.domain.state import LEAD
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import Stage

PHONE = Holders(unknown=("Bea (+49 1)",))


def test_somebody_named_calls_the_first_level_and_then_the_next() -> None:
    """The first reason opens the issue, the second one stands with its call; without one it is asked for."""
    stage = la.stage_with()
    assert Because.INCOMPLETE is stage.refused(i.Escalate(), p.DBA).because
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert [("L1", ("Oli Berg",))] == la.called(stage.last)
    stage.do(i.Escalate(reason="it gets worse"), p.QUINN)
    assert [("L2", ("Max Winter",))] == la.called(stage.last)
    assert "it gets worse" == la.ladder(stage).calls[-1].why
    assert "orders are lost" == la.ladder(stage).opened.note


def test_where_all_are_called_it_is_said_who() -> None:
    """Nobody is called twice for the same because somebody is impatient; who has it is named."""
    stage = la.escalated()
    for reason in ("it gets worse", "it gets worse still"):
        stage.do(i.Escalate(reason=reason), p.DBA)
    refusal = stage.refused(i.Escalate(reason="it gets worse"), p.DBA)
    assert (
        "Every level of 9.2 is called already: called were L1 Oli Berg at 23:00 CET, "
        "L2 Max Winter at 23:00 CET, L3 Jo Blake at 23:00 CET."
    ) == refusal.text
    assert Because.SETTLED is refusal.because


def test_what_is_asked_for_twice_calls_one_level() -> None:
    """Whoever had no answer types it again; after two minutes, in other words or once taken, it is meant."""
    stage = la.escalated()
    stage.do(i.Escalate(reason="it gets worse"), p.DBA)
    stage.at += TYPED_AGAIN
    refusal = stage.refused(i.Escalate(reason="it gets worse"), p.DBA)
    assert (
        "Done already: called were L1 Oli Berg at 23:00 CET, L2 Max Winter at 23:00 CET. "
        "Another reason calls the next level now."
    ) == refusal.text
    assert Because.SETTLED is refusal.because
    stage.at += timedelta(seconds=1)
    stage.do(i.Escalate(reason="it gets worse"), p.DBA)
    assert [("L3", ("Jo Blake",))] == la.called(stage.last)


def test_what_was_taken_is_asked_for_anew() -> None:
    """The same words call the next level where somebody took charge: more people are wanted than them."""
    stage = la.stage_with()
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert "Done already" in stage.refused(i.Escalate(reason="orders are lost"), p.ANA).text
    stage.do(i.Acknowledge(), la.ON_CALL)
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert [("L2", ("Max Winter",))] == la.called(stage.last)


def test_whoever_is_called_takes_charge_once() -> None:
    """A second press is answered with the first; another one called may take charge as well."""
    stage = la.escalated()
    stage.do(i.Escalate(reason="it gets worse"), p.DBA)
    stage.at += 2 * la.MINUTE
    assert (e.CallAcknowledged(at=stage.at, by=la.ON_CALL, level="L1"),) == stage.do(
        i.Acknowledge(), la.ON_CALL
    )
    stage.at += la.MINUTE
    assert "Already acknowledged by you at 23:02 CET." == stage.refused(i.Acknowledge(), la.ON_CALL).text
    stage.do(i.Acknowledge(), la.MANAGER)
    assert {"L1", "L2"} == {answer.level for answer in la.ladder(stage).on_it}


def test_who_is_not_called_hears_who_is() -> None:
    """Also the lead, where nobody has to be telephoned."""
    stage = la.escalated()
    for person in (p.DBA, p.ANA):
        for intent in (i.Acknowledge(), i.PassOn()):
            refusal = stage.refused(intent, person)
            assert Because.NOT_YOURS is refusal.because
            assert "Oli Berg. `/deploy escalate WEB-DEPLOY-041 REASON` calls more." in refusal.text


def test_nobody_answers_where_nobody_is_called() -> None:
    """Before any issue, and after it with who ended it."""
    stage = la.stage_with()
    assert (
        "Nobody is called for WEB-DEPLOY-041 now: nobody was called."
        == stage.refused(i.Acknowledge(), p.ANA).text
    )
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    stage.do(i.StandDown(note="it was a test"), p.ANA)
    expected = "Nobody is called for WEB-DEPLOY-041 now: the issue is over since 23:00 CET, by Ana Ruiz."
    for intent in (i.Acknowledge(), i.PassOn()):
        assert expected == stage.refused(intent, la.ON_CALL).text
    assert expected == stage.refused(i.StandDown(), p.ANA).text
    assert Because.NOT_YOURS is stage.refused(i.Acknowledge(), p.DBA).because


@pytest.mark.parametrize("question", ["escalation:1", "escalation:2"])
def test_an_old_call_is_answered_with_what_became_of_it(question: str) -> None:
    """A button of an issue that is over takes no charge of another one."""
    stage = la.escalated()
    stage.do(i.StandDown(), p.ANA)
    refusal = stage.refused(i.Acknowledge(question="escalation:1"), la.ON_CALL)
    assert "Nobody is called any more: the issue is over since 23:00 CET, by Ana Ruiz." == refusal.text
    stage.do(i.Escalate(reason="once more"), p.DBA)
    is_open = question == "escalation:2"
    if is_open:
        stage.do(i.Acknowledge(question=question), la.ON_CALL)
    else:
        assert "the newer call counts" in stage.refused(i.Acknowledge(question=question), la.ON_CALL).text


def test_not_me_calls_the_next_level_at_once() -> None:
    """The only one of a level passes it on, once; they may take it all the same."""
    stage = la.escalated()
    stage.do(i.PassOn(), la.ON_CALL)
    assert [("L2", ("Max Winter",))] == la.called(stage.last)
    assert "Already passed on by you at 23:00 CET." == stage.refused(i.PassOn(), la.ON_CALL).text
    stage.do(i.Acknowledge(), la.ON_CALL)
    assert [la.ON_CALL.id] == [answer.who for answer in la.ladder(stage).on_it]


def test_not_me_asks_others_of_the_level_first() -> None:
    """Who is still asked has their minutes; then deputies, then the next level; nobody twice."""
    both = Holders(people=(la.ON_CALL, la.SECOND), deputies=(p.DREW, la.ON_CALL))
    stage = la.escalated(On_call=both)
    stage.do(i.PassOn(), la.ON_CALL)
    assert [] == la.called(stage.last)
    stage.do(i.PassOn(), la.SECOND)
    assert [("L1", ("Drew Lindqvist",))] == la.called(stage.last)
    stage.do(i.PassOn(), p.DREW)
    assert [("L2", ("Max Winter",))] == la.called(stage.last)


def test_not_me_wakes_nobody_where_somebody_has_it() -> None:
    """It is in hands already."""
    stage = la.escalated()
    stage.do(i.Escalate(reason="it gets worse"), p.DBA)
    stage.do(i.Acknowledge(), la.MANAGER)
    stage.do(i.PassOn(), la.ON_CALL)
    assert [] == la.called(stage.last)


def test_taking_charge_can_be_passed_on_too() -> None:
    """Whoever had it has it no more, and the next one is called."""
    stage = la.escalated()
    stage.do(i.Acknowledge(), la.ON_CALL)
    stage.do(i.PassOn(), la.ON_CALL)
    assert () == la.ladder(stage).on_it
    assert [("L2", ("Max Winter",))] == la.called(stage.last)


def test_the_lead_is_asked_where_everybody_passed_it_on() -> None:
    """Once; who is still asked anywhere is enough; the clock then calls all of them again."""
    stage = la.escalated(la.plan_with(la.row("L1", "On call", ""), la.row("L2", "Manager", "")))
    stage.do(i.PassOn(), la.ON_CALL)
    stage.do(i.PassOn(), la.MANAGER)
    assert [(LEAD, ("Ana Ruiz", "Sam Ito"))] == la.called(stage.last)
    stage.do(i.PassOn(), p.ANA)
    assert [] == la.called(stage.last)
    stage.do(i.PassOn(), p.SAM)
    assert [] == la.called(stage.last)
    again = [("L1", ("Oli Berg",)), ("L2", ("Max Winter",)), (LEAD, ("Ana Ruiz", "Sam Ito"))]
    assert again == la.called(la.passes(stage, 5))


def test_the_lead_records_for_who_is_telephoned() -> None:
    """Whom they name, else who is still to be telephoned; their own call comes first."""
    rows = (la.row("L1", "Vendor", ""), la.row("L2", "Lead", ""))
    stage = la.escalated(la.plan_with(*rows), Vendor=PHONE, Lead=Holders(people=(p.ANA,)))
    assert [("L1", ("Bea (+49 1)",))] == la.called(stage.last)
    assert Because.NOT_YOURS is stage.refused(i.Acknowledge(), p.DBA).because
    stage.do(i.PassOn(), p.SAM)
    assert [("L2", ("Ana Ruiz",))] == la.called(stage.last)
    assert (
        "Already passed on by Sam Ito at 23:00 CET."
        == stage.refused(i.PassOn(for_whom="Bea (+49 1)"), p.ANA).text
    )
    stage.do(i.Acknowledge(for_whom="Bea (+49 1)"), p.ANA)
    assert (e.CallAcknowledged(at=stage.at, by=p.ANA, level="L1", for_whom="Bea (+49 1)"),) == stage.last
    stage.do(i.Acknowledge(), p.ANA)
    assert (e.CallAcknowledged(at=stage.at, by=p.ANA, level="L2"),) == stage.last
    expected = "Already acknowledged by you at 23:00 CET."
    assert expected == stage.refused(i.Acknowledge(for_whom="Bea (+49 1)"), p.ANA).text


def test_whoever_has_answered_means_themselves() -> None:
    """Though somebody is still to be telephoned: Not me is theirs, and so is Acknowledge."""
    rows = (la.row("L1", "On call", ""), la.row("L2", "Vendor", ""))
    stage = la.escalated(la.plan_with(*rows), Vendor=PHONE)
    stage.do(i.Escalate(reason="it goes on"), p.DBA)
    stage.do(i.Acknowledge(), la.ON_CALL)
    expected = "Already acknowledged by you at 23:00 CET."
    assert expected == stage.refused(i.Acknowledge(), la.ON_CALL).text
    stage.do(i.PassOn(), la.ON_CALL)
    assert e.CallPassedOn(at=stage.at, by=la.ON_CALL, level="L1") == stage.last[0]


def test_a_lead_who_was_not_called_hears_what_was_recorded() -> None:
    """Also where the press names nobody."""
    stage = la.escalated(la.plan_with(la.row("L1", "Vendor", "")), Vendor=PHONE)
    stage.do(i.Acknowledge(), p.SAM)
    assert "Already acknowledged by Sam Ito at 23:00 CET." == stage.refused(i.Acknowledge(), p.ANA).text


def test_it_is_over_by_the_leads_word_or_of_who_has_it() -> None:
    """Nobody else ends it; not while the question that it is about is open."""
    stage = la.escalated()
    assert Because.NOT_YOURS is stage.refused(i.StandDown(), la.ON_CALL).because
    stage.do(i.Acknowledge(), la.ON_CALL)
    over = e.IssueOver(at=stage.at, by=la.ON_CALL, why="the queue is empty again")
    assert (over,) == stage.do(i.StandDown(note="the queue is empty again"), la.ON_CALL)
    assert Because.SETTLED is stage.refused(i.StandDown(), la.ON_CALL).because
    assert Because.NOT_YOURS is stage.refused(i.StandDown(), p.DBA).because


def outside(stage: Stage, level: str = "L1", by: str = "Jane Doe") -> tuple[e.Event, ...]:
    """Somebody acknowledges a level's page."""
    return stage.do(i.AcknowledgedOutside(level=level, by=by, where="PagerDuty", at=stage.at), None)


def test_a_page_that_is_answered_is_an_answer() -> None:
    """Once; of a level that was not called, or has somebody, or of no issue, it is no news."""
    stage = la.escalated()
    assert (
        e.CallAcknowledged(at=p.T0, by=None, level="L1", where="PagerDuty", said_by="Jane Doe"),
    ) == outside(stage)
    assert la.ladder(stage).is_answered
    assert "acknowledged by Jane Doe in PagerDuty at 23:00 CET" == how_it_stands(stage.state)
    assert () == outside(stage)
    assert () == outside(stage, "L2")
    assert () == outside(la.stage_with())
    other = la.escalated()
    other.do(i.Escalate(reason="it gets worse"), p.DBA)
    other.do(i.Acknowledge(), la.ON_CALL)
    assert () == outside(other)
    assert () == outside(other, "L2")


def test_a_level_with_a_long_name_is_answered_by_its_key() -> None:
    """Though the key holds only the beginning of the name."""
    name = f"L1 {'ä' * 300}"
    stage = la.escalated(la.plan_with(la.row(name, "On-call", "")))
    _, level = paged_level(page_key(stage.state.id, name)) or ("", "")
    assert level != name
    (answered,) = outside(stage, level)
    assert isinstance(answered, e.CallAcknowledged)
    assert name == answered.level


def test_who_is_on_call_is_called() -> None:
    """Instead of whom the plan names, once that is known; as well, where they were called already."""
    noted = i.NoteOnCall(level="L1", people=(la.SECOND,))
    stage = la.stage_with()
    stage.do(noted, None)
    assert () == stage.do(noted, None)
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert [("L1", ("Mia Stone",))] == la.called(stage.last)
    other = la.escalated()
    other.do(noted, None)
    assert [("L1", ("Mia Stone",))] == la.called(other.last)
    taken = la.escalated()
    taken.do(i.Acknowledge(), la.ON_CALL)
    assert [] == la.called(taken.do(noted, None))


def test_whose_an_answer_is() -> None:
    """Of who has no Slack it is theirs, whoever recorded it."""
    stage = la.escalated(la.plan_with(la.row("L1", "Vendor", "")), Vendor=PHONE)
    assert "called were L1 Bea (+49 1) at 23:00 CET" == how_it_stands(stage.state)
    stage.do(i.Acknowledge(), p.ANA)
    assert ["Bea (+49 1)"] == [whose(answer) for answer in la.ladder(stage).on_it]


def test_an_answer_that_comes_late_answers_what_it_was_given_for() -> None:
    """Not a newer issue, nor whether they still have it; the minute of the call itself counts."""
    stage = la.escalated()
    first = stage.at
    stage.do(i.StandDown(), p.ANA)
    stage.at += la.MINUTE
    stage.do(i.Escalate(reason="once more"), p.DBA)
    late = i.AcknowledgedOutside(level="L1", by="Jane Doe", where="PagerDuty", at=first)
    assert () == stage.do(late, None)
    stage.do(i.Acknowledge(), la.ON_CALL)
    asked = stage.at
    la.passes(stage, 15)
    assert Called.STILL_OPEN is la.ladder(stage).calls[-1].because
    assert () == stage.do(replace(late, at=asked), None)
    assert 1 == len(stage.do(replace(late, at=stage.at), None))


def test_an_answer_from_before_its_level_was_called_once_more_counts() -> None:
    """Word of it was late, and whoever gave it has it."""
    stage = la.escalated(la.plan_with(la.row("L1", "On call", "")))
    at = stage.at + la.MINUTE
    la.passes(stage, 5)
    answered = i.AcknowledgedOutside(level="L1", by="Jane Doe", where="PagerDuty", at=at)
    assert 1 == len(stage.do(answered, None))
    assert la.ladder(stage).is_answered


@pytest.mark.parametrize("name", ["Oli Berg", "oli"])
def test_who_answered_elsewhere_and_passes_it_on_here_has_it_no_more(name: str) -> None:
    """By their name, or as the only one of the level; the next level is called."""
    stage = la.escalated()
    outside(stage, by=name)
    assert la.ladder(stage).on_it
    stage.do(i.PassOn(), la.ON_CALL)
    assert () == la.ladder(stage).on_it
    assert [("L2", ("Max Winter",))] == la.called(stage.last)


def test_who_answered_elsewhere_and_here_has_it_once() -> None:
    """Of two of a level only the one who is called so; the other's word leaves it theirs."""
    both = Holders(people=(la.ON_CALL, la.SECOND))
    stage = la.escalated(On_call=both)
    outside(stage, by="Oli Berg")
    stage.do(i.PassOn(), la.SECOND)
    assert ["Oli Berg"] == [answer.said_by for answer in la.ladder(stage).on_it]
    stage.do(i.Acknowledge(), la.ON_CALL)
    assert [la.ON_CALL.id] == [answer.who for answer in la.ladder(stage).on_it]


def test_where_nobody_can_be_named_that_is_said() -> None:
    """It is tried once more, in the same words too, and names who is there by then; else how somebody is."""
    stage = la.stage_with(la.plan_with(la.row("L1", "Nobody", "")))
    stage.leaves(p.ANA, p.SAM)
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    nobody = "nobody in Slack stands for a level of 9.2, and nobody leads"
    assert nobody == how_it_stands(stage.state)
    for reason in ("still", "orders are lost"):
        refusal = stage.refused(i.Escalate(reason=reason), p.DBA)
        assert Because.NOT_NOW is refusal.because
        assert f"Nobody can be called: {nobody}. `/deploy roster ROLE @who` says who" in refusal.text
    stage.returns(p.ANA)
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert [(LEAD, ("Ana Ruiz", "Sam Ito"))] == la.called(stage.last)


def test_what_is_typed_again_is_known_whatever_came_between() -> None:
    """Also where the issue was opened with these words, and something else has become its reason since."""
    stage = la.escalated()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason="payments fail"), p.ANA)
    before = la.ladder(stage).calls
    stage.refused(i.Escalate(reason="orders are lost"), p.DBA)
    assert before == la.ladder(stage).calls


def test_a_shift_of_nobody_is_known() -> None:
    """It ends the one before; of a level whose shift was never known it is no news."""
    stage = la.stage_with()
    nobody = i.NoteOnCall(level="L1", people=())
    assert () == stage.do(nobody, None)
    stage.do(i.NoteOnCall(level="L1", people=(la.SECOND,)), None)
    assert 1 == len(stage.do(nobody, None))


def test_whose_shift_is_over_is_not_called() -> None:
    """Of the new one nobody is in Slack: the plan's own people are called, also where that is heard late."""
    stage = la.stage_with()
    stage.do(i.NoteOnCall(level="L1", people=(la.SECOND,)), None)
    noted = i.NoteOnCall(level="L1", people=(), strangers=("Jane Doe",))
    other = la.stage_with()
    other.do(i.NoteOnCall(level="L1", people=(la.SECOND,)), None)
    stage.do(noted, None)
    assert () == stage.do(noted, None)
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert [("L1", ("Oli Berg",))] == la.called(stage.last)
    other.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert [("L1", ("Mia Stone",))] == la.called(other.last)
    assert [("L1", ("Oli Berg",))] == la.called(other.do(noted, None))


def test_what_is_still_open_is_what_came_last() -> None:
    """Who wants to stand down reads why the levels are called now, not why they were at first."""
    stage = la.stage_with()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
    for reason in ("the disk is full", "there is no route"):
        stage.do(i.FailStep(step="R2", reason=reason), p.DEV)
        stage.do(i.RetryStep(step="R2"), p.DEV)
    assert "failed: there is no route" in stage.refused(i.StandDown(), p.ANA).text
