from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import reduce

import pytest

from bot.domain import events as e, intents as i
from bot.domain.effects import MessageKind, PostMessage
from bot.domain.escalation_events import Called
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.evolve import evolve
from bot.domain.people import Holders
from bot.domain.plan import EscalationContact, Plan, RollbackTrigger, Severity
from bot.domain.question_parts import Choice
from bot.domain.raising import is_anything_to_roll_back, with_severity
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from tests.bot.domain import asking as a, ladders as la, plans as p
from tests.bot.domain.stories import Stage, at_state

WORSE = replace(a.DISK, severity=Severity.CRITICAL, text="disk broken")


def play(stage: Stage, events: tuple[e.Event, ...]) -> Stage:
    """The stage with events that a monitor brought."""
    stage._state = reduce(evolve, events, stage.state)
    stage.events = (*stage.events, *events)
    return stage


def test_a_monitor_opens_a_question() -> None:
    """What is seen while something is deployed asks at once, as severe as it is."""
    stage = a.begun()
    (asked,) = a.raised(stage, a.DISK)
    expected = e.RollbackAsked(at=stage.at, by=None, round=1, severity=Severity.MEDIUM, evidence=(a.DISK,))
    assert expected == asked


@pytest.mark.parametrize("state", sorted(set(Lifecycle) - {Lifecycle.VERIFYING, Lifecycle.COMPLETED}))
def test_nothing_is_asked_where_nothing_can_go_back(state: Lifecycle) -> None:
    """Before anything was begun, on the way back and after it no monitor asks for a rollback."""
    assert () == a.raised(at_state(state), a.DISK)


def test_nothing_is_asked_without_a_way_back() -> None:
    """A plan without 6.3 is never asked about by a monitor."""
    assert () == a.raised(a.begun(replace(p.web_shop(), rollback=None)), a.DISK)


@pytest.mark.parametrize(("seconds", "possible"), [(0, True), (1, False)])
def test_completed_is_asked_about_for_a_day(seconds: int, possible: bool) -> None:
    """For 24 hours after completion a monitor may ask."""
    stage = at_state(Lifecycle.COMPLETED)
    at = stage.at + timedelta(hours=24, seconds=seconds)
    assert possible is is_anything_to_roll_back(stage.state, stage.plan, at)


def test_more_evidence_joins() -> None:
    """What is seen next belongs to the open question, and is told once."""
    stage = play(a.begun(), a.raised(a.begun(), a.DISK))
    other = replace(a.DISK, subject="memory", text="out of memory")
    (seen,) = a.raised(stage, a.DISK, other)
    assert e.EvidenceSeen(at=stage.at, by=None, evidence=(other,)) == seen
    assert (a.DISK, other) == a.question(play(stage, (seen,))).evidence


def test_worse_evidence_raises_the_severity() -> None:
    """What is more severe than was said raises it; what is less severe does not lower it."""
    stage = play(a.begun(), a.raised(a.begun(), a.DISK))
    events = a.raised(stage, WORSE)
    assert "EvidenceSeen SeverityChanged" == a.kinds(events)
    play(stage, events)
    assert Severity.CRITICAL is a.question(stage).severity
    assert "EvidenceSeen" == a.kinds(a.raised(stage, a.DISK))


def test_what_is_no_worse_does_not_undo_a_lowered_severity() -> None:
    """The lead knows of it, whatever was measured since."""
    stage = play(a.begun(), a.raised(a.begun(), WORSE))
    stage.do(i.ChangeSeverity(severity=Severity.MEDIUM, reason="only the canary"), p.ANA)
    again = replace(WORSE, text="disk 97 % full")
    assert "EvidenceSeen" == a.kinds(a.raised(stage, again))


@pytest.mark.parametrize("severity", list(Severity))
def test_what_is_new_raises_a_lowered_severity_to_its_own(severity: Severity) -> None:
    """Nobody who lowered it knew of that; what is no worse than they said leaves it as it is."""
    stage = play(a.begun(), a.raised(a.begun(), WORSE))
    stage.do(i.ChangeSeverity(severity=Severity.MEDIUM, reason="only the canary"), p.ANA)
    new = replace(WORSE, subject="memory", severity=severity)
    play(stage, a.raised(stage, WORSE, new))
    assert severity is a.question(stage).severity
    assert () == a.raised(stage, WORSE, new)


