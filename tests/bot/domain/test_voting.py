from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.domain import events as e, intents as i, voting
from bot.domain.people import Person
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice, Escalated
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from tests.bot.domain import around, asking as a, plans as p
from tests.bot.domain.stories import Stage, at_state


@pytest.mark.parametrize("person", [p.ANA, p.SAM])
def test_critical_is_settled_by_the_leads_press(person: Person) -> None:
    """The lead's press, or the deputy's, settles at once, either way."""
    stage = a.asked(Severity.CRITICAL)
    decided = stage.do(a.ROLLBACK, person)
    assert "VoteCast RollbackDecided TargetLocked StepCalled PeopleReleased" == a.kinds(decided)
    assert stage.state.rollback
    assert (person, a.WHY) == (stage.state.rollback.by, stage.state.rollback.reason)
    stage = a.asked(Severity.CRITICAL)
    stage.do(a.CONTINUE, person)
    assert stage.state.declined


def test_an_opposite_press_is_an_objection() -> None:
    """Whoever may decide only later objects, and that decides nothing; not even two minutes later."""
    stage = a.asked(Severity.CRITICAL, plan=a.with_levels())
    assert "VoteCast" == a.kinds(stage.do(a.CONTINUE, p.LEE))
    a.passes(stage, 2)
    assert Choice.CONTINUE is a.question(stage).votes[p.LEE.id].choice
    stage.do(a.ROLLBACK, p.OMAR)
    assert stage.state.rollback


@pytest.mark.parametrize("person", [p.LEE, p.OMAR])
@pytest.mark.parametrize(("seconds", "decides"), [(119, False), (120, True)])
def test_after_two_silent_minutes_others_may(person: Person, seconds: int, decides: bool) -> None:
    """The Dev Lead or L1 may decide then, also where the clock's own waking is late."""
    stage = a.asked(Severity.CRITICAL, plan=a.with_levels())
    stage.at += seconds / 60 * a.MINUTE
    stage.do(a.ROLLBACK, person)
    assert decides is bool(stage.state.rollback)


def test_high_takes_both() -> None:
    """Lead and Dev Lead agree, and the second vote decides."""
    stage = a.asked()
    assert "VoteCast" == a.kinds(stage.do(a.ROLLBACK, p.LEE))
    stage.do(a.ROLLBACK, p.ANA)
    assert stage.state.rollback


def test_a_tie_is_escalated_at_once() -> None:
    """Where both have voted otherwise nobody is left to wait for: L1 is asked, and decides alone."""
    stage = a.asked(plan=a.with_levels())
    stage.do(a.ROLLBACK, p.LEE)
    tie = stage.do(a.CONTINUE, p.ANA)
    assert e.DecisionEscalated(at=stage.at, by=None, why=Escalated.TIE) in tie
    assert e.VotersAsked(at=stage.at, by=None, people=(p.OMAR.id,), number=2, called=(p.OMAR.id,)) == tie[-1]
    stage.do(a.CONTINUE, p.OMAR)
    assert stage.state.declined


def test_votes_can_be_changed_until_settled() -> None:
    """Also after a tie those who decide may come to agree."""
    stage = a.asked(plan=a.with_levels())
    stage.do(a.ROLLBACK, p.LEE)
    stage.do(a.CONTINUE, p.ANA)
    stage.do(a.ROLLBACK, p.ANA)
    assert stage.state.rollback


def test_without_levels_the_lead_breaks_a_tie() -> None:
    """With nobody of 9.2 in Slack the lead, or the lead's deputy, decides alone."""
    stage = a.asked()
    stage.do(a.ROLLBACK, p.LEE)
    stage.do(a.CONTINUE, p.ANA)
    assert stage.state.question
    stage.do(a.CONTINUE, p.ANA)
    assert stage.state.declined


