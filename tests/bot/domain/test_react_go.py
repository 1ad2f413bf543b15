from bot.domain import intents as i
from bot.domain.effects import ClearTimer, MessageKind, SetTimer
from bot.domain.run import GO_TIMER
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.reactions import GO_STANDS, STATUS, log, post, rewrite
from tests.bot.domain.stories import Stage, at_state


def test_ticked() -> None:
    """A tick shows in the status alone."""
    stage = Stage().open()
    stage.do(i.TickItem(wanted="1"), p.DBA)
    assert (STATUS,) == stage.effects()


def test_go_asked_and_given_early() -> None:
    """Go has its message; an early Go sets a timer, and its taking effect clears it."""
    stage = Stage().to_go()
    ended = (rewrite(MessageKind.STEP, "step:4:1"), rewrite(MessageKind.STEP, "step:3:1"))
    assert (*ended, post(MessageKind.GO, "go:1"), STATUS) == stage.effects()
    stage.do(i.Go(), p.ANA)
    timer = SetTimer(name=GO_TIMER, due=p.T0)
    assert (log(stage), rewrite(MessageKind.GO), timer, STATUS) == stage.effects()
    stage.wait_for_go()
    cleared = (rewrite(MessageKind.GO), ClearTimer(name=GO_TIMER), GO_STANDS)
    assert (log(stage, 1), *cleared, post(MessageKind.STEP, "step:5:1"), STATUS) == stage.effects()


def test_go_that_takes_effect_at_once_sets_no_timer() -> None:
    """A Go at T-0 or later needs no timer."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert not [effect for effect in stage.effects() if isinstance(effect, SetTimer)]
