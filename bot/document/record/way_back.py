"""Rollback questions with evidence, votes and decision; the way back that was walked; who was called."""

from collections.abc import Iterable, Iterator

from bot.document.record.recorded import Recorded
from bot.document.record.smoke_told import DONE, FAILED, SKIPPED
from bot.document.record.steps_told import because
from bot.document.record.tables import steps
from bot.document.record.trouble_told import WANTED, WHY
from bot.document.record.writing import listed, name, people, sentence, spoken, table
from bot.domain import events as e
from bot.domain.back_rows import rows_asked
from bot.domain.change_rows import ChangeRow, answer_of
from bot.domain.changes import Part
from bot.domain.electorate import electorate
from bot.domain.evidence import Evidence
from bot.domain.ladder import Answer, Ladder, LevelCall
from bot.domain.people import Person
from bot.domain.plan import FeatureFlag, Variable
from bot.domain.question_parts import Answered, Outcome, RollbackQuestion, Vote
from bot.domain.walk_back import decided

ENDED = {
    Outcome.ROLLBACK: "roll back",
    Outcome.CONTINUE: "continue, no rollback",
    Outcome.FELL_AWAY: "nobody had to decide: what it was asked for was over",
}


def questions(told: Recorded) -> str:
    """Each rollback question: what spoke for it, who was asked, who voted what and why, who decided."""
    asked: list[tuple[RollbackQuestion, Answered | None]] = [
        (answer.question, answer) for answer in told.state.answers
    ]
    if told.state.question:
        asked.append((told.state.question, None))
    return "\n\n".join(_question(question, answer, told) for question, answer in asked)


def _question(question: RollbackQuestion, answer: Answered | None, told: Recorded) -> str:
    events = tuple(_of_round(question.round, told))
    by = name(question.opened_by) if question.opened_by else "T-Minus, by what was seen"
    asked = dict.fromkeys(
        person for event in events if isinstance(event, e.VotersAsked) for person in event.people
    )
    names = ", ".join(spoken(told.names.get(person, person)) for person in asked)
    asked_by = f"asked {told.when(question.opened_at)} by {by}"
    lines = [
        f"**Question {question.round}**, {asked_by}: {question.severity} in the end.",
        f"- What spoke for a rollback: {'; '.join(_spoke(each, told) for each in question.evidence)}.",
        _deciders(question, told),
        f"- Asked directly: {names}." if names else "",
        *(f"- {line}" for line in _severities(events, told)),
        f"- **Decided: {_answer(answer, told)}**" if answer else "- Not decided yet.",
    ]
    return "\n".join(filter(None, lines)) + _votes(events, told)


def _spoke(evidence: Evidence, told: Recorded) -> str:
    """What was seen, since when, and until when where it is over."""
    said = f"{spoken(evidence.text, told.names)}, since {told.when(evidence.since)}"
    if not evidence.is_over:
        return said
    ends = (
        event.at
        for event in told.events
        if isinstance(event, e.EvidenceSeen) and event.at >= evidence.since
        for each in event.evidence
        if each.is_over and (each.kind, each.subject) == (evidence.kind, evidence.subject)
    )
    end = next(ends, None)
    return f"{said}, until {told.when(end)}" if end else f"{said}, over by now"


def _deciders(question: RollbackQuestion, told: Recorded) -> str:
    """Who may decide it by 6.2, and by when."""
    rules = [rule for rule in told.document.decisions if rule.severity is question.severity]
    return "".join(
        f"- By 6.2 that is decided by {spoken(rule.decision_maker)}, {spoken(rule.minutes_text)}."
        for rule in rules[:1]
    )


def _of_round(round_: int, told: Recorded) -> Iterator[e.Event]:
    """What happened from the asking of a question until the next was asked."""
    now = 0
    for event in told.events:
        now = event.round if isinstance(event, e.RollbackAsked) else now
        if now == round_:
            yield event


def _severities(events: tuple[e.Event, ...], told: Recorded) -> Iterator[str]:
    for event in events:
        if isinstance(event, e.SeverityChanged):
            change = f"from {event.was} to {event.severity}"
            yield f"Severity {change} {told.when(event.at)}, {name(event.by)}{because(told, event.reason)}"
        elif isinstance(event, e.DecisionEscalated):
            yield f"Undecided ({event.why}) {told.when(event.at)}: one of those called decides alone"


def _answer(answer: Answered, told: Recorded) -> str:
    by = f", by {listed(_decided_by(answer, told))}" if answer.by else ""
    return f"{ENDED[answer.outcome]}{by}, {told.when(answer.at)}{because(told, answer.reason)}"


def _decided_by(answer: Answered, told: Recorded) -> Iterable[str]:
    """Whose votes decided it: one who may alone, or all of those who had to agree."""
    assert answer.by, "somebody decided it"
    states = zip(told.events[1:], told.states, strict=False)
    before = (
        state
        for event, state in states
        if isinstance(event, e.RollbackDeclined | e.RollbackDecided) and event.at == answer.at
    )
    votes: tuple[Vote, ...] = ()
    for state in before:
        if state.question and all(each.id != answer.by.id for each in electorate(state, told.plan).alone):
            votes = electorate(state, told.plan).sufficing(state.question.votes)
    agreed = [name(vote.by) for vote in votes if f"{vote.choice}" == f"{answer.outcome}"]
    return dict.fromkeys((*agreed, name(answer.by)))


