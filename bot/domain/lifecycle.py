"""The lifecycle as one table: which intent may be in which state, who may, what decides it, where it leads.

Rows read: this intent, in these states, asked for by those people, decided by this function, may lead from
there to there (beside staying). The words of a refusal for the wrong person or state are made from the table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain import (
    adhoc,
    alerting,
    already,
    answering,
    approvals,
    charge,
    charting,
    checklist,
    confirmations,
    delaying,
    dnd,
    ending_back,
    extending,
    handing,
    intents as i,
    leaving,
    locks,
    no_return,
    notes,
    presence,
    reopening,
    reporting,
    resending,
    restoring,
    revising,
    run,
    sending,
    smoke_tests,
    smoke_ticks,
    staleness,
    steps,
    voting,
    vouching,
    watching,
)
from bot.domain.alarming import with_alerts_asked
from bot.domain.authority import ANYONE_NAMED, THE_CLOCK, THE_LEAD, Who, not_named
from bot.domain.departures import WHO_LEFT
from bot.domain.escalation import with_issue_over
from bot.domain.facts import Decision, Facts, settled
from bot.domain.hushing import hushed
from bot.domain.people import Person
from bot.domain.quieting import told
from bot.domain.raising import ASKABLE
from bot.domain.refusals import Because, Refusal
from bot.domain.releasing import with_released
from bot.domain.state import Deployment, Lifecycle

DRAFT, REVIEW, APPROVED = Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.APPROVED
PRE, DEPLOYING, VERIFYING = Lifecycle.PRE_DEPLOYMENT, Lifecycle.DEPLOYING, Lifecycle.VERIFYING
COMPLETED, BACKING, BACK = Lifecycle.COMPLETED, Lifecycle.ROLLING_BACK, Lifecycle.ROLLED_BACK
CANCELLED, MISSED = Lifecycle.CANCELLED, Lifecycle.MISSED

RUN = (PRE, DEPLOYING, VERIFYING)
WALKING = (*RUN, BACKING)
STEPS = (*WALKING, BACK)
SIGNABLE = (REVIEW, APPROVED, *RUN, COMPLETED, BACKING, BACK)
"""An emergency's late approvals are given also when it is over."""
USUALLY: Mapping[type[i.Intent], tuple[Lifecycle, ...]] = {i.GiveSignOff: (REVIEW,)}
"""What whoever asks at another time is told, where the table has more for rare cases."""
AMENDABLE = (DRAFT, REVIEW, APPROVED)
UNDOABLE = (*RUN, COMPLETED)
HANDABLE = tuple(state for state in Lifecycle if state is not CANCELLED)
EDITABLE = (*AMENDABLE, *RUN, COMPLETED, MISSED)
TELLING = (PRE, VERIFYING)
"""The phases of steps that notify."""
SENDABLE = (APPROVED, *RUN, COMPLETED)
ESCALATED = (APPROVED, *STEPS, COMPLETED)
"""While somebody may have to be called: also where nobody begins, or what is live breaks."""
ATTACHABLE = (APPROVED, *RUN, COMPLETED, BACKING, BACK)
TESTABLE = (*RUN, COMPLETED, BACKING, BACK)
"""Also where it is over: what is live, or live again, can be asked whether it works."""
NOT_DEPLOYED = (DRAFT, REVIEW, APPROVED, *RUN, MISSED)
"""After Go as long as nobody has begun with a step."""
ANY = tuple(Lifecycle)

Moves = Mapping[Lifecycle, tuple[Lifecycle, ...]]


def _each(sources: tuple[Lifecycle, ...], *targets: Lifecycle) -> Moves:
    return dict.fromkeys(sources, targets)


