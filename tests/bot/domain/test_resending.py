import pytest

from bot.domain import intents as i
from bot.domain.effects import MessageKind, PostMessage, SendAgain
from bot.domain.events import DeadLettersResent
from bot.domain.facts import Undelivered
from bot.domain.lifecycle import possible
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state


@pytest.mark.parametrize(
    "found", [Undelivered(wanted=3), Undelivered(outdated=1), Undelivered(wanted=2, outdated=5)], ids=str
)
def test_the_lead_has_the_undelivered_sent_again(found: Undelivered) -> None:
    """How much was sent and how much let go is kept in the record, told in the thread, and done."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.undelivered = found
    stage.do(i.Resend(), p.ANA)
    expected = DeadLettersResent(at=stage.at, by=p.ANA, sent=found.wanted, outdated=found.outdated)
    assert (expected,) == stage.last
    assert SendAgain() in stage.effects()
    assert PostMessage(kind=MessageKind.LOG, subject=str(len(stage.events))) in stage.effects()


def test_where_all_arrived_nothing_is_sent_again() -> None:
    """Pressed twice, or by two: the second hears that there is nothing to send again."""
    refusal = at_state(Lifecycle.DEPLOYING).refused(i.Resend(), p.ANA)
    assert Because.SETTLED is refusal.because
    assert "Nothing of WEB-DEPLOY-041 is undelivered: there is nothing to send again." == refusal.text


def test_it_is_no_step_of_the_way() -> None:
    """Who asks for something else at the wrong time is not pointed at it."""
    assert not [doing for state in Lifecycle for doing in possible(at_state(state).state) if "again" in doing]
