import pytest

from commands.blocks.actions import ActionId, ButtonValue, InputId, parse_entry
from commands.blocks.smoke_form import tick_view
from sandbox.blocks import check_view
from tests.bot.domain import machines as m
from tests.bot.domain.stories import Stage
from tests.commands.blocks import gallery_smoke as g
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES
from tests.commands.blocks.readable import view_of

ON = ButtonValue(deployment="WEB-DEPLOY-041", question="smoke:1")


def test_it_asks_which_test_and_how_it_went() -> None:
    """With the first that is left to people chosen, and 7.2's suite among them."""
    stage = g.read(m.PASSED, m.FAILED)
    view = tick_view(ON, stage.state, stage.plan)
    compare("views/smoke-test", view_of(view))
    assert (ActionId.TICK_TEST, ON) == parse_entry(view["private_metadata"])


def test_what_is_left_to_nobody_is_not_chosen() -> None:
    """Without a suite nothing is; with one that is what people say something of."""
    stage = Stage(m.watching()).to_verifying()
    (row,) = [b for b in tick_view(ON, stage.state, stage.plan)["blocks"] if b.get("block_id") == InputId.ROW]
    assert "initial_option" not in row["element"]
    done = g.all_passed()
    (row,) = [b for b in tick_view(ON, done.state, done.plan)["blocks"] if b.get("block_id") == InputId.ROW]
    assert "suite" == row["element"]["initial_option"]["value"]


@pytest.mark.parametrize("words", EXTREMES.values())
def test_it_stays_within_the_limits(words: str) -> None:
    """Whatever the rows are called, and however many there are."""
    rows = tuple(m.smoke_test(number, words) for number in range(1, 130))
    stage = Stage(m.with_tests(*rows)).to_verifying()
    assert [] == check_view(tick_view(ON, stage.state, stage.plan))
