from dataclasses import replace

from bot.domain.people import Holders, role_text
from bot.domain.state import Lifecycle
from commands.blocks.unfilled import left_empty, unfilled, unfilled_roles
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state
from tests.commands.blocks.stories import stage, web_shop


def test_unfilled_roles_are_those_that_a_run_needs() -> None:
    """A role is missing where nobody stands for it, in Slack or out of it, each named once."""
    state = stage().open().state
    without = dict(state.roles)
    del without[role_text("DBA")]
    without[role_text("CAB")] = Holders(unknown=("Vendor (+49 1)",))
    assert () == unfilled_roles(state, web_shop())
    assert ("DBA",) == unfilled_roles(replace(state, roles=without), web_shop())
    assert "“DBA”" == unfilled(replace(state, roles=without), web_shop())


def test_who_left_is_named_beside_the_role() -> None:
    """Whoever reads it knows why nobody is there; once it is over, nobody is missed."""
    story = at_state(Lifecycle.DEPLOYING)
    assert "" == left_empty(story.state, story.plan)
    story.leaves(p.DBA)
    assert "⚠️ Nobody stands for “DBA” (Dora Nagy has left Slack)" == left_empty(story.state, story.plan)
    over = replace(story.state, state=Lifecycle.CANCELLED)
    assert "" == left_empty(over, story.plan)
