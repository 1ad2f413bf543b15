from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from bot.domain import events as e, intents as i, voting
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.evolve import evolve
from bot.domain.people import Holders
from bot.domain.plan import Severity
from bot.domain.react import react
from bot.domain.react_question import voters_asked
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import Stage

FIRST, SECOND = (
    RewriteMessages(kind=MessageKind.QUESTION, subject=subject) for subject in ("decision:1", "decision:1 2")
)
CRITICAL = i.ChangeSeverity(severity=Severity.CRITICAL, reason="all orders fail")


def asked(to: str = "") -> PostMessage:
    """The first question, in the thread or to somebody."""
    return PostMessage(kind=MessageKind.QUESTION, subject="decision:1", to=to)


def again(to: str = "") -> PostMessage:
    """The same once more, by a message of its own."""
    return PostMessage(kind=MessageKind.QUESTION, subject="decision:1 2", to=to)


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


def test_who_has_to_press_again_is_asked_by_a_new_message() -> None:
    """An edit would not ring; what was asked before is rewritten, as both are from then on."""
    stage = a.asked(Severity.HIGH)
    stage.do(a.ROLLBACK, p.ANA)
    stage.do(CRITICAL, p.SAM)
    assert [again(p.ANA.id)] == posts(stage.effects())
    assert FIRST in stage.effects()
    stage.do(a.CONTINUE, p.LEE)
    assert {FIRST, SECOND} <= set(stage.effects())
    stage.do(a.ROLLBACK, p.ANA)
    assert {FIRST, SECOND} <= set(stage.effects())


def test_who_is_asked_about_worse_than_before_gets_a_new_message() -> None:
    """An alert raises the severity: whoever was asked directly and may answer is so again."""
    stage = a.asked(Severity.MEDIUM, on=(p.ANA, p.LEE))
    worse = a.raised(stage, replace(a.DISK, severity=Severity.HIGH))
    events = voting.with_question_kept(stage.state, worse, stage.facts(None))
    state = reduce(evolve, events, stage.state)
    effects = react(state, tuple(enumerate(events, 1)), stage.plan)
    assert {again(user.id) for user in (p.ANA, p.SAM, p.LEE)} == set(posts(effects))


def test_a_crowd_is_asked_again_in_the_thread() -> None:
    """By a new message there as well; once it is answered nobody is asked."""
    stage = a.asked(Severity.HIGH)
    crowd = tuple(f"UX{number}" for number in range(11))
    event = e.VotersAskedAgain(at=stage.at, by=None, people=crowd, number=2)
    state = evolve(stage.state, event)
    assert [again()] == posts(voters_asked(state, event, stage.plan))
    declined = replace(state, question=None)
    assert [] == voters_asked(declined, event, stage.plan)
