"""Every intent in every state, by the right person, by a wrong one and by a stranger."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.authority import THE_CLOCK
from bot.domain.deliveries import DeliveryNews
from bot.domain.facts import Undelivered
from bot.domain.lifecycle import ESCALATED, HANDABLE, RULES, TABLE, Rule, decide
from bot.domain.people import Holders, Person
from bot.domain.plan import Channel, Severity, Step
from bot.domain.progress import current_steps
from bot.domain.question_parts import Choice
from bot.domain.raising import ASKABLE
from bot.domain.refusals import Because, Refusal
from bot.domain.reopening import last_ended
from bot.domain.run import WINDOW_TIMER
from bot.domain.state import LEAD, Lifecycle
from tests.bot.domain import machines, monitors, plans as p, sections
from tests.bot.domain.quiet import quiet_for
from tests.bot.domain.stories import Stage, at_state

GRID = """
                 draft  review approved pre    deploying verifying completed backing back   cancelled missed
Submit           yes    done   done     no     no        no        no        no      no     no        no
GiveSignOff      no     yes    done     done   done      done      done      done    done   no        no
RejectSignOff    no     yes    no       no     no        no        no        no      no     no        no
WithdrawSignOff  no     yes    yes      no     no        no        no        no      no     no        no
Amend            yes    yes    yes      no     no        no        no        no      no     no        no
AcceptAmendment  yes    yes    yes      no     no        no        no        no      no     no        no
Reschedule       yes    yes    yes      yes    no        no        no        no      no     no        yes
Extend           no     no     no       yes    yes       yes       no        yes     no     no        no
HandOver         yes    yes    yes      yes    yes       yes       yes       yes     yes    no        yes
TickItem         yes    yes    yes      done   no        no        no        no      no     no        no
CarryOn          no     no     no       no     yes       yes       no        no      no     no        no
SayOn            no     no     yes      yes    yes       yes       no        no      no     no        no
Begin            no     no     yes      done   done      done      no        no      no     no        no
Go               no     no     no       yes    done      done      no        no      no     no        no
Hold             no     no     no       yes    yes       yes       no        no      no     no        no
Resume           no     no     no       yes    yes       yes       no        no      no     no        no
Cancel           yes    yes    yes      yes    yes       no        no        no      no     done      yes
StartStep        no     no     no       yes    yes       yes       no        yes     yes    no        no
FinishStep       no     no     no       yes    yes       yes       no        yes     yes    no        no
TellAndFinish    no     no     no       yes    no        yes       no        no      no     no        no
FailStep         no     no     no       yes    yes       yes       no        yes     yes    no        no
SkipStep         no     no     no       yes    yes       yes       no        yes     yes    no        no
RetryStep        no     no     no       yes    yes       yes       no        yes     yes    no        no
ReopenStep       no     no     no       yes    yes       yes       no        yes     yes    no        no
DelayStep        no     no     no       yes    yes       yes       no        yes     no     no        no
Snooze           no     no     no       yes    yes       yes       no        yes     no     no        no
StopReminding    no     no     no       yes    yes       yes       no        yes     no     no        no
AddStep          no     no     no       yes    yes       yes       no        yes     no     no        no
RestoreFromBackup no    no     no       no     no        no        no        yes     no     no        no
ReportChanges    no     no     no       no     yes       yes       no        done    no     no        no
EndWayBack       no     no     no       no     no        no        no        yes     no     no        no
AddNote          yes    yes    yes      yes    yes       yes       yes       yes     yes    yes       yes
Resend           yes    yes    yes      yes    yes       yes       yes       yes     yes    yes       yes
SendNotice       no     no     yes      yes    no        no        no        no      no     no        no
EditNotice       yes    yes    yes      yes    yes       yes       yes       no      no     no        yes
Escalate         no     no     yes      yes    yes       yes       yes       yes     yes    no        no
Acknowledge      done   done   yes      yes    yes       yes       yes       yes     yes    done      done
PassOn           done   done   yes      yes    yes       yes       yes       yes     yes    done      done
StandDown        done   done   yes      yes    yes       yes       yes       yes     yes    done      done
RequestRollback  no     no     no       no     yes       yes       yes       done    done   no        no
CastVote         no     no     no       no     yes       yes       yes       done    done   no        no
ChangeSeverity   no     no     no       no     yes       yes       yes       done    done   no        no
Unlock           no     no     no       no     no        no        no        no      yes    no        no
Confirm          no     no     no       no     no        yes       done      no      no     no        no
SayMetric        no     no     no       no     yes       yes       no        no      no     no        no
ReportDelivery   yes    yes    yes      yes    yes       yes       yes       yes     yes    yes       yes
NoteDnd          idle   idle   yes      yes    yes       yes       idle      yes     idle   idle      idle
AcknowledgedOutside idle idle  yes      yes    yes       yes       yes       yes     yes    idle      idle
NoteOnCall       yes    yes    yes      yes    yes       yes       yes       yes     yes    yes       yes
ReportAlerts     yes    yes    yes      yes    yes       yes       yes       yes     yes    yes       yes
NoteBaseline     idle   idle   idle     yes    yes       yes       yes       yes     yes    yes       idle
ReportMetrics    idle   idle   idle     yes    yes       yes       idle      yes     idle   idle      idle
NoteChart        idle   idle   idle     yes    yes       yes       yes       yes     yes    yes       idle
ReportSmokeTests idle idle idle     idle   yes       yes       yes       yes     yes    idle      idle
SendTest         idle   idle   idle     idle   yes       yes       yes       yes     yes    idle      idle
RunTests         no     no     no       no     yes       yes       yes       yes     yes    no        no
RunWritingTests  no     no     no       no     yes       yes       yes       yes     yes    no        no
TickTest         no     no     no       no     yes       yes       yes       yes     yes    no        no
AttachAlert      no     no     yes      yes    yes       yes       yes       yes     yes    no        no
TimerFired       yes    yes    yes      idle   idle      idle      idle      idle    idle   idle      idle
"""
"""By the right person: accepted (yes), accepted and nothing happens (idle), settled already (done), not now
(no)."""

ANSWERS = {"done": Because.SETTLED, "no": Because.NOT_NOW}

EVENTS = {
    "Submit draft": "Submitted",
    "GiveSignOff in review": "SignedOff SignedOff",
    "RejectSignOff in review": "SignOffRejected",
    "WithdrawSignOff in review": "SignOffWithdrawn SignOffWithdrawn",
    "WithdrawSignOff approved": "SignOffWithdrawn SignOffWithdrawn ReviewReopened",
    "Amend draft": "AmendmentProposed",
    "Amend in review": "AmendmentProposed",
    "Amend approved": "AmendmentProposed",
    "AcceptAmendment draft": "Amended",
    "AcceptAmendment in review": "Amended",
    "AcceptAmendment approved": "Amended ReviewReopened",
    "Reschedule draft": "Rescheduled",
    "Reschedule in review": "Rescheduled",
    "Reschedule approved": "Rescheduled ReviewReopened",
    "Reschedule pre-deployment": "Rescheduled PreDeploymentLeft ReviewReopened",
    "Reschedule missed": "Rescheduled",
    **dict.fromkeys((f"HandOver {state}" for state in HANDABLE), "RoleHanded"),
    **{f"TickItem {state}": "ItemTicked" for state in ("draft", "in review", "approved")},
    **{f"Extend {state}": "WindowExtended" for state in RULES[i.Extend].states},
    "CarryOn deploying": "CarriedOn",
    "CarryOn verifying": "CarriedOn",
    **{f"SayOn {state}": "PersonIsOn" for state in RULES[i.SayOn].states},
    "Begin approved": "Begun StepCalled",
    "Go pre-deployment": "GoGiven DeployingBegan StepCalled",
    "Hold pre-deployment": "Held",
    "Hold deploying": "Held",
    "Hold verifying": "Held",
    "Resume pre-deployment": "Resumed",
    "Resume deploying": "Resumed",
    "Resume verifying": "Resumed",
    "Cancel draft": "Cancelled",
    "Cancel in review": "Cancelled",
    "Cancel approved": "Cancelled",
    "Cancel pre-deployment": "Cancelled",
    "Cancel deploying": "UndoingBegan StepCalled",
    "Cancel missed": "Cancelled",
    "StartStep pre-deployment": "StepStarted",
    "StartStep deploying": "StepStarted",
    "StartStep verifying": "StepStarted",
    "StartStep rolling back": "StepStarted",
    "StartStep rolled back": "StepStarted",
    "FinishStep pre-deployment": "StepStarted StepFinished ItemTicked StepCalled",
    "FinishStep deploying": "StepStarted StepFinished StepCalled",
    "FinishStep verifying": "StepStarted StepFinished StepCalled ConfirmationAsked",
    "FinishStep rolling back": "StepStarted StepFinished StepCalled",
    "FinishStep rolled back": "StepStarted StepFinished",
    "TellAndFinish pre-deployment": "NoticeGiven StepStarted StepFinished StepCalled",
    "TellAndFinish verifying": "NoticeGiven StepStarted StepFinished StepCalled ConfirmationAsked",
    "FailStep pre-deployment": "StepStarted StepFailed",
    "FailStep deploying": "StepStarted StepFailed RollbackAsked VotersAsked",
    "FailStep verifying": "StepStarted StepFailed RollbackAsked VotersAsked",
    "FailStep rolling back": "StepStarted StepFailed",
    "FailStep rolled back": "StepStarted StepFailed",
    "SkipStep pre-deployment": "StepSkipped StepCalled",
    "SkipStep deploying": "StepSkipped StepCalled",
    "SkipStep verifying": "StepSkipped StepCalled ConfirmationAsked",
    "SkipStep rolling back": "StepSkipped StepCalled",
    "SkipStep rolled back": "StepSkipped",
    **{f"RetryStep {state}": "StepCalled" for state in RULES[i.RetryStep].states},
    **{f"ReopenStep {state}": "StepReopened" for state in RULES[i.ReopenStep].states},
    **{f"DelayStep {state}": "StepDelayed" for state in RULES[i.DelayStep].states},
    **{f"Snooze {state}": "RemindersQuieted" for state in RULES[i.Snooze].states},
    **{f"StopReminding {state}": "RemindersQuieted" for state in RULES[i.StopReminding].states},
    "AddStep pre-deployment": "StepAdded",
    "AddStep deploying": "StepAdded",
    "AddStep verifying": "StepAdded",
    "AddStep rolling back": "StepAdded",
    "RestoreFromBackup rolling back": "StepAdded RestoreDecided StepSkipped StepCalled",
    **sections.EVENTS,
    **{f"AddNote {state}": "NoteAdded" for state in Lifecycle},
    **{f"Resend {state}": "DeadLettersResent" for state in Lifecycle},
    "SendNotice approved": "NoticeGiven",
    "SendNotice pre-deployment": "NoticeGiven",
    **{f"EditNotice {state}": "NoticeEdited" for state in RULES[i.EditNotice].states},
    "RequestRollback deploying": "RollbackDecided TargetLocked StepCalled PeopleReleased",
    "RequestRollback verifying": "RollbackDecided TargetLocked StepCalled PeopleReleased",
    "RequestRollback completed": "RollbackDecided TargetLocked StepCalled",
    **{f"Escalate {state}": "IssueRaised LevelCalled" for state in ESCALATED},
    **{f"Acknowledge {state}": "CallAcknowledged" for state in ESCALATED},
    **{f"PassOn {state}": "CallPassedOn" for state in ESCALATED},
    **{f"StandDown {state}": "IssueOver" for state in ESCALATED},
    **{f"AcknowledgedOutside {state}": "CallAcknowledged" for state in ESCALATED},
    **{f"NoteOnCall {state}": "OnCallNoted" for state in Lifecycle},
    **{f"CastVote {state}": "VoteCast RollbackDeclined" for state in RULES[i.CastVote].states},
    **{f"ChangeSeverity {state}": "SeverityChanged VotersAsked" for state in RULES[i.CastVote].states},
    "Unlock rolled back": "TargetReleased",
    "Confirm verifying": "Confirmed",
    **{f"ReportDelivery {state}": "DeliveryReported" for state in Lifecycle},
    **{
        f"NoteDnd {state}": "DndRead DndNamed"
        for state in (Lifecycle.APPROVED, *RULES[i.Hold].states, Lifecycle.ROLLING_BACK)
    },
    **monitors.EVENTS,
    **machines.EVENTS,
    "TimerFired draft": "WindowMissed",
    "TimerFired in review": "WindowMissed",
    "TimerFired approved": "WindowMissed",
}

REPORT = i.ReportDelivery(way=Channel.EMAIL, news=DeliveryNews.UNDELIVERED, why="refused")
OUTSIDE = i.AcknowledgedOutside(level=LEAD, by="Jane Doe", where="PagerDuty", at=p.END)
SIMPLE: dict[type[i.Intent], tuple[i.Intent, Person, Person]] = {
    i.Submit: (i.Submit(), p.PAUL, p.STRANGER),
    i.GiveSignOff: (i.GiveSignOff(), p.PIA, p.DBA),
    i.RejectSignOff: (i.RejectSignOff(reason="no way back is tested"), p.PIA, p.DBA),
    i.WithdrawSignOff: (i.WithdrawSignOff(), p.PIA, p.DBA),
    i.Amend: (i.Amend(text="changed"), p.SAM, p.DBA),
    i.AcceptAmendment: (i.AcceptAmendment(), p.SAM, p.DBA),
    i.Reschedule: (i.Reschedule(start=datetime(2026, 12, 3, 23, 0)), p.SAM, p.DBA),  # noqa: DTZ001 - local
    i.HandOver: (i.HandOver(role="DBA", to=p.DEV.id), p.SAM, p.DBA),
    i.TickItem: (i.TickItem(wanted="1"), p.DBA, p.STRANGER),
    i.Extend: (i.Extend(minutes=30, reason="the copy is slow"), p.SAM, p.DBA),
    i.CarryOn: (i.CarryOn(), p.SAM, p.DBA),
    i.SayOn: (i.SayOn(), p.DBA, p.CARLA),
    i.Begin: (i.Begin(), p.SAM, p.DBA),
    i.Go: (i.Go(), p.SAM, p.DBA),
    i.Hold: (i.Hold(reason="the database is slow"), p.DBA, p.STRANGER),
    i.Resume: (i.Resume(), p.SAM, p.DBA),
    i.Cancel: (i.Cancel(reason="the supplier is down"), p.SAM, p.DBA),
    i.AddNote: (i.AddNote(text="the replica lags"), p.DBA, p.STRANGER),
    i.Resend: (i.Resend(), p.SAM, p.DBA),
    i.SendNotice: (i.SendNotice(wanted="1"), p.SAM, p.DBA),
    i.EditNotice: (i.EditNotice(wanted="1 It takes longer"), p.SAM, p.DBA),
    i.Escalate: (i.Escalate(reason="orders are lost"), p.DBA, p.STRANGER),
    i.Acknowledge: (i.Acknowledge(), p.ANA, p.DBA),
    i.PassOn: (i.PassOn(), p.ANA, p.DBA),
    i.StandDown: (i.StandDown(note="the queue is empty again"), p.SAM, p.DBA),
    i.RequestRollback: (i.RequestRollback(reason="error rate 7 %"), p.SAM, p.STRANGER),
    i.CastVote: (i.CastVote(choice=Choice.CONTINUE, reason="the cache warms up"), p.SAM, p.STRANGER),
    i.ChangeSeverity: (i.ChangeSeverity(severity=Severity.HIGH, reason="one page"), p.SAM, p.DBA),
    i.Unlock: (i.Unlock(reason="the migration is mended"), p.SAM, p.DBA),
    i.Confirm: (i.Confirm(wanted="smoke"), p.QUINN, p.DBA),
    i.ReportDelivery: (REPORT, p.ANA, p.ANA),
    i.NoteDnd: (i.NoteDnd(asked=(p.DEV.id,), quiet=quiet_for(p.DEV)), p.ANA, p.ANA),
    i.AcknowledgedOutside: (OUTSIDE, p.ANA, p.ANA),
    i.NoteOnCall: (i.NoteOnCall(level="L1", people=(p.DEV,)), p.ANA, p.ANA),
    **monitors.SIMPLE,
    **sections.SIMPLE,
    **machines.SIMPLE,
    i.TimerFired: (i.TimerFired(timer=WINDOW_TIMER), p.ANA, p.ANA),
}
ANSWERING = frozenset({i.Acknowledge, i.PassOn, i.StandDown, i.AcknowledgedOutside})
STEPS: dict[type[i.Intent], Callable[[str], i.Intent]] = {
    i.StartStep: lambda number: i.StartStep(step=number),
    i.FinishStep: lambda number: i.FinishStep(step=number),
    i.TellAndFinish: lambda number: i.TellAndFinish(step=number),
    i.FailStep: lambda number: i.FailStep(step=number, reason="the disk is full"),
    i.SkipStep: lambda number: i.SkipStep(step=number, reason="was done by hand"),
    i.RetryStep: lambda number: i.RetryStep(step=number),
    i.ReopenStep: lambda number: i.ReopenStep(step=number),
    i.DelayStep: lambda number: i.DelayStep(step=number, minutes=10),
    i.Snooze: lambda number: i.Snooze(step=number, minutes=10),
    i.StopReminding: lambda number: i.StopReminding(step=number),
    i.AddStep: lambda number: i.AddStep(after=number, action="Flush the queue", owner="U03", minutes=5),
    i.RestoreFromBackup: lambda number: i.RestoreFromBackup(step=number),
}


def someone_ready(intent: type[i.Intent], stage: Stage) -> None:
    """The steps that somebody is at have failed for a retry or a restore, or are done for a reopen."""
    for step in current_steps(stage.state, stage.plan):
        if intent is not i.ReopenStep:
            stage.do(i.FailStep(step=step.number, reason="the disk is full"), p.ANA)
        else:
            stage.do(i.FinishStep(step=step.number), stage.state.holders(step.owner).people[0])


def scene(intent: type[i.Intent], state: Lifecycle) -> Stage:
    """A deployment in this state, made ready for the intent: items ticked for Begin, and so on."""
    stage = sections.stage_for(intent, state) or at_state(state, machines.plan_for(intent))
    stage.ways = frozenset(Channel)
    stage.loose = monitors.LOOSE
    prepare_plan(intent, stage)
    machines.ready(intent, stage)
    if issubclass(intent, i.RetryStep | i.ReopenStep | i.RestoreFromBackup):
        someone_ready(intent, stage)
    elif intent is i.Resume and state in RULES[i.Hold].states:
        stage.do(i.Hold(reason="the database is slow"), p.ANA)
    elif intent is i.Confirm and state is Lifecycle.VERIFYING:
        stage.do(i.FinishStep(step="10"), p.QUINN)
    elif intent is i.Begin and state is Lifecycle.APPROVED:
        for number in ("1", "3"):
            stage.do(i.TickItem(wanted=number), p.ANA)
    elif intent is i.Go and state is Lifecycle.PRE_DEPLOYMENT:
        stage.walk()
        stage.at = p.T0
    elif intent in ANSWERING and state in ESCALATED:
        stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    elif intent is i.Resend:
        stage.undelivered = Undelivered(wanted=2)
    elif intent is i.TimerFired:
        stage.at = max(stage.at, p.END)
    return stage


def prepare_plan(intent: type[i.Intent], stage: Stage) -> None:
    """What an intent needs of the plan, of an approval of it, of what was begun, or of what is asked."""
    state = stage.state.state
    if intent is i.WithdrawSignOff and state is Lifecycle.IN_REVIEW:
        stage.do(i.GiveSignOff(), p.PIA)
    elif intent in {i.Amend, i.AcceptAmendment}:
        stage.writes(replace(stage.plan, flags=(p.flag("express_checkout"),)))
        if intent is i.AcceptAmendment and state in RULES[i.Amend].states:
            stage.do(i.Amend(text="changed"), p.ANA)
    elif intent is i.Reschedule:
        stage.moves(timedelta(days=2))
    elif issubclass(intent, i.RequestRollback | i.CastVote | i.ChangeSeverity) and state in ASKABLE:
        if state is Lifecycle.DEPLOYING:
            stage.do(i.StartStep(step="5"), p.DBA)
        if intent is not i.RequestRollback:
            stage.do(i.RequestRollback(reason="error rate 7 %"), p.DBA)
    elif intent is i.CarryOn and state in RULES[i.CarryOn].states:
        step = "5" if state is Lifecycle.DEPLOYING else "10"
        stage.do(i.StartStep(step=step), p.ANA)
        stage.at = p.END
        stage.wake(AGENDA_TIMER)


def meant(intent: type[i.Intent], stage: Stage) -> Step:
    """The step that is meant: one that somebody is at, or the last one that is over."""
    current = current_steps(stage.state, stage.plan)
    ended = last_ended(stage.state, stage.plan) if intent is i.ReopenStep else ()
    return (*ended[-1:], *current, *stage.plan.steps)[0]


def asked(intent: type[i.Intent], stage: Stage) -> tuple[i.Intent, Person, Person]:
    """What is asked in this scene, by whom rightly, and who may not."""
    if intent in SIMPLE:
        return SIMPLE[intent]
    step = meant(intent, stage)
    if intent in {i.AddStep, i.RestoreFromBackup}:
        return STEPS[intent](step.number), p.SAM, p.QUINN
    return STEPS[intent](step.number), stage.state.holders(step.owner).people[0], p.CARLA


def cells() -> Iterator[tuple[type[i.Intent], Lifecycle, str]]:
    """The grid's cells."""
    names = {rule.intent.__name__: rule.intent for rule in TABLE}
    _, *lines = GRID.strip().splitlines()
    for line in lines:
        name, *answers = line.split()
        for state, answer in zip(Lifecycle, answers, strict=True):
            yield names[name], state, answer


