"""Sections 4 and 5, asked about once their step is over: is the data as expected, was it all changed?

It stops no step. What does not match speaks for a rollback; what is open still is named where somebody
confirms that the deployment is complete. Who says how the step goes may answer, and correct it until then.

On the way back, as its step begins: is what had arrived back? It is rolled back once that is confirmed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import questions as q
from bot.domain.already import said_by
from bot.domain.authority import Who, is_on_behalf, membership, not_owner
from bot.domain.back_rows import rows_asked, step_asked
from bot.domain.change_rows import LETTERS, ChangeRow, answer_of, marks, rows_of, unanswered
from bot.domain.changes import Answer, Part
from bot.domain.changes_events import (
    AnswerGiven,
    Changed,
    Checked,
    ConfigurationConfirmed,
    ConfigurationRestored,
    DataValidated,
    MigrationsReversed,
)
from bot.domain.changes_intents import ReportChanges, Said
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.facts import Decision, Facts, Story, incomplete, settled, unknown
from bot.domain.intents import Recorded
from bot.domain.people import Person
from bot.domain.plan import CheckpointKind, DataValidation, Plan, Step
from bot.domain.progress import advance
from bot.domain.raising import raise_question
from bot.domain.recording import for_whom
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment, Lifecycle
from bot.domain.state_parts import Given

ASKED = (Lifecycle.PRE_DEPLOYMENT, Lifecycle.DEPLOYING, Lifecycle.VERIFYING)
"""Where somebody is asked on the way forward, and may answer."""
LONGEST = 200
"""Characters of a result."""
SECTIONS = {Part.DATA: "4.3", Part.CONFIGURATION: "5", Part.REVERSED: "4.1", Part.RESTORED: "5"}
_OF = {
    Part.DATA: "the data",
    Part.CONFIGURATION: "the configuration",
    Part.REVERSED: "the migrations",
    Part.RESTORED: "the configuration",
}
VERDICTS = {
    Part.DATA: ("matches", "does not match"),
    Part.CONFIGURATION: ("is changed", "is not changed"),
    Part.REVERSED: ("is back", "is not back"),
    Part.RESTORED: ("is back", "differs"),
}
"""What an answer says of a row of each part, in words: that it holds, or does not."""
_WHAT_ELSE = {
    Part.DATA: "What was found instead",
    Part.CONFIGURATION: "Why was it not changed",
    Part.REVERSED: "What is there instead",
    Part.RESTORED: "What is it instead",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The rows that one question asks for now, of whom, and since when."""

    part: Part
    step: Step
    rows: tuple[ChangeRow, ...]
    question: str
    people: tuple[Person, ...]
    since: datetime


def asked_now(state: Deployment, plan: Plan) -> tuple[Asked, ...]:
    """What is asked for: its step is over, or on the way back begun, and nobody answered yet."""
    return tuple(
        asked for part in Part if may_correct(state, plan, part) and (asked := _asked(state, plan, part))
    )


def _asked(state: Deployment, plan: Plan, part: Part) -> Asked | None:
    step = step_asked(state, plan, part)
    since = asked_since(state, step, part)
    rows = unanswered(state, rows_asked(state, plan, part))
    if step is None or since is None or not rows:
        return None
    people = who_knows(state, step)
    question = question_about(state, part, step)
    return Asked(part=part, step=step, rows=rows, question=question, people=people, since=since)


def over_since(state: Deployment, step: Step | None) -> datetime | None:
    """Since when the step is over; one that is skipped was done by other means."""
    progress = state.steps.get(step.number) if step else None
    return progress.ended_at if progress and progress.status.is_over else None


def asked_since(state: Deployment, step: Step | None, part: Part) -> datetime | None:
    """Since when rows can be answered: the step is over, or on the way back begun."""
    progress = state.steps.get(step.number) if step else None
    begun = progress.started_at if progress and part.is_back else None
    return over_since(state, step) or begun


def question_about(state: Deployment, part: Part, step: Step) -> str:
    """The question about what the step did; it is another once that is done anew."""
    progress = state.steps.get(step.number)
    return q.changes_question(part, step.number, progress.attempt if progress else 1)


def who_knows(state: Deployment, step: Step) -> tuple[Person, ...]:
    """Who owns the step, else the lead."""
    owner = state.holders(step.owner)
    return owner.people or owner.deputies or state.lead.people or state.lead.deputies


def left_open(state: Deployment, plan: Plan) -> tuple[ChangeRow, ...]:
    """The rows that somebody is asked about and did not answer: complete is not known to be so."""
    return tuple(row for asked in asked_now(state, plan) for row in asked.rows)