# A phase without steps is gone through, and without checkpoints the last step completes: hence the far ends.
GO: Moves = {PRE: (DEPLOYING, VERIFYING, COMPLETED)}
ONWARD: Moves = {DEPLOYING: (VERIFYING, COMPLETED), VERIFYING: (COMPLETED,)}
CONFIRMED: Moves = {VERIFYING: (COMPLETED,)}
STEP_OVER: Moves = {**ONWARD, PRE: (REVIEW, APPROVED, CANCELLED), BACKING: (BACK,)}
REOPENED: Moves = {VERIFYING: (DEPLOYING,)}
RESUMED: Moves = {**GO, **ONWARD}
GONE_BACK: Moves = _each((DEPLOYING, VERIFYING, COMPLETED), BACKING, BACK)
GIVEN_UP: Moves = {**_each(NOT_DEPLOYED, CANCELLED), **_each((DEPLOYING, VERIFYING), PRE, CANCELLED)}
DECIDED: Moves = {state: (*ONWARD.get(state, ()), BACKING, BACK) for state in ASKABLE}
ASKED_ANEW: Moves = {REVIEW: (APPROVED,), APPROVED: (REVIEW,)}
MOVED: Moves = {PRE: (REVIEW, APPROVED), **ASKED_ANEW, MISSED: (DRAFT, REVIEW, APPROVED)}
WOKEN: Moves = {**GO, **_each(run.NOT_BEGUN, MISSED)}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    intent: type[i.Intent]
    doing: str
    states: tuple[Lifecycle, ...]
    who: Who
    decide: Callable[[Deployment, Any, Facts], Decision]
    leads_to: Moves = field(default_factory=dict)


