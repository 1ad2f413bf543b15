import pytest

from bot.domain import intents as i, questions as q
from bot.domain.pinning import OF_DEPLOYMENT, pinned
from bot.domain.staleness import HAPPENED, stale
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def test_a_typed_approval_is_of_the_revision_that_was_asked_about() -> None:
    """Once the plan is submitted again, what was typed before answers no more."""
    stage = Stage().to_review()
    approval = pinned(stage.state, i.GiveSignOff(), stage.plan)
    assert q.review_question(stage.state) == approval.question
    stage.do(i.RejectSignOff(reason="no rehearsal"), p.SEC)
    stage.do(i.Submit(), p.PAUL)
    assert stale(stage.state, approval.question, None)


def test_a_typed_report_is_of_the_attempt_that_runs() -> None:
    """A step that failed and is tried again is not done by what was said of the attempt before."""
    stage = Stage().to_deploying()
    done = pinned(stage.state, i.FinishStep(step="5"), stage.plan)
    assert "step:5:1" == done.question
    stage.do(i.FailStep(step="5", reason="locked"), p.DBA)
    stage.do(i.RetryStep(step="5"), p.DBA)
    assert stale(stage.state, done.question, None)


def test_reopening_is_of_the_attempt_that_ended() -> None:
    """Its question is another than that of the step which goes on."""
    stage = Stage().to_deploying()
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert "reopen:5:1" == pinned(stage.state, i.ReopenStep(step="5"), stage.plan).question


@pytest.mark.parametrize(
    "intent",
    [
        i.Begin(),
        i.FinishStep(step="6"),
        i.FinishStep(step="99"),
        i.AddNote(text="all calm"),
        i.Hold(question="hold:7"),
    ],
    ids=lambda intent: type(intent).__name__,
)
def test_what_is_not_asked_now_stays_as_it_was(intent: i.Intent) -> None:
    """What is over, not called yet, unknown, or answers nothing has no question; a button keeps its own."""
    stage = Stage().to_deploying()
    assert intent == pinned(stage.state, intent, stage.plan)


@pytest.mark.parametrize("intent", OF_DEPLOYMENT)
def test_every_question_is_known(intent: type[i.Intent]) -> None:
    """Each has words for what happened meanwhile."""
    question = OF_DEPLOYMENT[intent](Stage().to_review().state)
    assert question.partition(":")[0] in HAPPENED
