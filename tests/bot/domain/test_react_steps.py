from bot.domain import intents as i
from bot.domain.effects import MessageKind
from bot.domain.question_parts import Choice
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.reactions import GO_STANDS, STATUS, log, post, rewrite
from tests.bot.domain.stories import at_state


def test_started_and_finished() -> None:
    """A step's own message shows how it goes; its end calls the next, whose start ends its Reopen."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.StartStep(step="5"), p.DBA)
    assert (rewrite(MessageKind.STEP, "step:5:1"), GO_STANDS, STATUS) == stage.effects()
    stage.do(i.FinishStep(step="5"), p.DBA)
    done = rewrite(MessageKind.STEP, "step:5:1")
    assert (done, post(MessageKind.STEP, "step:6:1"), STATUS) == stage.effects()
    stage.do(i.StartStep(step="6"), p.DEV)
    assert (rewrite(MessageKind.STEP, "step:6:1"), done, STATUS) == stage.effects()


def test_failed_and_retried() -> None:
    """A failure has its own message, which the retry settles."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    step, failure = rewrite(MessageKind.STEP, "step:5:1"), post(MessageKind.FAILURE, "step:5:1")
    assert (log(stage, 1), step, GO_STANDS, failure) == stage.effects()[:4]
    assert STATUS == stage.effects()[-1]
    stage.do(i.RetryStep(step="5"), p.DBA)
    call, settled = post(MessageKind.STEP, "step:5:2"), rewrite(MessageKind.FAILURE, "step:5:1")
    assert (call, settled, STATUS) == stage.effects()


def test_failed_and_skipped() -> None:
    """A skip settles the call and the failure; the next is called once those who are asked say so."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    stage.do(i.SkipStep(step="5", reason="ran at noon"), p.DBA)
    following = post(MessageKind.STEP, "step:6:1")
    settled = (rewrite(MessageKind.STEP, "step:5:1"), rewrite(MessageKind.FAILURE, "step:5:1"), GO_STANDS)
    assert {*settled, STATUS} <= set(stage.effects())
    assert following not in stage.effects()
    stage.do(i.CastVote(choice=Choice.CONTINUE), p.ANA)
    assert following in stage.effects()