def test_medium_is_the_consensus() -> None:
    """One objection is no consensus: it stays open until time is up."""
    stage = a.asked(Severity.MEDIUM, plan=a.with_levels(), on=(p.DBA, p.QUINN, p.PIA))
    stage.do(a.ROLLBACK, p.DBA)
    stage.do(a.CONTINUE, p.QUINN)
    assert a.question(stage).escalated_at is None
    stage.do(a.ROLLBACK, p.QUINN)
    stage.do(a.ROLLBACK, p.PIA)
    assert stage.state.rollback


def test_the_same_vote_again_hears_that_it_counts() -> None:
    """A second click changes nothing and says who is waited for."""
    stage = a.asked()
    stage.do(a.ROLLBACK, p.ANA)
    refusal = stage.refused(a.ROLLBACK, p.ANA)
    assert Because.SETTLED is refusal.because
    expected = (
        "You voted rollback already, at 23:00 CET: It is for Ana Ruiz and Lee Park to decide by 23:15 CET."
    )
    assert expected == refusal.text


def test_whoever_may_not_vote_hears_who_may() -> None:
    """Somebody named is told who decides and from when others may; a stranger only who may vote at all."""
    stage = a.asked(Severity.CRITICAL, plan=a.with_levels())
    refusal = stage.refused(a.ROLLBACK, p.DBA)
    assert Because.NOT_YOURS is refusal.because
    assert "It is for Ana Ruiz to decide; from 23:02 CET Lee Park or Omar Haddad may." in refusal.text
    a.passes(stage, 2)
    refusal = stage.refused(a.ROLLBACK, p.DBA)
    assert "Lee Park or Omar Haddad may decide alone now; otherwise Deployment Lead." in refusal.text
    assert "Only somebody named in the plan" in stage.refused(a.ROLLBACK, p.STRANGER).text


def test_whoever_is_on_call_may_though_the_plan_does_not_name_them() -> None:
    """PagerDuty knows who stands for the level now."""
    stage = a.begun(a.with_levels())
    on_call = Person(id="U21", name="Oli Berg")
    stage.do(i.NoteOnCall(level="L1", people=(on_call,)), None)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.DEV)
    a.passes(stage, 16)
    stage.do(a.ROLLBACK, on_call)
    assert isinstance(stage.last[1], e.RollbackDecided)


def test_a_day_after_completion_nobody_votes_for_a_rollback_any_more() -> None:
    """As nobody asks for one then; Continue ends the question."""
    stage = at_state(Lifecycle.COMPLETED)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.DBA)
    stage.at += timedelta(hours=25)
    assert "Rolling back was possible until" in stage.refused(a.ROLLBACK, p.ANA).text
    stage.do(a.CONTINUE, p.ANA)


def test_continue_needs_a_reason() -> None:
    """Whoever lets it go on says why."""
    refusal = a.asked().refused(i.CastVote(choice=Choice.CONTINUE), p.ANA)
    assert Because.INCOMPLETE is refusal.because
    assert "Why does it go on?" in refusal.text


def test_the_earliest_minute_counts() -> None:
    """Of two who let it go on the more careful one is heard."""
    stage = a.asked()
    stage.do(replace(a.CONTINUE, ask_again=time(23, 40)), p.ANA)
    stage.do(replace(a.CONTINUE, ask_again=time(23, 20)), p.LEE)
    assert stage.state.declined
    assert p.T0 + 20 * a.MINUTE == stage.state.declined.ask_again_at


def test_no_step_is_called_until_it_is_answered() -> None:
    """What runs, runs on; what follows is called once people let it go on."""
    stage = a.asked(Severity.CRITICAL)
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert "6" not in stage.state.steps
    stage.do(a.CONTINUE, p.ANA)
    assert "6" in stage.state.steps


def test_what_was_called_is_not_begun_until_it_is_answered() -> None:
    """A step that nobody began with is not started, but its end may be said."""
    stage = a.begun()
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.DEV)
    refusal = stage.refused(i.StartStep(step="6"), p.DEV)
    assert Because.NOT_NOW is refusal.because
    assert "Whether to roll back is asked since 23:00 CET (high): until it is answered" in refusal.text
    assert stage.do(i.FinishStep(step="6"), p.DEV)


