from bot.domain import intents as i
from bot.domain.effects import ClearTimer, LockTarget, MessageKind, RewriteMessages
from bot.domain.run import GO_TIMER, WINDOW_TIMER
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.reactions import STATUS, log, post, rewrite
from tests.bot.domain.stories import Stage, at_state


def test_cancelled_in_review() -> None:
    """A plan that is given up takes the signers' buttons away and its timer."""
    stage = Stage().to_review()
    stage.do(i.Cancel(reason="supplier"), p.ANA)
    cleared = ClearTimer(name=WINDOW_TIMER)
    assert (log(stage), rewrite(MessageKind.REVIEW), cleared, STATUS) == stage.effects()


def test_cancelled_while_go_is_pending() -> None:
    """A pending Go and its timer go with the deployment."""
    stage = Stage(p.small()).to_go()
    stage.do(i.Go(), p.ANA)
    stage.do(i.Cancel(reason="supplier"), p.ANA)
    cleared = (rewrite(MessageKind.GO), rewrite(MessageKind.STEP, "step:1:1"), ClearTimer(name=GO_TIMER))
    assert (log(stage), *cleared, STATUS) == stage.effects()


def test_missed() -> None:
    """A missed window is told and takes the signers' buttons away."""
    stage = Stage().to_review()
    stage.at = p.END
    stage.wake(WINDOW_TIMER)
    assert (log(stage), rewrite(MessageKind.REVIEW), STATUS) == stage.effects()


def test_rollback_settles_the_running_step() -> None:
    """The decision takes the buttons of the step that ran and of its failure, and calls R2."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    settled = (rewrite(MessageKind.STEP, "step:5:1"), rewrite(MessageKind.FAILURE, "step:5:1"))
    locked = LockTarget(by=p.ANA, at=stage.at, reason="errors")
    asked = rewrite(MessageKind.QUESTION, "decision:1")
    called = post(MessageKind.STEP, "step:R2:1")
    assert {*settled, asked, locked, called, STATUS} <= set(stage.effects())


def test_rollback_settles_confirmations() -> None:
    """Checkpoints that were asked for are settled by the decision."""
    stage = Stage().to_confirming()
    stage.do(i.Confirm(), p.QUINN)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    confirmations = {effect for effect in stage.effects() if isinstance(effect, RewriteMessages)}
    assert {rewrite(MessageKind.CONFIRM, "confirm:1"), rewrite(MessageKind.CONFIRM, "confirm:3")} == {
        effect for effect in confirmations if effect.kind is MessageKind.CONFIRM
    }


def test_rollback_after_completion() -> None:
    """The ending that offered a rollback is rewritten, and the way back gets an ending of its own."""
    stage = at_state(Lifecycle.COMPLETED)
    assert post(MessageKind.ENDING, "completed") in stage.effects()
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    assert rewrite(MessageKind.ENDING, "completed") in stage.effects()
    stage.walk(Lifecycle.ROLLED_BACK)
    assert post(MessageKind.ENDING, "rolled back") in stage.effects()
    assert post(MessageKind.STEP, "step:R7:1") in stage.effects()
