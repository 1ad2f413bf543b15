from datetime import timedelta

from bot.domain.effects import MessageKind, head_start
from bot.rush import HELD_BACK, Rush


def test_it_holds_back_what_was_said_before() -> None:
    """The thread's question goes on; what calls people once more waits, as long as it lasts."""
    ended: list[bool] = []
    rush = Rush(lambda: ended.append(True))
    assert timedelta(0) == rush.held_back
    rush.goes_on(is_on=True)
    rush.goes_on(is_on=True)
    assert HELD_BACK == rush.held_back
    assert head_start(MessageKind.QUESTION, "") > HELD_BACK > head_start(MessageKind.ESCALATION, "U0ANA")
    assert [] == ended


def test_its_end_is_said_once() -> None:
    """What was held back may begin; where there was none nothing is said."""
    ended: list[bool] = []
    rush = Rush(lambda: ended.append(True))
    rush.goes_on(is_on=False)
    rush.goes_on(is_on=True)
    rush.goes_on(is_on=False)
    rush.goes_on(is_on=False)
    assert ([True], timedelta(0)) == (ended, rush.held_back)