def test_hold_and_resume_go_their_way() -> None:
    """It may be held and resumed meanwhile; on hold Continue calls nobody yet."""
    stage = a.asked(Severity.CRITICAL)
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.do(i.Hold(reason="slow"), p.DBA)
    stage.do(i.Resume(), p.ANA)
    assert "6" not in stage.state.steps
    stage.do(i.Hold(reason="slow"), p.DBA)
    stage.do(a.CONTINUE, p.ANA)
    assert "6" not in stage.state.steps
    stage.do(i.Resume(), p.ANA)
    assert "6" in stage.state.steps


def test_nothing_is_confirmed_while_it_is_open() -> None:
    """The last confirmation does not complete what may have to go back."""
    stage = at_state(Lifecycle.VERIFYING).walk()
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.DEV)
    refusal = stage.refused(i.Confirm(wanted="smoke"), p.QUINN)
    assert Because.NOT_NOW is refusal.because
    assert "Smoke Tests Pass cannot be confirmed" in refusal.text


def test_a_deputy_votes_for_the_holder_who_has_not() -> None:
    """At once, as in all that is the lead's; it is kept for whom, and the holder's own takes its place."""
    stage = a.asked(Severity.HIGH)
    stage.do(a.ROLLBACK, p.SAM)
    assert (p.ANA,) == a.question(stage).votes[p.SAM.id].instead_of
    stage.do(a.CONTINUE, p.ANA)
    stage.do(a.CONTINUE, p.SAM)
    assert [(), ()] == [vote.instead_of for vote in a.question(stage).votes.values()]


def test_whoever_takes_a_role_over_is_asked() -> None:
    """The new lead is asked, the old one's vote does not count any more."""
    stage = a.asked(Severity.HIGH)
    stage.do(a.ROLLBACK, p.LEE)
    asked = stage.do(i.HandOver(role="Deployment Lead", to=p.NED.id), p.SAM)[-1]
    assert e.VotersAsked(at=stage.at, by=None, people=(p.NED.id,), number=2) == asked
    stage.do(a.ROLLBACK, p.NED)
    assert stage.state.rollback


def test_who_leaves_decides_nothing_by_that() -> None:
    """With the only other voter gone, those whose votes agree press once more."""
    stage = a.asked(Severity.MEDIUM, on=(p.DBA, p.QUINN))
    stage.do(a.ROLLBACK, p.DBA)
    stage.leaves(p.QUINN)
    assert again(stage, p.DBA) in stage.last
    assert stage.state.question
    stage.do(a.ROLLBACK, p.DBA)
    assert stage.state.rollback


def test_a_change_of_severity_decides_nothing() -> None:
    """Votes are kept, and whoever could decide by theirs now presses once more."""
    stage = a.asked(Severity.HIGH)
    stage.do(a.ROLLBACK, p.ANA)
    stage.at += a.MINUTE
    stage.do(i.ChangeSeverity(severity=Severity.CRITICAL, reason="all orders fail"), p.SAM)
    assert again(stage, p.ANA) == stage.last[-1]
    assert stage.state.question
    stage.do(a.ROLLBACK, p.ANA)
    assert stage.state.rollback


def again(stage: Stage, *people: Person, number: int = 2) -> e.VotersAskedAgain:
    """These are asked to press once more."""
    asked = tuple(person.id for person in people)
    return e.VotersAskedAgain(at=stage.at, by=None, people=asked, number=number)


def test_whose_votes_are_enough_by_now_are_asked_once() -> None:
    """Each is asked once for one severity, whatever else happens; at another one anew."""
    stage = a.asked(Severity.HIGH, plan=a.with_levels())
    stage.do(a.ROLLBACK, p.ANA)
    critical = i.ChangeSeverity(severity=Severity.CRITICAL, reason="all orders fail")
    stage.do(critical, p.SAM)
    stage.do(i.AddNote(text="looking"), p.DBA)
    stage.do(a.CONTINUE, p.LEE)
    assert (p.ANA.id,) == a.question(stage).again
    asked = [event for event in stage.events if isinstance(event, e.VotersAskedAgain)]
    assert [again(stage, p.ANA)] == asked
    stage.do(i.ChangeSeverity(severity=Severity.HIGH, reason="half of them"), p.SAM)
    assert () == a.question(stage).again
    stage.do(critical, p.SAM)
    assert again(stage, p.ANA, number=4) in stage.last


