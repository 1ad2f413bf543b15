from bot.domain import events as e, intents as i
from bot.domain.plan import Severity
from bot.domain.question_parts import Escalated
from commands.blocks.sentences import sentence
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks.gallery_question import LESS, asked


def last(stage: Stage) -> list[str]:
    """What the last decision is told as."""
    return [sentence(event, stage.state, stage.plan) for event in stage.last]


def test_asked_voted_and_lowered() -> None:
    """Each says what it is about, in words that are understood months later."""
    stage = asked()
    first, *_, directly = last(stage)
    assert "Rollback question, high: “error rate 7 %”; no step starts until it is answered" == first
    assert "3 persons asked directly" == directly
    stage.do(a.CONTINUE, p.LEE)
    assert ["Vote for Continue: “the cache warms up”; ask again 23:10 CET"] == last(stage)
    stage.do(LESS, p.ANA)
    lowered = "Severity lowered from high to medium: “one page alone”; the time to decide begins anew"
    assert lowered == last(stage)[0]
    worse = i.ChangeSeverity(severity=Severity.HIGH, reason="orders are lost")
    stage.do(worse, p.ANA)
    raised = "Severity raised from medium to high: “orders are lost”; the time to decide begins anew"
    assert raised == last(stage)[0]
    stage.do(a.ROLLBACK, p.ANA)
    assert "Vote for Roll back" == last(stage)[0]


def test_a_deputy_votes_for_somebody() -> None:
    """Both names are kept."""
    stage = asked()
    stage.do(a.CONTINUE, p.SAM)
    expected = "Vote for Continue, for Ana Ruiz: “the cache warms up”; ask again 23:10 CET"
    assert [expected] == last(stage)


def test_escalated() -> None:
    """A tie and a time that is up are told as what they are."""
    stage = asked()
    tie = e.DecisionEscalated(at=p.T0, by=None, why=Escalated.TIE)
    told = (
        "Whether to roll back is undecided, those who decide disagree: the next level is asked, and no step "
        "starts meanwhile"
    )
    assert told == sentence(tie, stage.state, stage.plan)
    a.passes(stage, 15)
    assert any("the time to decide is up" in each for each in last(stage))


def test_answered() -> None:
    """It goes on, it is not asked again, it fell away: each with why."""
    stage = asked(Severity.CRITICAL)
    stage.do(a.CONTINUE, p.ANA)
    declined = "No rollback, it goes on: “the cache warms up”; asked again 23:10 CET, sooner if it gets worse"
    assert declined in last(stage)
    quiet = e.RollbackDeclined(at=p.T0, by=p.ANA, reason="all is well")
    assert "No rollback, it goes on: “all is well”" == sentence(quiet, stage.state, stage.plan)
    fell = e.QuestionFellAway(at=p.T0, by=p.DBA, step="5")
    expected = "Whether to roll back is not asked any more: Step 5, Run database migrations, is over"
    assert expected == sentence(fell, stage.state, stage.plan)


def test_what_was_seen() -> None:
    """What is over is told as over."""
    stage = asked()
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason="orders fail"), p.DBA)
    assert "Seen: “orders fail”" == last(stage)[0]


def test_votes_that_are_enough() -> None:
    """Why somebody is asked who voted."""
    stage = asked()
    again = e.VotersAskedAgain(at=p.T0, by=None, people=(p.ANA.id, p.LEE.id))
    expected = "Votes are enough by now: 2 persons asked to press once more, as nothing decides by itself"
    assert expected == sentence(again, stage.state, stage.plan)