TABLE = (
    Rule(i.Submit, "submit", (DRAFT,), approvals.SUBMITTER, approvals.submit, {DRAFT: (REVIEW, APPROVED)}),
    Rule(i.GiveSignOff, "approve", SIGNABLE, approvals.SIGNER, approvals.sign_off, {REVIEW: (APPROVED,)}),
    Rule(i.RejectSignOff, "reject", (REVIEW,), approvals.SIGNER, approvals.reject, {REVIEW: (DRAFT,)}),
    Rule(
        i.WithdrawSignOff,
        "withdraw an approval",
        (REVIEW, APPROVED),
        approvals.WITHDRAWER,
        approvals.withdraw,
        {APPROVED: (REVIEW,)},
    ),
    Rule(i.Amend, "amend", AMENDABLE, THE_LEAD, revising.propose, ASKED_ANEW),
    Rule(i.AcceptAmendment, "take an amendment", AMENDABLE, THE_LEAD, revising.accept, ASKED_ANEW),
    Rule(i.Reschedule, "reschedule", (*AMENDABLE, PRE, MISSED), THE_LEAD, revising.reschedule, MOVED),
    Rule(i.Extend, "extend the window", WALKING, THE_LEAD, extending.extend),
    Rule(i.HandOver, handing.DOING, HANDABLE, handing.HANDER, handing.hand_over),
    Rule(i.TickItem, "tick an item", (DRAFT, REVIEW, APPROVED, PRE), checklist.TICKER, checklist.tick),
    Rule(i.CarryOn, "carry on", (DEPLOYING, VERIFYING), THE_LEAD, no_return.carry_on),
    Rule(i.SayOn, "say that you are on", (APPROVED, *RUN), presence.NEEDED, presence.say_on),
    Rule(i.Begin, "begin", (APPROVED,), THE_LEAD, run.begin, {APPROVED: (PRE,)}),
    Rule(i.Go, "go", (PRE,), THE_LEAD, run.go, GO),
    Rule(i.Hold, "hold", RUN, ANYONE_NAMED, run.hold),
    Rule(i.Resume, "resume", RUN, THE_LEAD, run.resume, RESUMED),
    Rule(i.Cancel, "cancel", NOT_DEPLOYED, THE_LEAD, leaving.cancel, GIVEN_UP),
    Rule(i.StartStep, "start a step", STEPS, steps.OWNER, steps.start),
    Rule(i.FinishStep, "finish a step", STEPS, steps.OWNER, steps.finish, STEP_OVER),
    Rule(i.TellAndFinish, "send what a step tells", TELLING, steps.OWNER, sending.tell_and_finish, CONFIRMED),
    Rule(i.FailStep, "fail a step", STEPS, steps.OWNER, steps.fail),
    Rule(i.SkipStep, "skip a step", STEPS, steps.OWNER, steps.skip, STEP_OVER),
    Rule(i.RetryStep, "retry a step", STEPS, steps.OWNER, steps.retry),
    Rule(i.ReopenStep, "reopen a step", STEPS, reopening.REOPENER, reopening.reopen, REOPENED),
    Rule(i.DelayStep, "put a step's end off", WALKING, steps.OWNER, delaying.delay),
    Rule(i.Snooze, "put a step's reminders off", WALKING, delaying.REMINDED, delaying.snooze),
    Rule(i.StopReminding, "stop a step's reminders", WALKING, delaying.REMINDED, delaying.stop),
    Rule(i.AddStep, "add a step", WALKING, THE_LEAD, adhoc.add, REOPENED),
    Rule(i.RestoreFromBackup, "restore from the backup", (BACKING,), THE_LEAD, restoring.restore),
    Rule(
        i.ReportChanges,
        "report data and configuration",
        WALKING,
        answering.OWNER,
        answering.report,
        {BACKING: (BACK,)},
    ),
    Rule(i.EndWayBack, "end the way back", (BACKING,), THE_LEAD, ending_back.end, {BACKING: (BACK,)}),
    Rule(i.AddNote, "write a note", ANY, ANYONE_NAMED, notes.note),
    Rule(i.Resend, "send again what is undelivered", ANY, THE_LEAD, resending.resend),
    Rule(i.SendNotice, "send a notice", SENDABLE, THE_LEAD, sending.send),
    Rule(i.EditNotice, "edit a notice", EDITABLE, THE_LEAD, sending.edit),
    Rule(i.RequestRollback, "ask for a rollback", UNDOABLE, ANYONE_NAMED, voting.request, GONE_BACK),
    Rule(i.CastVote, "vote on a rollback", ASKABLE, voting.VOTER, voting.vote, DECIDED),
    Rule(i.ChangeSeverity, "change the severity", ASKABLE, THE_LEAD, voting.change_severity),
    Rule(i.Escalate, "call the next level", ESCALATED, ANYONE_NAMED, charge.escalate),
    Rule(i.Acknowledge, "acknowledge a call", ANY, charge.CALLED, charge.acknowledge),
    Rule(i.PassOn, "pass a call on", ANY, charge.CALLED, charge.pass_on),
    Rule(i.StandDown, "stand down who was called", ANY, charge.IN_CHARGE, charge.stand_down),
    Rule(i.Unlock, "unlock", (BACK,), THE_LEAD, locks.unlock),
    Rule(i.Confirm, "confirm", (VERIFYING,), confirmations.CONFIRMER, confirmations.confirm, CONFIRMED),
    Rule(i.SayMetric, "say how a metric stands", (DEPLOYING, VERIFYING), vouching.WATCHER, vouching.say),
    Rule(i.RunTests, "run the smoke tests", TESTABLE, ANYONE_NAMED, smoke_tests.run_anew),
    Rule(i.RunWritingTests, "run what writes", TESTABLE, ANYONE_NAMED, smoke_tests.run_writing),
    Rule(i.TickTest, "tick a smoke test", TESTABLE, ANYONE_NAMED, smoke_ticks.tick),
    Rule(i.ReportDelivery, "report a delivery", ANY, THE_CLOCK, reporting.report),
    Rule(i.NoteDnd, "note who has Do Not Disturb on", ANY, THE_CLOCK, dnd.note),
    Rule(i.AcknowledgedOutside, "note an answer to a page", ANY, THE_CLOCK, charge.acknowledged_outside),
    Rule(i.NoteOnCall, "note who is on call", ANY, THE_CLOCK, charge.note_on_call),
    Rule(i.ReportAlerts, "report alerts", ANY, THE_CLOCK, alerting.report),
    Rule(i.NoteBaseline, "note what fires already", ANY, THE_CLOCK, alerting.note_baseline),
    Rule(i.ReportMetrics, "report metrics", ANY, THE_CLOCK, watching.report_metrics, CONFIRMED),
    Rule(i.NoteChart, "note a chart", ANY, THE_CLOCK, charting.note_chart),
    Rule(i.ReportSmokeTests, "report smoke tests", ANY, THE_CLOCK, smoke_tests.report),
    Rule(i.SendTest, "send a smoke test that writes", ANY, THE_CLOCK, smoke_tests.send),
    Rule(i.AttachAlert, "tie an alert", ATTACHABLE, THE_LEAD, alerting.attach),
    Rule(i.TimerFired, "wake up", ANY, THE_CLOCK, run.timer_fired, WOKEN),
)
RULES = {rule.intent: rule for rule in TABLE}
BY_PEOPLE = tuple(rule for rule in TABLE if rule.who is not THE_CLOCK)