def lowered_and_declined() -> Stage:
    """Critical at first, medium as the lead says, and it goes on."""
    stage = play(a.begun(), a.raised(a.begun(), WORSE))
    stage.do(i.ChangeSeverity(severity=Severity.MEDIUM, reason="only the canary"), p.ANA)
    stage.do(a.CONTINUE, p.ANA)
    assert stage.state.declined
    return stage


def test_a_lowered_severity_stands_when_it_is_asked_again() -> None:
    """After Continue the same alert is asked about as severe as the lead said."""
    stage = lowered_and_declined()
    a.passes(stage, 10)
    assert (2, Severity.MEDIUM) == (a.question(stage).round, a.question(stage).severity)


@pytest.mark.parametrize("severity", list(Severity))
def test_what_is_worse_since_is_asked_about_as_severe_as_it_is(severity: Severity) -> None:
    """A new alert of its own severity, never below what the lead said."""
    new = replace(WORSE, subject="memory", severity=severity)
    (asked,) = a.raised(lowered_and_declined(), new)
    assert isinstance(asked, e.RollbackAsked)
    assert severity is asked.severity


def test_what_is_over_is_noted_and_the_question_stays() -> None:
    """A resolved alert is told in the same place; people still decide."""
    stage = play(a.begun(), a.raised(a.begun(), a.DISK))
    over = replace(a.DISK, is_over=True)
    play(stage, a.raised(stage, over))
    assert (over,) == a.question(stage).evidence
    assert () == a.raised(stage, replace(over, subject="never seen"))


def test_what_is_over_when_first_seen_asks_nothing() -> None:
    """An alert that comes resolved opens no question."""
    assert () == a.raised(a.begun(), replace(a.DISK, is_over=True))


def declined() -> Stage:
    """Continue was decided though the disk is full."""
    stage = play(a.begun(), a.raised(a.begun(), a.DISK))
    stage.do(a.CONTINUE, p.ANA)
    assert stage.state.declined
    return stage


def test_after_continue_the_same_asks_nothing() -> None:
    """What was known when Continue was decided does not ask again."""
    assert () == a.raised(declined(), a.DISK)


@pytest.mark.parametrize("news", [WORSE, replace(a.DISK, subject="memory")])
def test_after_continue_worse_asks_earlier(news: Evidence) -> None:
    """What is new or more severe asks in a new round, with what still holds."""
    stage = declined()
    (asked,) = a.raised(stage, news)
    assert isinstance(asked, e.RollbackAsked)
    assert (2, news) == (asked.round, asked.evidence[-1])


def test_after_continue_what_was_over_and_is_back_asks() -> None:
    """A resolved alert that fires once more is worse than it was."""
    stage = declined()
    over = a.raised(stage, replace(a.DISK, is_over=True))
    assert "EvidenceSeen" == a.kinds(over)
    assert "RollbackAsked" == a.kinds(a.raised(play(stage, over), a.DISK))


@pytest.mark.parametrize(
    ("kind", "text", "severity"),
    [
        (EvidenceKind.ALERT, "disk full", Severity.MEDIUM),
        (EvidenceKind.STEP, "step 5 failed", Severity.HIGH),
        (EvidenceKind.SMOKE_TEST, "login fails", Severity.HIGH),
        (EvidenceKind.ALERT, "HighErrorRate", Severity.MEDIUM),
        (EvidenceKind.ALERT, "error rate is 7 %", Severity.HIGH),
        (EvidenceKind.STEP, "database integrity is at stake", Severity.CRITICAL),
    ],
)
def test_severity_is_proposed(kind: EvidenceKind, text: str, severity: Severity) -> None:
    """Without one of its own it is what 6.1 says by its words, else what its kind calls for."""
    triggers = ("Critical functionality broken", "Error rate > 5%", "Database integrity issues")
    plan = replace(p.web_shop(), triggers=tuple(RollbackTrigger(text=each, line=0) for each in triggers))
    seen = Evidence(kind=kind, subject="x", text=text, since=p.T0)
    assert severity is with_severity(seen, plan).severity
    own = replace(seen, severity=Severity.MEDIUM)
    assert own == with_severity(own, plan)


def failing(stage: Stage) -> Stage:
    """Step 5's failure speaks for a rollback."""
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    found = Evidence(
        kind=EvidenceKind.STEP, subject="5", text="step 5 failed", since=stage.at, severity=Severity.HIGH
    )
    return stage if stage.state.question else play(stage, a.raised(stage, found))