def test_what_raises_the_severity_asks_to_press_again() -> None:
    """An alert that makes it the lead's asks the lead for one press more, and the deputy for a vote."""
    stage = a.asked(Severity.HIGH)
    stage.do(a.CONTINUE, p.ANA)
    worse = a.raised(stage, replace(a.DISK, severity=Severity.CRITICAL))
    events = voting.with_question_kept(stage.state, worse, stage.facts(None))
    asked = e.VotersAsked(at=stage.at, by=None, people=(p.SAM.id,), number=3)
    assert (again(stage, p.ANA), asked) == events[-2:]


def test_a_role_that_is_handed_on_may_make_votes_enough() -> None:
    """Whoever has both roles now has voted already: one press more settles it."""
    stage = a.asked(Severity.HIGH)
    stage.do(a.ROLLBACK, p.ANA)
    stage.do(i.HandOver(role="Dev Lead", to=p.ANA.id), p.SAM)
    assert again(stage, p.ANA) in stage.last
    stage.do(a.ROLLBACK, p.ANA)
    assert stage.state.rollback


def test_who_may_decide_is_said_of_some_of_several() -> None:
    """A refusal names how many of whom."""
    plan = replace(p.web_shop(), decisions=(a.rule(Severity.HIGH, "any two of Dev Lead, DBA, QA Lead", 15),))
    refusal = a.asked(plan=plan).refused(a.ROLLBACK, p.ANA)
    assert "It is for 2 of Lee Park, Dora Nagy, Quinn Adler to decide by 23:15 CET." in refusal.text


def test_a_change_of_severity_needs_its_reason_and_a_change() -> None:
    """The same severity again and one without a reason are refused."""
    stage = a.asked(Severity.HIGH)
    same = stage.refused(i.ChangeSeverity(severity=Severity.HIGH, reason="x"), p.ANA)
    assert (Because.SETTLED, True) == (same.because, "It is high already" in same.text)
    assert Because.INCOMPLETE is stage.refused(i.ChangeSeverity(severity=Severity.MEDIUM), p.ANA).because


@pytest.mark.parametrize("intent", [a.ROLLBACK, i.ChangeSeverity(severity=Severity.HIGH, reason="x")])
def test_without_a_question_there_is_nothing_to_answer(intent: i.Intent) -> None:
    """Whoever answers where nothing is asked hears how to ask, and how the last one ended."""
    stage = a.begun()
    refusal = stage.refused(intent, p.ANA)
    assert Because.NOT_NOW is refusal.because
    assert "No rollback question is open in WEB-DEPLOY-041. `/deploy rollback" in refusal.text
    stage.do(i.RequestRollback(severity=Severity.CRITICAL, reason=a.WHY), p.DEV)
    stage.do(a.CONTINUE, p.ANA)
    stage.at += a.MINUTE
    expected = (
        "No rollback question is open in WEB-DEPLOY-041. To go on was decided by you at 23:00 CET: “the "
        "cache warms up”; it is asked again at 23:10 CET. `/deploy rollback critical|high|medium REASON` "
        "asks for one."
    )
    assert expected == stage.refused(intent, p.ANA).text


@pytest.mark.parametrize("intent", [a.ROLLBACK, i.ChangeSeverity(severity=Severity.HIGH, reason="x")])
@pytest.mark.parametrize("is_asked_first", [True, False])
def test_after_a_rollback_was_decided_who_decided_is_said(intent: i.Intent, *, is_asked_first: bool) -> None:
    """Whoever votes or grades late hears by whom, when and why; also where it was decided at once."""
    stage = a.asked(Severity.CRITICAL) if is_asked_first else a.begun()
    request = i.RequestRollback(severity=Severity.CRITICAL, reason="all orders fail")
    stage.do(request, p.SAM)
    stage.at += a.MINUTE
    refusal = stage.refused(intent, p.ANA)
    said = "A rollback was decided by Sam Ito at 23:00 CET: “all orders fail”; it is rolling back."
    assert (Because.SETTLED, said) == (refusal.because, refusal.text)