def named(rule: Rule) -> bool:
    """Whether a person can be the wrong one."""
    return rule.who is not THE_CLOCK


def test_grid_is_complete() -> None:
    """The grid has every pair of an intent and a state once, and events for each that is accepted."""
    pairs = [(intent, state) for intent, state, _ in cells()]
    assert sorted(map(str, pairs)) == sorted(map(str, product(RULES, Lifecycle)))
    accepted = {f"{intent.__name__} {state}" for intent, state, answer in cells() if answer == "yes"}
    assert accepted == set(EVENTS)


def test_table_is_complete() -> None:
    """Every intent but the first has its rule, once."""
    intents = {each for each in vars(i).values() if isinstance(each, type) and issubclass(each, i.Intent)}
    assert intents == {*RULES, i.OpenDeployment, i.Intent, i.StepReport}
    assert len(TABLE) == len(RULES)


@pytest.mark.parametrize(("intent", "state", "answer"), list(cells()))
def test_right_person(intent: type[i.Intent], state: Lifecycle, answer: str) -> None:
    """The right person's intent has the events or the kind of refusal that the grid names."""
    stage = scene(intent, state)
    wanted, right, _ = asked(intent, stage)
    before = stage.state
    decision = decide(before, wanted, stage.facts(right))
    if isinstance(decision, Refusal):
        assert ANSWERS[answer] is decision.because
        assert stage.ask(wanted, right) == decision
        assert stage.state is before
        return
    expected = EVENTS[f"{intent.__name__} {state}"] if answer == "yes" else ""
    assert expected.split() == [type(event).__name__ for event in decision]


@pytest.mark.parametrize(("rule", "state"), list(product(filter(named, TABLE), Lifecycle)))
def test_wrong_person(rule: Rule, state: Lifecycle) -> None:
    """A wrong person and a stranger are refused in every state, and hear by name who may."""
    stage = scene(rule.intent, state)
    wanted, right, wrong = asked(rule.intent, stage)
    for person in (wrong, p.STRANGER):
        refusal = stage.refused(wanted, person)
        assert Because.NOT_YOURS is refusal.because
        helpers = {right.name, p.ANA.name} | {each.name for each in stage.state.lead.all}
        assert any(name in refusal.text for name in helpers), refusal.text


@pytest.mark.parametrize("state", Lifecycle)
@pytest.mark.parametrize("intent", [i.GiveSignOff, i.RejectSignOff])
def test_author_never_signs(intent: type[i.Intent], state: Lifecycle) -> None:
    """The author is refused in every state, also when holding a role that signs."""
    stage = scene(intent, state)
    stage.roles = dict(p.roles(CAB=Holders(people=(p.TESS, p.CARLA))))
    stage.wake("roles")
    refusal = stage.refused(SIMPLE[intent][0], p.TESS)
    assert Because.NOT_YOURS is refusal.because
    assert "author" in refusal.text