def not_holding(state: Deployment, plan: Plan) -> tuple[ChangeRow, ...]:
    """The rows of which somebody said, on the way forward, that they are not as the plan has it."""
    rows = (row for part in Part if not part.is_back for row in rows_of(plan, part))
    return tuple(row for row in rows if (answer := answer_of(state, row)) and not answer.holds)


def _completion(state: Deployment, plan: Plan) -> Given | None:
    """Who confirmed that the deployment is complete: from then on what was said stands."""
    complete = (each for each in plan.checkpoints if each.kind is CheckpointKind.DEPLOYMENT)
    given = (state.confirmations.get(each.number) for each in complete)
    return next((each for each in given if each), None)


def may_correct(state: Deployment, plan: Plan, part: Part) -> bool:
    """Whether rows of the part are asked about now, and what was said of them can still be said otherwise."""
    if part.is_back:
        return state.state is Lifecycle.ROLLING_BACK
    return state.state in ASKED and not state.leaving and _completion(state, plan) is None


def _refuse(state: Deployment, intent: ReportChanges, facts: Facts, _doing: str) -> Refusal | None:
    part = _meant(state, intent)
    rows, step = rows_asked(state, facts.plan, part), step_asked(state, facts.plan, part)
    if step is None or not rows:
        return unknown(_nothing_asked(state, part))
    numbers = {row.number for row in rows}
    wrong = next((said.number for said in intent.rows if said.number not in numbers), None)
    if wrong is not None:
        return unknown(_no_such(rows, wrong))
    return not_owner(state, step, facts)


def _meant(state: Deployment, intent: ReportChanges) -> Part:
    """Which part somebody speaks of: what is typed of 5 on the way back is about what is restored."""
    is_typed = not intent.question
    return Part.RESTORED if is_typed and state.rollback and intent.part is Part.CONFIGURATION else intent.part


def _nothing_asked(state: Deployment, part: Part) -> str:
    section = SECTIONS[part]
    if not part.is_back:
        return f"Section {section} of the plan asks for nothing after a step of 3.2."
    if state.rollback is None:
        return f"Rows of {section} are asked about on the way back, and no rollback was decided."
    return f"Nothing of section {section} goes back in this rollback."


def _no_such(rows: Sequence[ChangeRow], number: int) -> str:
    """That there is no row of this number, and which there are."""
    part, last = rows[-1].part, rows[-1].mark
    section, mark = SECTIONS[part], f"{LETTERS[part]}{number}"
    if part.is_back:
        return (
            f"{mark} of section {section} is nothing that goes back in this rollback: that is {marks(rows)}."
        )
    known = f"it has {rows[0].mark} to {last}" if len(rows) > 1 else f"it has {last} alone"
    return f"Section {section} of the plan has no {mark}: {known}."


OWNER = Who("the owner of the step that changed it; on their behalf the lead or the lead's deputy", _refuse)


def report(state: Deployment, intent: ReportChanges, facts: Facts) -> Decision:
    """Keep what `OWNER` says of rows; what does not match speaks for a rollback.

    What is back is what it was: it is rolled back once all of it is.
    """
    part = _meant(state, intent)
    step = step_asked(state, facts.plan, part)
    assert step, "`OWNER` found it"
    if refusal := _not_asked(state, part, step, facts):
        return refusal
    rows = {row.number: row for row in rows_asked(state, facts.plan, part)}
    said = intent.rows or _all_open(state, rows.values())
    is_anew = intent.question in {"", q.anew_question(question_about(state, part, step))}
    for each in said:
        if refusal := _not_taken(state, rows[each.number], each, facts, is_anew=is_anew):
            return refusal
    news = [(rows[each.number], each) for each in said if not _is_known(state, rows[each.number], each)]
    if not news:
        return settled(_already(state, [rows[each.number] for each in said] or [*rows.values()], facts))
    story = Story(state)
    story.add(_event(state, news, step, facts))
    if part is Part.DATA:
        _weigh(story, state, news, facts)
    if part.is_back:
        advance(story, facts)
    return story.events


def _not_asked(state: Deployment, part: Part, step: Step, facts: Facts) -> Refusal | None:
    """Why nothing can be said of the part now: it stands already, or nothing was done yet."""
    given = None if part.is_back else state.rollback or _completion(state, facts.plan)
    if given:
        what = "A rollback was decided" if state.rollback else "The deployment is confirmed as complete"
        said = said_by(Given(by=given.by, at=given.at), facts.actor, state)
        return settled(f"{what}, {said}: what was said of {_OF[part]} stands.")
    if asked_since(state, step, part) is not None:
        return None
    when = "begun: it is asked then whether" if part.is_back else "over:"
    what = f"{when} {_OF[part]} {'went back' if part.is_back else 'is asked about after it'}"
    return Refusal(Because.NOT_NOW, f"Step {step.number}, {step.action}, is not {what}.")