ALREADY: Mapping[type[i.Intent], Callable[[Deployment, Person | None], str]] = {
    i.Submit: already.already_submitted,
    i.GiveSignOff: already.already_approved,
    i.Begin: already.already_begun,
    i.Go: already.already_go,
    i.Cancel: already.already_cancelled,
    i.RequestRollback: already.already_rolling_back,
    i.CastVote: already.already_rolled_back,
    i.ChangeSeverity: already.already_rolled_back,
    i.Confirm: already.already_completed,
}
"""Who did it before, where that is why it may not be now."""


def decide(state: Deployment | None, intent: i.Intent, facts: Facts) -> Decision:
    """The events that an intent leads to, or why it may not be.

    `state` is `None` for an intent that opens a deployment. No events: nothing changed, nothing to say.
    Checked in one order: does what was named exist, may this person, is the pressed question still open, is
    it the time for it, is all said that must be. Who is not named in the plan hears only who may.
    Secrets that somebody wrote are in no event, and those of the plan in no refusal.
    """
    decision = _decided(state, intent, facts)
    return told(decision, facts.plan) if isinstance(decision, Refusal) else decision


def _decided(state: Deployment | None, intent: i.Intent, facts: Facts) -> Decision:
    if facts.actor_left:
        return WHO_LEFT
    if isinstance(intent, i.OpenDeployment):
        return run.open_deployment(intent, facts)
    if state is None:
        raise ValueError(f"{type(intent).__name__} needs a deployment")
    intent = hushed(intent, facts.plan)
    rule = RULES[type(intent)]
    if refusal := rule.who.refuse(state, intent, facts, rule.doing):
        stranger = not_named(state, facts, rule.doing)
        return stranger if stranger and refusal.because is Because.UNKNOWN else refusal
    if intent.question and (refusal := staleness.stale(state, intent.question, facts.actor)):
        return refusal
    if state.state not in rule.states:
        return not_now(state, rule, facts)
    decision = rule.decide(state, intent, facts)
    if isinstance(decision, Refusal):
        return decision
    decision = smoke_tests.with_tests_asked(state, decision, facts)
    decision = with_alerts_asked(state, with_released(state, decision, facts), facts)
    decision = voting.with_question_kept(state, decision, facts)
    return with_issue_over(state, decision, facts)


def not_now(state: Deployment, rule: Rule, facts: Facts) -> Refusal:
    """The refusal in the wrong state: who did it already, or when it may be and what may be now."""
    if (already := ALREADY.get(rule.intent)) and (text := already(state, facts.actor)):
        return settled(text)
    when = _or([each.value for each in USUALLY.get(rule.intent, rule.states)])
    now = ", ".join(possible(state))
    return Refusal(
        Because.NOT_NOW,
        f"{state.id} is {state.state}: to {rule.doing} is possible while it is {when}. Now possible: {now}.",
    )


def possible(state: Deployment) -> tuple[str, ...]:
    """What people may ask for in this state, as the table names it."""
    unsaid: set[type[i.Intent]] = {i.Hold if state.hold else i.Resume, i.AcceptAmendment, i.Resend}
    unsaid |= {i.SendNotice, i.EditNotice, i.TellAndFinish, i.AttachAlert, i.SayMetric, i.ReportChanges}
    unsaid |= {i.RunWritingTests, i.TickTest, i.EndWayBack}
    if not no_return.is_asked(state):
        unsaid.add(i.CarryOn)
    if state.state in RUN:
        unsaid.add(i.RequestRollback if state.state is PRE else i.Cancel)
    if state.question is None:
        unsaid |= {i.CastVote, i.ChangeSeverity}
    if state.state is not REVIEW and not state.late:
        unsaid.add(i.GiveSignOff)
    if state.ladder is None:
        unsaid |= {i.Acknowledge, i.PassOn, i.StandDown}
    rules = [rule for rule in BY_PEOPLE if state.state in rule.states and rule.intent not in unsaid]
    return tuple(rule.doing for rule in rules)


def _or(words: list[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} or {last}" if rest else last
