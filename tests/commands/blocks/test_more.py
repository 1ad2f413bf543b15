import pytest

from bot.domain.state import Lifecycle
from commands.blocks import offers
from commands.blocks.actions import ActionId
from commands.blocks.metadata import FormMetadata
from commands.blocks.more import DOES, more_view, refused_view
from sandbox.blocks import check_view
from tests.bot.domain.stories import at_state
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.readable import view_of

METADATA = FormMetadata(deployment="WEB-DEPLOY-041", channel="C1")


def test_it_reads_as_agreed() -> None:
    """What each does and who may, above its button; and why something cannot be done."""
    compare("views/more", view_of(more_view(at_state(Lifecycle.PRE_DEPLOYMENT).state, METADATA)))
    compare("views/not-possible", view_of(refused_view("Only the Deployment Lead may: ask Ana Ruiz.")))


@pytest.mark.parametrize("state", Lifecycle)
def test_it_can_be_opened_whenever_the_menu_offers_it(state: Lifecycle) -> None:
    """In every state Slack takes it, and whatever is offered is explained."""
    stage = at_state(state)
    assert [] == check_view(more_view(stage.state, METADATA))
    assert {action for action, _, _ in offers.rarely(stage.state)} <= set(DOES)


@pytest.mark.parametrize(("others", "behind"), [(2, False), (3, True)])
def test_what_has_room_stands_in_the_menu_itself(others: int, behind: bool) -> None:
    """Five entries fit; with a sixth those that are wanted rarely stand behind the last."""
    state = at_state(Lifecycle.DEPLOYING).state
    rarely = offers.rarely(state)
    menu = offers.menu_of(*[offers.plan_entry(state)] * others, rarely=rarely)
    assert menu
    values = [option.value or "" for option in menu.options]
    assert behind is any(value.startswith(f"{ActionId.MORE}|") for value in values)
    assert others + (1 if behind else len(rarely)) == len(values)