def _all_open(state: Deployment, rows: Iterable[ChangeRow]) -> tuple[Said, ...]:
    return tuple(Said(number=row.number, holds=True) for row in unanswered(state, rows))


def _not_taken(
    state: Deployment, row: ChangeRow, said: Said, facts: Facts, *, is_anew: bool
) -> Refusal | None:
    """Why one answer cannot be taken: too little or too much is said, or somebody was faster.

    What somebody saw is more than one press for all of them, whoever was faster.
    """
    if not said.holds and not said.result:
        return incomplete(
            f"{row.mark}, {row.name}: {_WHAT_ELSE[row.part]}? `/deploy check {row.mark} failed TEXT`."
        )
    if len(said.result) > LONGEST:
        return incomplete(f"{row.mark}: that is {len(said.result)} characters, {LONGEST} are kept.")
    known = answer_of(state, row)
    says_more = known is not None and not known.result and bool(said.result)
    if known and not (is_anew or says_more or _is_known(state, row, said)):
        return settled(f"{_stands(state, row, known, facts)} Note anew, under it, changes that.")
    return None


def _is_known(state: Deployment, row: ChangeRow, said: Said) -> bool:
    known = answer_of(state, row)
    return known is not None and (known.holds, known.result) == (said.holds, said.result)


def _already(state: Deployment, rows: Iterable[ChangeRow], facts: Facts) -> str:
    """What was said of the rows before; nothing is said twice."""
    return " ".join(
        _stands(state, row, known, facts) for row in rows if (known := answer_of(state, row)) is not None
    )


def _stands(state: Deployment, row: ChangeRow, known: Answer, facts: Facts) -> str:
    by = said_by(Given(by=known.by, at=known.at), facts.actor, state)
    result = f", “{known.result}”" if known.result else ""
    return f"{row.mark}, {row.name}, {verdict(row.part, holds=known.holds)}{result}, noted {by}."


def verdict(part: Part, *, holds: bool) -> str:
    """What an answer says of a row, in words."""
    return VERDICTS[part][not holds]


def _event(state: Deployment, news: list[tuple[ChangeRow, Said]], step: Step, facts: Facts) -> AnswerGiven:
    on_behalf = is_on_behalf(state, step, facts)
    whom = for_whom(state, step, Recorded(), facts) or (step.owner if on_behalf else "")
    member = "" if on_behalf else membership(state, step, facts)
    part = news[0][0].part
    if part in {Part.DATA, Part.REVERSED}:
        checked = tuple(
            Checked(number=row.number, name=row.name, holds=said.holds, result=said.result)
            for row, said in news
        )
        by_number = DataValidated if part is Part.DATA else MigrationsReversed
        return by_number(
            at=facts.now,
            by=facts.actor,
            step=step.number,
            on_behalf=on_behalf,
            for_whom=whom,
            as_member_of=member,
            rows=checked,
        )
    changed = tuple(
        Changed(name=row.name, is_flag=row.is_flag, holds=said.holds, result=said.result)
        for row, said in news
    )
    by_name = ConfigurationRestored if part.is_back else ConfigurationConfirmed
    return by_name(
        at=facts.now,
        by=facts.actor,
        step=step.number,
        on_behalf=on_behalf,
        for_whom=whom,
        as_member_of=member,
        rows=changed,
    )


def _weigh(story: Story, before: Deployment, news: list[tuple[ChangeRow, Said]], facts: Facts) -> None:
    """What does not match speaks for a rollback; what is corrected does so no more."""
    asked = before.question or (before.declined.question if before.declined else None)
    known = {
        each.subject: each
        for each in (asked.evidence if asked else ())
        if each.kind is EvidenceKind.DATA and not each.is_over
    }
    failed = [_evidence(row, said, known, facts) for row, said in news if not said.holds]
    over = [replace(known[row.mark], is_over=True) for row, said in news if said.holds and row.mark in known]
    if failed or over:
        raise_question(story, facts, [*failed, *over])


def _evidence(row: ChangeRow, said: Said, known: dict[str, Evidence], facts: Facts) -> Evidence:
    """Its words name the database's integrity: a trigger of 6.1 that does says how bad it is."""
    assert isinstance(row.of, DataValidation), "rows of 4.3 alone speak for a rollback"
    before = known.get(row.mark)
    expected = f", expected {row.of.expected}" if row.of.expected else ""
    return Evidence(
        kind=EvidenceKind.DATA,
        subject=row.mark,
        text=f"database integrity: {row.mark}, {row.name}, is “{said.result}”{expected}",
        since=before.since if before else facts.now,
    )