def _votes(events: tuple[e.Event, ...], told: Recorded) -> str:
    rows = [
        (
            told.when(event.at),
            name(event.by),
            listed(map(name, event.instead_of)) if event.instead_of else "",
            WANTED[event.choice],
            told.words(event.reason),
        )
        for event in events
        if isinstance(event, e.VoteCast)
    ]
    found = table(("When", "Who", "For", "Voted", "Why"), rows)
    return f"\n\n{found}" if found else ""


def walked(told: Recorded) -> str:
    """The steps of 6.3 that were walked, those that were left out and why, and what nothing undoes."""
    back = told.state.way_back
    if back is None:
        return ""
    of = [step for step in told.plan.rollback_steps if step.number in back.steps]
    lines = [steps(told, of)]
    if told.state.rollback:
        way = decided(told.state, told.plan)
        lines += [f"- Left out: {told.step(each.step.number)}: {spoken(each.why)}" for each in way.left_out]
        lines += [f"- Nothing undoes {told.step(step.number)}" for step in way.not_undone]
        lines += [f"- Cannot be reversed: {spoken(each.script)}" for each in way.irreversible]
    first, *others = lines
    return "\n\n".join(filter(None, (first, "\n".join(others))))


def gone_back(told: Recorded) -> str:
    """Each migration, variable and flag that had arrived: what it was, what it became, and what it is now."""
    rows = [
        _gone_back(row, told)
        for part in Part
        if part.is_back
        for row in rows_asked(told.state, told.plan, part)
    ]
    return table(("Of", "Row", "Was", "With the release", "Back", "What it is", "By", "When"), rows)


def _gone_back(row: ChangeRow, told: Recorded) -> tuple[str, ...]:
    answer = answer_of(told.state, row)
    was, became = _values(row)
    mark = (DONE if answer.holds else FAILED) if answer else SKIPPED
    how = ("back" if answer.holds else "not back") if answer else "nobody said"
    whom = f", for {spoken(answer.for_whom)}" if answer and answer.for_whom else ""
    return (
        _section(row),
        f"{row.mark} {spoken(row.name)}",
        spoken(was),
        spoken(became),
        f"{mark} {how}",
        spoken(answer.result) if answer else "",
        f"{name(answer.by)}{whom}" if answer else "",
        told.when(answer.at) if answer else "",
    )


def _values(row: ChangeRow) -> tuple[str, str]:
    """Before the release, and with it; a flag says both in one cell."""
    of = row.of
    if isinstance(of, Variable):
        return of.old_value or "(empty)", of.new_value or "(empty)"
    return ("", of.change) if isinstance(of, FeatureFlag) else ("not run", "run")


def _section(row: ChangeRow) -> str:
    return "4.1" if row.part is Part.REVERSED else "5.2" if row.is_flag else "5.1"


def ladders(told: Recorded) -> str:
    """Each issue for which levels of 9.2 were called: who was called when and why, and who answered what."""
    return "\n\n".join(_ladder(ladder, told) for ladder in told.state.ladders)


def _ladder(ladder: Ladder, told: Recorded) -> str:
    opened, over = ladder.opened, ladder.over
    by = name(_raised_by(ladder, told))
    ended = f"Over {told.when(over.at)}{because(told, over.note)}." if over else "Still open."
    first = f"**Issue {ladder.number}**, {told.when(opened.at)}, raised by {by}{because(told, opened.note)}."
    calls = [(number, 0, _call(call, told)) for number, call in enumerate(ladder.calls, start=1)]
    answers = [(answer.calls, 1, _answered(answer, told)) for answer in ladder.answers]
    rows = [row for _, _, row in sorted([*calls, *answers], key=lambda each: each[:2])]
    return "\n\n".join(filter(None, (first, table(("When", "Level", "What"), rows), ended)))


def _raised_by(ladder: Ladder, told: Recorded) -> Person | None:
    """Who called by hand; what is about something was raised as it was seen."""
    raised = (event for event in told.events if isinstance(event, e.IssueRaised))
    first = next(event for event in raised if event.number == ladder.number)
    return None if first.about else first.by


def _call(call: LevelCall, told: Recorded) -> tuple[str, ...]:
    absent = f"{listed(map(spoken, call.absent))} by telephone" if call.absent else ""
    who = sentence(_people(call.people), absent) or "nobody new stands for it"
    unpaged = "; not paged: PagerDuty is not set up" if call.is_unpaged else ""
    return told.when(call.at), spoken(call.level), f"called: {who} ({WHY[call.because]}){unpaged}"


def _people(found: tuple[Person, ...]) -> str:
    return people(found) if found else ""


def _answered(answer: Answer, told: Recorded) -> tuple[str, ...]:
    who = spoken(answer.for_whom or answer.said_by) or name(answer.by)
    where = f", in {spoken(answer.where)}" if answer.where else ""
    by = f" (recorded by {name(answer.by)})" if answer.for_whom and answer.by else ""
    did = "takes charge" if answer.takes_charge else "passes it on"
    return told.when(answer.at), spoken(answer.level), f"{who} {did}{where}{by}"