def test_who_was_asked_without_being_named_hears_what_was_decided() -> None:
    """Whoever PagerDuty had on call then was asked; a stranger still hears only who may vote."""
    stage = a.begun(a.with_levels())
    on_call = Person(id="U21", name="Oli Berg")
    stage.do(i.NoteOnCall(level="L1", people=(on_call,)), None)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.DEV)
    a.passes(stage, 16)
    stage.do(a.CONTINUE, on_call)
    assert "To go on was decided by you" in stage.refused(a.ROLLBACK, on_call).text
    assert "Only somebody named in the plan" in stage.refused(a.ROLLBACK, p.STRANGER).text


def test_asking_joins_the_open_question() -> None:
    """A second person joins, and raises it where it is worse; asking for the same again is answered."""
    stage = a.asked(Severity.MEDIUM)
    assert "EvidenceSeen" == a.kinds(
        stage.do(i.RequestRollback(severity=Severity.MEDIUM, reason="me too"), p.DBA)
    )
    worse = stage.do(i.RequestRollback(severity=Severity.HIGH, reason="all fail"), p.DBA)
    assert "EvidenceSeen SeverityChanged VotersAsked" == a.kinds(worse)
    refusal = stage.refused(i.RequestRollback(severity=Severity.HIGH, reason="all fail"), p.DBA)
    assert "You asked for it already, at 23:00 CET" in refusal.text


def test_the_leads_critical_request_settles_an_open_question() -> None:
    """It raises the severity and is the lead's vote."""
    stage = a.asked(Severity.MEDIUM)
    events = stage.do(i.RequestRollback(severity=Severity.CRITICAL, reason="all fail"), p.ANA)
    assert "EvidenceSeen SeverityChanged VoteCast RollbackDecided" in a.kinds(events)


def test_a_request_of_who_votes_is_their_vote() -> None:
    """The lead's request for a high one waits for the Dev Lead alone."""
    stage = a.begun()
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.ANA)
    assert [p.ANA.id] == list(a.question(stage).votes)
    assert (p.LEE.id,) == a.question(stage).asked


def test_a_vote_for_a_rollback_beneath_another_that_runs() -> None:
    """A completed one is not rolled back by a vote either while the next runs at its target."""
    stage = at_state(Lifecycle.COMPLETED)
    stage.do(i.RequestRollback(severity=Severity.CRITICAL, reason=a.WHY), p.DEV)
    stage.others = (replace(around.RIVAL, runs=True, ends_at=p.END),)
    assert Because.NOT_NOW is stage.refused(a.ROLLBACK, p.ANA).because
    assert stage.do(a.CONTINUE, p.ANA)


def test_an_old_copy_counts_while_it_asks_the_same() -> None:
    """A press of the same round and severity counts; after a change, and once answered, it hears so."""
    stage = a.asked(Severity.HIGH)
    stage.do(replace(a.ROLLBACK, question="decision:1:0"), p.LEE)
    stage.do(i.ChangeSeverity(severity=Severity.MEDIUM, reason="one page"), p.ANA)
    old = stage.refused(replace(a.ROLLBACK, question="decision:1:0"), p.ANA)
    assert "It is medium since 23:00 CET" in old.text
    stage.do(replace(a.CONTINUE, question="decision:1:1"), p.ANA)
    answered = stage.refused(replace(a.ROLLBACK, question="decision:1:1"), p.ANA)
    assert "To go on was decided by you at 23:00 CET: “the cache warms up”;" in answered.text
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason="again"), p.DEV)
    newer = stage.refused(replace(a.ROLLBACK, question="decision:1:1"), p.ANA)
    assert "answer the newer question" in newer.text
    assert "not open" in stage.refused(replace(a.ROLLBACK, question="decision:9:1"), p.ANA).text
