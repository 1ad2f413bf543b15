"""What waits for whom: every open question of a deployment, with the people it waits for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain import answering, approvals, questions as q
from bot.domain.authority import claimer
from bot.domain.by_people import unsaid
from bot.domain.change_rows import answer_of, marks
from bot.domain.changes import Part
from bot.domain.confirmations import confirmers
from bot.domain.electorate import electorate
from bot.domain.ending_back import waits_for_rows
from bot.domain.no_return import is_asked
from bot.domain.people import Person, unique
from bot.domain.plan import CheckpointKind, Plan
from bot.domain.progress import current_steps, may_start
from bot.domain.smoke_rows import Standing, named, who_tests, with_standing
from bot.domain.state import Deployment, Lifecycle, StepStatus
from bot.domain.values import asked_now
from bot.domain.vouching import monitoring, watchers


class Ask(StrEnum):
    """What kind of answer is wanted."""

    SUBMIT = "submit"
    SIGN_OFF = "sign-off"
    BEGIN = "begin"
    GO = "go"
    RESUME = "resume"
    CARRY_ON = "carry on"
    STEP = "step"
    FAILED_STEP = "failed step"
    CONFIRM = "confirm"
    METRIC = "metric"
    ESCALATION = "escalation"
    IN_CHARGE = "in charge"
    DECISION = "roll back or continue"
    VALUE = "value"
    DATA = "data"
    CONFIGURATION = "configuration"
    REVERSED = "migrations back"
    RESTORED = "configuration back"
    END_BACK = "end of the way back"
    TESTS = "smoke tests"
    WRITING_TESTS = "smoke tests that write"


ASKS = {
    Part.DATA: Ask.DATA,
    Part.CONFIGURATION: Ask.CONFIGURATION,
    Part.REVERSED: Ask.REVERSED,
    Part.RESTORED: Ask.RESTORED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One open question: `subject` is what it is about (a row's label, a step's action)."""

    ask: Ask
    question: str
    subject: str
    people: tuple[Person, ...]
    since: datetime | None


def waiting(state: Deployment, plan: Plan) -> tuple[Waiting, ...]:
    """Every open question, the most pressing first.

    While it is asked whether to roll back, what cannot be, or leads to nothing until then, does not wait.
    """
    return (
        *_decision(state, plan),
        *_escalation(state),
        *_steps(state, plan),
        *_lead(state),
        *_signoffs(state, plan),
        *_smoke_tests(state, plan),
        *_confirmations(state, plan),
        *_metrics(state, plan),
        *_values(state, plan),
        *_changes(state, plan),
        *_end_back(state, plan),
    )


def waiting_for(state: Deployment, plan: Plan, user: str) -> tuple[Waiting, ...]:
    """The questions that this Slack user may answer."""
    return tuple(w for w in waiting(state, plan) if any(person.id == user for person in w.people))


def _decision(state: Deployment, plan: Plan) -> list[Waiting]:
    if state.question is None:
        return []
    return [
        Waiting(
            ask=Ask.DECISION,
            question=q.decision_question(state.question),
            subject=str(Ask.DECISION),
            people=electorate(state, plan).asked(state.question.votes),
            since=state.question.since,
        )
    ]


def _escalation(state: Deployment) -> list[Waiting]:
    """Who takes charge; once somebody has, they are asked whether it is over."""
    ladder = state.ladder
    if ladder is None or not ladder.calls:
        return []
    on_it = unique(each.by for each in ladder.on_it if each.by)
    telephones = state.lead.all if ladder.to_telephone else ()
    asked = on_it if ladder.is_answered else unique((*ladder.asked, *telephones))
    return [
        Waiting(
            ask=Ask.IN_CHARGE if ladder.is_answered else Ask.ESCALATION,
            question=q.escalation_question(ladder.number),
            subject=ladder.reason.note,
            people=asked or state.lead.all,
            since=ladder.calls[-1].at,
        )
    ]


def _steps(state: Deployment, plan: Plan) -> list[Waiting]:
    found = []
    for step in current_steps(state, plan):
        progress = state.steps[step.number]
        if not may_start(state, step):
            continue
        failed = progress.status is StepStatus.FAILED
        holders = state.holders(step.owner)
        has = claimer(state, step)
        owner = (has,) if has else holders.people or holders.deputies
        found.append(
            Waiting(
                ask=Ask.FAILED_STEP if failed else Ask.STEP,
                question=q.step_question(step.number, progress.attempt),
                subject=f"{step.number} {step.action}",
                people=unique((*owner, *state.lead.all)) if failed or not owner else owner,
                since=progress.ended_at if failed else progress.called_at,
            )
        )
    return found