@pytest.mark.parametrize("end", [i.FinishStep(step="5"), i.SkipStep(step="5", reason="by hand")])
def test_a_failed_step_that_is_over_leaves_its_question_to_one_press(end: i.Intent) -> None:
    """Done or skipped: those who decide are told that one Continue is enough, and nobody is called before."""
    stage = failing(a.begun())
    if isinstance(end, i.FinishStep):
        stage.do(i.RetryStep(step="5"), p.DBA)
    events = stage.do(end, p.DBA)
    asked = e.VotersAskedAgain(at=stage.at, by=None, people=(p.ANA.id, p.SAM.id, p.LEE.id), number=2)
    assert asked == events[-1]
    assert a.question(stage).is_quiet
    assert "6" not in stage.state.steps
    stage.do(i.CastVote(choice=Choice.CONTINUE), p.LEE)
    assert stage.state.question is None
    assert stage.state.declined is None
    assert "6" in stage.state.steps


@pytest.mark.parametrize("stays", ["other evidence", "a vote"])
def test_a_question_stays_for_what_else_speaks_for_it(stays: str) -> None:
    """With other evidence, or a vote for a rollback, people still decide."""
    stage = failing(a.begun())
    if stays == "a vote":
        stage.do(a.ROLLBACK, p.LEE)
    else:
        play(stage, a.raised(stage, a.DISK))
    stage.do(i.SkipStep(step="5", reason="by hand"), p.DBA)
    assert a.question(stage).evidence[0].is_over
    assert "6" not in stage.state.steps


def test_what_fails_again_while_its_question_is_open_is_asked_about_as_before() -> None:
    """Over at one attempt and failed at the next: one Continue is not enough any more, and needs a reason."""
    stage = failing(a.begun())
    stage.do(i.SkipStep(step="5", reason="by hand"), p.DBA)
    play(stage, a.raised(stage, a.DISK))
    assert Because.INCOMPLETE is stage.refused(i.CastVote(choice=Choice.CONTINUE), p.LEE).because
    stage.do(a.CONTINUE, p.LEE)
    assert stage.state.question


def test_after_continue_a_step_that_fails_once_more_asks() -> None:
    """A step that is tried again has not failed then; if it does, that is news."""
    stage = failing(a.begun())
    stage.do(a.CONTINUE, p.ANA)
    stage.do(a.CONTINUE, p.LEE)
    stage.do(i.RetryStep(step="5"), p.DBA)
    assert stage.state.declined
    assert stage.state.declined.question.evidence[0].is_over
    failing(stage)
    assert 2 == a.question(stage).round


def _with_first_response() -> Plan:
    """A level that is called at once."""
    plan = a.with_levels()
    return replace(plan, contacts=(replace(plan.contacts[0], when="First response"),))


def test_a_failed_step_of_the_way_back_calls_the_levels() -> None:
    """At once, until it is over: called again it is not yet, and nobody is asked whether to roll back."""
    stage = Stage(_with_first_response()).to_rolling_back()
    stage.do(i.FailStep(step="R2", reason="the registry is down"), p.DEV)
    ladder = stage.state.ladder
    assert ladder
    assert "step R2, Rollback application, failed: the registry is down" == ladder.opened.note
    assert ("L1",) == tuple(ladder.levels)
    assert None is stage.state.question
    stage.do(i.RetryStep(step="R2"), p.DEV)
    assert not any(isinstance(event, e.IssueOver) for event in stage.last)
    stage.do(i.FinishStep(step="R2"), p.DEV)
    assert "step R2 is over" in {event.why for event in stage.last if isinstance(event, e.IssueOver)}


@pytest.mark.parametrize(
    "end", [i.SkipStep(step="R2", reason="by hand"), i.RestoreFromBackup(step="R2", reason="it is lost")]
)
def test_what_takes_its_place_ends_the_issue(end: i.Intent) -> None:
    """Skipped, or given up for the backup."""
    stage = Stage(_with_first_response()).to_rolling_back()
    stage.do(i.FailStep(step="R2", reason="the registry is down"), p.DEV)
    stage.do(end, p.ANA)
    assert None is stage.state.ladder


