"""The rollback question, folded into the state: what is asked, who voted, what became of it."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.changing import replace
from bot.domain.evidence import Evidence
from bot.domain.folds import Folds
from bot.domain.people import Person
from bot.domain.question_parts import Answered, Asking, Outcome, RollbackQuestion, Vote
from bot.domain.questions import asking_subject
from bot.domain.state import Deployment


def with_asked(state: Deployment, event: e.RollbackAsked) -> Deployment:
    """A new round; what was declined before is asked about with it."""
    question = RollbackQuestion(
        round=event.round,
        opened_at=event.at,
        opened_by=event.by,
        severity=event.severity,
        since=event.at,
        evidence=event.evidence,
    )
    return replace(_not_again(state), question=question)


def merged(known: Iterable[Evidence], seen: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What is known, with what was seen since in place of what it is about, or behind it."""
    by_subject = {(each.kind, each.subject): each for each in known}
    return tuple({**by_subject, **{(each.kind, each.subject): each for each in seen}}.values())


def with_evidence(state: Deployment, event: e.EvidenceSeen) -> Deployment:
    """It belongs to the open question; where none is, to the one that was declined."""
    if state.question:
        return _with(state, replace(state.question, evidence=merged(state.question.evidence, event.evidence)))
    *earlier, last = state.answers
    question = replace(last.question, evidence=merged(last.question.evidence, event.evidence))
    return replace(state, answers=(*earlier, replace(last, question=question)))


def with_voters_asked(state: Deployment, event: e.VotersAsked) -> Deployment:
    """Each is asked directly once."""
    question = _open(state)
    asked = (*question.asked, *event.people)
    return _with(state, replace(question, asked=asked, askings=_with_asking(state, question, event)))


def with_voters_asked_again(state: Deployment, event: e.VotersAskedAgain) -> Deployment:
    """Each is asked so once, until they vote or the severity changes."""
    question = _open(state)
    asked = tuple(dict.fromkeys((*question.asked, *event.people)))
    again = (*question.again, *event.people)
    askings = _with_asking(state, question, event)
    return _with(state, replace(question, asked=asked, again=again, askings=askings))


def _with_asking(
    state: Deployment, question: RollbackQuestion, event: e.VotersAsked | e.VotersAskedAgain
) -> tuple[Asking, ...]:
    """Whoever was asked without a number had no new message: their first one said something newer."""
    asked = Asking(
        subject=asking_subject(question.round, event.number or 1),
        at=event.at,
        people=tuple(user for user in event.people if event.number and user not in event.called),
        calls=len(state.ladder.calls) if state.ladder else 0,
    )
    return (*question.askings, asked)


def with_reminded(state: Deployment, event: e.VotersReminded) -> Deployment:
    """Since when nobody was reminded, and by which message they were."""
    question = _open(state)
    reminder = Asking(subject=event.subject, at=event.at, people=event.people)
    reminded = replace(
        question,
        reminded_at=event.at,
        reminders=question.reminders + 1,
        reminded=(*question.reminded, reminder),
    )
    return _with(state, reminded)


def with_vote(state: Deployment, event: e.VoteCast) -> Deployment:
    """The newest vote of each counts."""
    person = _person(event)
    vote = Vote(
        by=person,
        at=event.at,
        choice=event.choice,
        reason=event.reason,
        ask_again_at=event.ask_again_at,
        instead_of=event.instead_of,
    )
    question = _open(state)
    again = tuple(user for user in question.again if user != person.id)
    return _with(state, replace(question, votes={**question.votes, person.id: vote}, again=again))


def with_severity(state: Deployment, event: e.SeverityChanged) -> Deployment:
    """Votes are kept, the clock begins anew. Where it is worse all are asked anew, but for who said so."""
    question = _open(state)
    knows = tuple(user for user in question.asked if event.by and user == event.by.id)
    changed = replace(
        question,
        severity=event.severity,
        severity_by=event.by,
        severity_reason=event.reason,
        since=event.at,
        changes=question.changes + 1,
        asked=knows if event.severity.is_worse_than(event.was) else question.asked,
        again=(),
        escalated_at=None,
        escalated_why=None,
        reminded_at=None,
        reminders=0,
    )
    return _with(state, changed)


def with_escalated(state: Deployment, event: e.DecisionEscalated) -> Deployment:
    """From now on one person may decide; reminders are counted from here."""
    question = replace(
        _open(state), escalated_at=event.at, escalated_why=event.why, reminded_at=event.at, reminders=0
    )
    return _with(state, question)


def with_rollback(state: Deployment, event: e.RollbackDecided) -> Deployment:
    """The question is answered, and none that was declined is asked again."""
    return _answered(_not_again(state), event, Outcome.ROLLBACK, event.reason)


def with_declined(state: Deployment, event: e.RollbackDeclined) -> Deployment:
    """It is asked again at its minute."""
    answered = _answered(state, event, Outcome.CONTINUE, event.reason)
    *earlier, last = answered.answers
    return replace(answered, answers=(*earlier, replace(last, ask_again_at=event.ask_again_at)))


def with_fallen_away(state: Deployment, event: e.QuestionFellAway) -> Deployment:
    """Nothing is asked any more."""
    return _answered(state, event, Outcome.FELL_AWAY, "")


def with_not_repeated(state: Deployment, _event: e.QuestionNotRepeated) -> Deployment:
    """It is not asked again."""
    return _not_again(state)


def _open(state: Deployment) -> RollbackQuestion:
    if state.question is None:
        raise ValueError(f"no rollback question is open in {state.id}")
    return state.question


def _person(event: e.Event) -> Person:
    if event.by is None:
        raise ValueError(f"{type(event).__name__} comes from a person")
    return event.by


def _with(state: Deployment, question: RollbackQuestion) -> Deployment:
    return replace(state, question=question)


def _answered(state: Deployment, event: e.Event, outcome: Outcome, reason: str) -> Deployment:
    """A rollback that is decided at once has no question to settle."""
    if state.question is None:
        return state
    answer = Answered(question=state.question, outcome=outcome, by=_person(event), at=event.at, reason=reason)
    return replace(state, question=None, answers=(*state.answers, answer))


def _not_again(state: Deployment) -> Deployment:
    if state.declined is None:
        return state
    return replace(state, answers=(*state.answers[:-1], replace(state.declined, ask_again_at=None)))


FOLDS: Folds = {
    e.RollbackAsked: with_asked,
    e.EvidenceSeen: with_evidence,
    e.VotersAsked: with_voters_asked,
    e.VotersAskedAgain: with_voters_asked_again,
    e.VotersReminded: with_reminded,
    e.VoteCast: with_vote,
    e.SeverityChanged: with_severity,
    e.DecisionEscalated: with_escalated,
    e.RollbackDeclined: with_declined,
    e.QuestionFellAway: with_fallen_away,
    e.QuestionNotRepeated: with_not_repeated,
}