def _lead(state: Deployment) -> list[Waiting]:
    asks: list[tuple[Ask, str, tuple[Person, ...], datetime | None]] = []
    lead = state.lead.all
    if state.state is Lifecycle.DRAFT and state.opened.by:
        asks.append((Ask.SUBMIT, q.submit_question(state), (state.opened.by,), state.opened.at))
    if state.state is Lifecycle.APPROVED:
        asks.append((Ask.BEGIN, q.begin_question(state), lead, None))
    if state.hold and state.question is None:
        asks.append((Ask.RESUME, q.resume_question(state), lead, state.hold.at))
    elif state.state is Lifecycle.PRE_DEPLOYMENT and state.go_asked and not state.go:
        asks.append((Ask.GO, q.go_question(state), lead, _go_asked_at(state)))
    if is_asked(state):
        asks.append((Ask.CARRY_ON, q.no_return_question(state), lead, None))
    return [
        Waiting(ask=ask, question=question, subject=str(ask), people=people, since=since)
        for ask, question, people, since in asks
    ]


def _go_asked_at(state: Deployment) -> datetime | None:
    """Go is asked for as the last step of 3.1 ends, or at Begin where it has none."""
    ends = [progress.ended_at for progress in state.steps.values() if progress.ended_at]
    return max(ends, default=state.begun.at if state.begun else None)


def _signoffs(state: Deployment, plan: Plan) -> list[Waiting]:
    if state.state is Lifecycle.IN_REVIEW:
        rows = approvals.missing_rows(state, plan)
    else:
        rows = tuple(row for row in plan.signoffs if row.number in state.late)
    since = state.submitted.at if state.submitted else None
    question = q.review_question(state)
    return [
        Waiting(
            ask=Ask.SIGN_OFF,
            question=question,
            subject=row.label,
            people=approvals.signers(state, row).all,
            since=since,
        )
        for row in rows
    ]


def _values(state: Deployment, plan: Plan) -> list[Waiting]:
    return [
        Waiting(
            ask=Ask.VALUE,
            question=asked.question,
            subject=f"{{{each.name}}}",
            people=asked.people,
            since=asked.since,
        )
        for asked in asked_now(state, plan)
        for each in asked.wanted
    ]


def _changes(state: Deployment, plan: Plan) -> list[Waiting]:
    return [
        Waiting(
            ask=ASKS[asked.part],
            question=asked.question,
            subject=marks(asked.rows),
            people=asked.people,
            since=asked.since,
        )
        for asked in answering.asked_now(state, plan)
    ]


def _end_back(state: Deployment, plan: Plan) -> list[Waiting]:
    """Whether it is rolled back, where nothing but what is not back keeps it from that."""
    rows = waits_for_rows(state, plan)
    if not rows:
        return []
    answers = [answer_of(state, row) for row in rows]
    ends = [progress.ended_at for progress in state.steps.values() if progress.ended_at]
    # Until all is answered it waits for others, who are asked: the lead keeps nobody waiting.
    since = max((*ends, *(each.at for each in answers if each))) if all(answers) else None
    return [
        Waiting(
            ask=Ask.END_BACK,
            question=q.end_back_question(state),
            subject=marks(rows),
            people=state.lead.all,
            since=since,
        )
    ]


def _smoke_tests(state: Deployment, plan: Plan) -> list[Waiting]:
    """What no machine runs, and what one runs on a press alone; until they are confirmed."""
    watch = state.watch
    asked = [each.number for each in plan.checkpoints if each.kind is CheckpointKind.SMOKE_TESTS]
    is_over = bool(asked) and state.confirmations.keys() >= set(asked)
    if (
        not watch.runs
        or not state.state.is_running
        or watch.is_back is not (state.rollback is not None)
        or is_over
    ):
        return []
    people, found = who_tests(state, plan), []
    if by_hand := with_standing(state, plan, Standing.OF_PEOPLE, Standing.SILENT):
        found.append((Ask.TESTS, q.smoke_question(watch.runs), by_hand))
    if on_press := with_standing(state, plan, Standing.ON_A_PRESS, Standing.UNANSWERED):
        found.append((Ask.WRITING_TESTS, q.smoke_run_question(state), on_press))
    return [
        Waiting(
            ask=ask,
            question=question,
            subject=", ".join(named(row.test) for row in rows),
            people=people,
            since=watch.tested_at,
        )
        for ask, question, rows in found
    ]


def _confirmations(state: Deployment, plan: Plan) -> list[Waiting]:
    if state.state is not Lifecycle.VERIFYING or state.question:
        return []
    return [
        Waiting(
            ask=Ask.CONFIRM,
            question=q.confirm_question(state, checkpoint.number),
            subject=checkpoint.name,
            people=confirmers(state, plan, checkpoint).all,
            since=None,
        )
        for checkpoint in plan.checkpoints
        if checkpoint.number in state.confirmations_asked and checkpoint.number not in state.confirmations
    ]


def _metrics(state: Deployment, plan: Plan) -> list[Waiting]:
    """How the rows of 8.1 stand that no machine measures, once Monitoring Normal is asked for."""
    checkpoint = monitoring(plan)
    asked = checkpoint and checkpoint.number in state.confirmations_asked
    if not asked or state.state is not Lifecycle.VERIFYING or state.question:
        return []
    if checkpoint and checkpoint.number in state.confirmations:
        return []
    return [
        Waiting(
            ask=Ask.METRIC,
            question=q.metric_question(state, row.number),
            subject=row.shown,
            people=watchers(state, plan).all,
            since=None,
        )
        for row in unsaid(state, plan)
    ]
