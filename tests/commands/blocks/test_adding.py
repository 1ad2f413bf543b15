from dataclasses import replace

import pytest

from bot.domain.people import Holders, Person, role_text
from bot.domain.state import Lifecycle
from commands.blocks.adding import add_view
from commands.blocks.limits import view_problems
from commands.blocks.metadata import FormMetadata
from sandbox.blocks import check_view
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES, crowded
from tests.commands.blocks.readable import view_of

METADATA = FormMetadata(deployment="WEB-DEPLOY-041", channel="C1", question="add:0")


def test_it_reads_as_agreed() -> None:
    """Behind which step, what, who or which role, how long, why."""
    stage = at_state(Lifecycle.DEPLOYING)
    view = add_view(stage.state, stage.plan, METADATA)
    compare("views/add-step", view_of(view))
    assert METADATA == FormMetadata.parse(view["private_metadata"])


def test_without_roles_only_people_are_asked_for() -> None:
    """A plan whose roles nobody holds has no select without options."""
    stage = at_state(Lifecycle.DEPLOYING)
    view = add_view(replace(stage.state, roles={}), stage.plan, METADATA)
    assert "role" not in [block.get("block_id") for block in view["blocks"]]


@pytest.mark.parametrize("words", EXTREMES.values())
def test_it_stays_within_the_limits(words: str) -> None:
    """Many steps and roles of the longest names."""
    stage = at_state(Lifecycle.DEPLOYING)
    plan = crowded(p.web_shop())
    held = Holders(people=(Person(id="U1", name=words),))
    roles = {role_text(step.owner): held for step in plan.steps}
    view = add_view(replace(stage.state, roles=roles), plan, METADATA)
    assert [] == check_view(view)
    assert [] == view_problems(view)