@pytest.mark.parametrize(
    "whens", [("", "", ""), ("Primary", "Secondary", "Critical outage"), ("> 10 min", "> 30 min", "")]
)
def test_a_failed_way_back_calls_the_first_level_whatever_its_when(whens: tuple[str, ...]) -> None:
    """Somebody is called at once, and after five silent minutes the next level."""
    stage = _failed_way_back(la.plan_with(*_rows(whens)))
    assert [("L1", ("Oli Berg",))] == la.called(stage.last)
    assert [("L2", ("Max Winter",)), ("L3", ("Jo Blake",))] == la.called(la.passes(stage, 10))


def test_a_failed_way_back_of_a_plan_without_levels_opens_no_issue() -> None:
    """Nobody is there to climb to; the lead is told of the failure directly."""
    stage = _failed_way_back(p.web_shop())
    assert None is stage.state.ladder
    posts = [each for each in stage.effects() if isinstance(each, PostMessage)]
    told = {each.to for each in posts if each.kind is MessageKind.FAILURE and each.to}
    assert {person.id for person in stage.state.lead.all} == told


def test_a_failure_asks_whoever_has_the_open_issue_again() -> None:
    """Once more of the same step as well; the new reason is what counts, until it is over."""
    stage = _failed_way_back(la.plan_with())
    stage.do(i.Acknowledge(), la.ON_CALL)
    stage.at += la.MINUTE
    stage.do(i.RetryStep(step="R2"), p.DEV)
    stage.do(i.FailStep(step="R2", reason="the disk is full"), p.DEV)
    assert [("L1", ("Oli Berg",))] == la.called(stage.last)
    call = la.ladder(stage).calls[-1]
    assert (Called.STILL_OPEN, "step R2, Rollback application, failed: the disk is full") == (
        call.because,
        call.why,
    )
    assert (call.why, ("failure:R2",)) == (la.ladder(stage).reason.note, la.ladder(stage).about)
    assert [("L2", ("Max Winter",))] == la.called(la.passes(stage, 5))


def test_a_failure_joins_what_was_called_by_hand() -> None:
    """Who has that is asked again, and it is about the failure until the step is over."""
    stage = Stage(la.plan_with(), dict(_holders())).to_rolling_back()
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    stage.do(i.Acknowledge(), la.ON_CALL)
    stage.do(i.FailStep(step="R2", reason="the registry is down"), p.DEV)
    assert [("L1", ("Oli Berg",))] == la.called(stage.last)
    assert "the registry is down" in la.ladder(stage).reason.note
    stage.do(i.SkipStep(step="R2", reason="by hand"), p.ANA)
    assert "orders are lost" == la.ladder(stage).reason.note


def test_a_failure_that_who_has_the_issue_reports_rings_nobody() -> None:
    """They know of it."""
    stage = Stage(la.plan_with(), dict(_holders(On_call=Holders(people=(p.DEV,))))).to_rolling_back()
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    stage.do(i.Acknowledge(), p.DEV)
    stage.do(i.FailStep(step="R2", reason="the registry is down"), p.DEV)
    assert [] == la.called(stage.last)


def test_a_failure_while_the_last_call_still_rings_waits_for_the_clock() -> None:
    """Two failures within a minute do not ring two levels; silence leads to the next one."""
    stage = _failed_way_back(la.plan_with())
    stage.at += la.MINUTE
    stage.do(i.RetryStep(step="R2"), p.DEV)
    stage.do(i.FailStep(step="R2", reason="the disk is full"), p.DEV)
    assert [] == la.called(stage.last)
    assert [("L2", ("Max Winter",))] == la.called(la.passes(stage, 4))


def _holders(**others: Holders) -> Mapping[str, Holders]:
    """One person stands for each level, or as `others` say."""
    holders = {"On_call": la.ON_CALL, "Manager": la.MANAGER, "CTO": la.CTO}
    return p.roles(**{**{role: Holders(people=(person,)) for role, person in holders.items()}, **others})


def _rows(whens: tuple[str, ...]) -> list[EscalationContact]:
    """The seed's levels, each called when its cell says."""
    return [la.row(level, contact, when) for (level, contact, _), when in zip(la.LEVELS, whens, strict=True)]


def _failed_way_back(plan: Plan) -> Stage:
    """R2 of the way back has failed; one person stands for each level."""
    stage = Stage(plan, dict(_holders())).to_rolling_back()
    stage.do(i.FailStep(step="R2", reason="the registry is down"), p.DEV)
    return stage
