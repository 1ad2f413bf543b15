from dataclasses import replace

import pytest

from bot.domain import events as e, intents as i
from bot.domain.evolve import evolve, fold
from bot.domain.people import Person
from bot.domain.plan import Severity
from bot.domain.question_parts import Asking, Choice, Escalated, Outcome
from bot.domain.question_progress import merged
from bot.domain.state import Deployment, Lifecycle
from bot.storage.codec import decode, encode
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import at_state


def test_the_state_with_a_question_is_kept_and_read() -> None:
    """Question and answers are stored as they are, and the fold of the events is the state."""
    stage = a.asked()
    stage.do(a.CONTINUE, p.ANA)
    stage.do(a.CONTINUE, p.LEE)
    stage.do(i.RequestRollback(severity=Severity.MEDIUM, reason="it is back"), p.DEV)
    assert stage.state == fold(stage.events)
    assert stage.state == decode(Deployment, encode(stage.state))


def test_a_change_of_severity_keeps_votes_and_begins_the_clock_anew() -> None:
    """What was escalated is not any more, and reminders are counted anew."""
    stage = a.asked()
    stage.do(a.ROLLBACK, p.LEE)
    a.passes(stage, 15)
    assert Escalated.TIME_IS_UP is a.question(stage).escalated_why
    stage.do(i.ChangeSeverity(severity=Severity.MEDIUM, reason="one page"), p.ANA)
    now = a.question(stage)
    assert (stage.at, 1, None, None) == (now.since, now.changes, now.escalated_at, now.escalated_why)
    assert [p.LEE.id] == list(now.votes)


def test_who_was_asked_by_an_older_version_has_the_first_message_alone() -> None:
    """Its askings had no number and no messages of their own: the next one has, and nobody's is behind."""
    state = replace(a.asked().state, question=replace(a.question(a.asked()), askings=()))
    state = evolve(state, e.VotersAsked(at=p.T0, by=None, people=(p.LEE.id,)))
    state = evolve(state, e.VotersAskedAgain(at=p.T0, by=None, people=(p.ANA.id,)))
    assert state.question
    asked = Asking(subject="decision:1", at=p.T0, people=())
    assert (asked, asked) == state.question.askings


@pytest.mark.parametrize(
    ("severity", "asked"),
    [(Severity.HIGH, [p.SAM, p.ANA, p.LEE]), (Severity.MEDIUM, [p.ANA, p.SAM, p.LEE])],
)
def test_what_is_worse_is_asked_anew_but_not_of_who_says_so(severity: Severity, asked: list[Person]) -> None:
    """The lead is rung where the deputy says that it is worse; where it is less bad nobody is once more."""
    stage = a.asked(Severity.HIGH)
    if severity is Severity.HIGH:
        stage.do(i.ChangeSeverity(severity=Severity.MEDIUM, reason="one page"), p.ANA)
    stage.do(i.ChangeSeverity(severity=severity, reason="look"), p.SAM)
    assert [person.id for person in asked] == list(a.question(stage).asked)[: len(asked)]


def test_what_was_seen_replaces_what_it_is_about() -> None:
    """The same kind and subject is one piece of evidence, in its old place."""
    over = replace(a.DISK, is_over=True)
    other = replace(a.DISK, subject="memory")
    assert (over, other) == merged((a.DISK, other), (over,))


def test_a_rollback_answers_the_question_and_what_was_declined_is_not_asked_again() -> None:
    """Once it is decided nothing is open."""
    stage = a.asked()
    stage.do(a.CONTINUE, p.ANA)
    stage.do(a.CONTINUE, p.LEE)
    stage.do(i.RequestRollback(reason="now it is"), p.ANA)
    assert stage.state.rollback
    assert stage.state.declined is None
    assert [Outcome.CONTINUE] == [each.outcome for each in stage.state.answers]


@pytest.mark.parametrize(
    "event",
    [
        e.VoteCast(at=p.T0, by=p.ANA, choice=Choice.ROLLBACK),
        e.VotersReminded(at=p.T0, by=None),
        e.DecisionEscalated(at=p.T0, by=None, why=Escalated.TIE),
    ],
)
def test_without_a_question_nothing_belongs_to_it(event: e.Event) -> None:
    """An event of a question where none is open fails loudly."""
    with pytest.raises(ValueError, match="no rollback question is open"):
        evolve(at_state(Lifecycle.DEPLOYING).state, event)


@pytest.mark.parametrize(
    "event",
    [
        e.VoteCast(at=p.T0, by=None, choice=Choice.ROLLBACK),
        e.RollbackDeclined(at=p.T0, by=None, reason="x", ask_again_at=p.END),
        e.QuestionFellAway(at=p.T0, by=None, step="5"),
    ],
)
def test_a_clock_answers_nothing(event: e.Event) -> None:
    """Votes and answers come from people."""
    with pytest.raises(ValueError, match="from a person"):
        evolve(a.asked().state, event)
