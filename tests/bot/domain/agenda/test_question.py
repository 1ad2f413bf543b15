from dataclasses import replace

import pytest

from bot.domain import events as e, intents as i
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.evolve import evolve
from bot.domain.plan import Severity
from bot.domain.question_parts import Escalated
from bot.domain.state import Lifecycle
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import Stage


def reminded(stage: Stage) -> set[str]:
    """Who is reminded of a rollback question."""
    return {
        effect.to
        for effect in stage.effects()
        if isinstance(effect, PostMessage)
        and effect.kind is MessageKind.REMINDER
        and effect.subject.startswith("question-")
    }


def test_reminders_before_time_is_up() -> None:
    """At half time and two minutes before the end whoever has not voted is reminded, and nobody else."""
    stage = a.asked(Severity.HIGH)
    stage.do(a.ROLLBACK, p.LEE)
    a.passes(stage, 7)
    assert set() == reminded(stage)
    a.passes(stage, 0.5)
    assert {p.ANA.id, p.SAM.id} == reminded(stage)
    a.passes(stage, 5.5)
    assert {p.ANA.id, p.SAM.id} == reminded(stage)


def test_time_is_up() -> None:
    """The next level is asked at the minute, and steps wait on."""
    stage = a.asked(Severity.HIGH, plan=a.with_levels())
    a.passes(stage, 15)
    assert e.DecisionEscalated(at=stage.at, by=None, why=Escalated.TIME_IS_UP) in stage.last
    asked = (p.OMAR.id,)
    assert e.VotersAsked(at=stage.at, by=None, people=asked, number=2, called=asked) in stage.last
    assert stage.state.question
    stage.do(a.ROLLBACK, p.OMAR)
    assert stage.state.rollback


@pytest.mark.parametrize(
    ("severity", "first", "every"),
    [(Severity.CRITICAL, 2, 2), (Severity.HIGH, 15, 5), (Severity.MEDIUM, 30, 5)],
)
def test_whoever_may_decide_is_reminded_until_somebody_does(
    severity: Severity, first: int, every: int
) -> None:
    """From the end of the time on, again and again; whoever is called just then by their call alone."""
    stage = a.asked(severity, plan=a.with_levels())
    a.passes(stage, first)
    for _ in range(3):
        a.passes(stage, every - 0.5)
        assert set() == reminded(stage)
        a.passes(stage, 0.5)
        called = {
            each.to
            for each in stage.effects()
            if isinstance(each, PostMessage) and each.kind is MessageKind.ESCALATION
        }
        assert p.ANA.id in reminded(stage)
        assert p.OMAR.id in called ^ reminded(stage)
    stage.do(a.ROLLBACK, p.OMAR)
    a.passes(stage, 60)
    assert set() == reminded(stage)


def test_after_a_pause_one_reminder_is_sent() -> None:
    """The clock runs from when it began: an hour away is one escalation, and one reminder later."""
    stage = a.asked(Severity.HIGH, plan=a.with_levels())
    a.passes(stage, 60)
    assert 1 == sum(isinstance(event, e.DecisionEscalated) for event in stage.last)
    assert set() == reminded(stage)
    a.passes(stage, 60)
    assert 1 == sum(isinstance(event, e.VotersReminded) for event in stage.last)


def test_a_short_time_has_no_reminders() -> None:
    """Whoever was asked a minute ago is not reminded that they were."""
    plan = replace(p.web_shop(), decisions=(a.rule(Severity.HIGH, "Deployment Lead + Dev Lead", 4),))
    stage = a.asked(Severity.HIGH, plan=plan)
    a.passes(stage, 3)
    assert set() == reminded(stage)


def continued(minutes: int = 10) -> Stage:
    """Continue was decided, and it is so many minutes later."""
    stage = a.asked(Severity.CRITICAL)
    stage.do(a.CONTINUE, p.ANA)
    a.passes(stage, minutes)
    return stage


def test_it_is_asked_again_at_the_minute() -> None:
    """In a new round with fresh votes, of those who decide."""
    assert continued(9).state.question is None
    stage = continued(10)
    now = a.question(stage)
    assert (2, {}, None) == (now.round, now.votes, now.opened_by)
    assert {PostMessage(kind=MessageKind.QUESTION, subject="decision:2")} <= set(stage.effects())


def test_what_is_over_is_not_asked_again() -> None:
    """Where nothing that spoke for it holds any more the log says so, and nobody is asked."""
    stage = a.begun()
    stage.at += a.MINUTE
    stage.do(i.RequestRollback(severity=Severity.CRITICAL, reason=a.WHY), p.DEV)
    person = a.question(stage).evidence[0]
    stage.do(a.CONTINUE, p.ANA)
    over = e.EvidenceSeen(at=stage.at, by=None, evidence=(replace(person, is_over=True),))
    stage._state = evolve(stage.state, over)
    a.passes(stage, 10)
    assert e.QuestionNotRepeated(at=stage.at, by=None) in stage.last
    assert (None, None) == (stage.state.question, stage.state.declined)


def test_it_is_asked_again_of_what_is_live() -> None:
    """A completed deployment can still go back, and is asked about."""
    stage = Stage().to_verifying().walk()
    stage.do(i.RequestRollback(severity=Severity.CRITICAL, reason=a.WHY), p.DEV)
    stage.do(a.CONTINUE, p.ANA)
    for number, who in (("1", p.ANA), ("2", p.QUINN), ("3", p.OMAR), ("4", p.PIA)):
        stage.do(i.Confirm(wanted=number), who)
    assert Lifecycle.COMPLETED is stage.state.state
    a.passes(stage, 10)
    assert stage.state.question


def test_reminders_are_rewritten_when_it_is_answered() -> None:
    """Nobody reads later that they are waited for."""
    stage = a.asked(Severity.HIGH)
    a.passes(stage, 8)
    stage.do(a.ROLLBACK, p.ANA)
    stage.do(a.ROLLBACK, p.LEE)
    rewritten = {each.subject for each in stage.effects() if isinstance(each, RewriteMessages)}
    assert "question-half decision:1:0" in rewritten
