from collections.abc import Iterable
from dataclasses import replace

from bot.domain import events as e, intents as i
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.people import Holders
from bot.domain.plan import Severity
from bot.domain.react_question import voters_asked_again
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import Stage

FIRST = RewriteMessages(kind=MessageKind.QUESTION, subject="decision:1")


def asked(to: str = "") -> PostMessage:
    """The first question, in the thread or to somebody."""
    return PostMessage(kind=MessageKind.QUESTION, subject="decision:1", to=to)


def posts(effects: Iterable[Effect]) -> list[PostMessage]:
    """The questions among what is posted."""
    posted = (each for each in effects if isinstance(each, PostMessage))
    return [each for each in posted if each.kind is MessageKind.QUESTION]


def test_it_is_asked_in_the_thread_and_directly() -> None:
    """The thread reads it, and whoever may answer is asked directly."""
    stage = a.asked(Severity.HIGH)
    assert {asked(), asked(p.ANA.id), asked(p.SAM.id), asked(p.LEE.id)} <= set(stage.effects())


def test_who_may_not_begin_reads_so() -> None:
    """What is called is rewritten, when it is asked and when it is answered."""
    stage = Stage().to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.CRITICAL, reason=a.WHY), p.DEV)
    step = RewriteMessages(kind=MessageKind.STEP, subject="step:5:1")
    assert step in stage.effects()
    stage.do(a.CONTINUE, p.ANA)
    assert {step, FIRST} <= set(stage.effects())


def test_every_copy_shows_votes_and_answers() -> None:
    """Each vote, each change of severity and the answer rewrite all copies."""
    stage = a.asked(Severity.HIGH)
    for intent, by in (
        (a.ROLLBACK, p.LEE),
        (i.ChangeSeverity(severity=Severity.MEDIUM, reason="less"), p.ANA),
        (a.ROLLBACK, p.ANA),
    ):
        stage.do(intent, by)
        assert FIRST in stage.effects()


def test_many_are_asked_in_the_thread_alone() -> None:
    """A crowd is not asked one by one."""
    crowd = tuple(replace(p.LEE, id=f"UX{number}") for number in range(11))
    roles = dict(p.roles(Dev_Lead=Holders(people=crowd)))
    stage = Stage(roles=roles).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.DEV)
    assert [asked()] == posts(stage.effects())


def test_who_has_to_press_again_is_asked_directly() -> None:
    """By a message of its own, and what was asked before shows it; a crowd reads it in the thread."""
    stage = a.asked(Severity.HIGH)
    stage.do(a.ROLLBACK, p.ANA)
    stage.do(i.ChangeSeverity(severity=Severity.CRITICAL, reason="all orders fail"), p.SAM)
    assert [asked(p.ANA.id)] == posts(stage.effects())
    assert FIRST in stage.effects()
    crowd = e.VotersAskedAgain(at=stage.at, by=None, people=tuple(f"UX{number}" for number in range(11)))
    assert [asked()] == posts(voters_asked_again(stage.state, crowd, stage.plan))
    declined = replace(stage.state, question=None)
    assert [] == voters_asked_again(declined, crowd, stage.plan)
