from dataclasses import replace

import pytest

from bot.domain.held_roles import held_roles
from bot.domain.people import Holders, Person, role_text
from bot.domain.state import Lifecycle
from commands.blocks.handing import hand_view, named
from commands.blocks.limits import view_problems
from commands.blocks.metadata import FormMetadata
from sandbox.blocks import check_view
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES
from tests.commands.blocks.readable import view_of

METADATA = FormMetadata(deployment="WEB-DEPLOY-041", channel="C1")


def test_it_reads_as_agreed() -> None:
    """Each role with whoever stands for it now, somebody of the workspace, and why."""
    stage = at_state(Lifecycle.DEPLOYING)
    view = hand_view(stage.state, held_roles(stage.state, stage.plan), METADATA)
    compare("views/hand", view_of(view))
    assert METADATA == FormMetadata.parse(view["private_metadata"])


def test_a_person_in_a_roles_place_is_named_once() -> None:
    """Where the plan writes somebody as an owner, the name is enough; a mention is nothing to read."""
    state = at_state(Lifecycle.DEPLOYING).state
    assert "DBA: Dora Nagy" == named(state, "DBA")
    state = replace(state, roles={"<@u04>": Holders(people=(p.DBA,))})
    assert "Dora Nagy" == named(state, "<@U04>")
    assert "DBA: nobody" == named(state, "DBA")


@pytest.mark.parametrize("words", EXTREMES.values())
def test_it_stays_within_the_limits(words: str) -> None:
    """More roles than a select takes, of the longest names: those that fit are offered."""
    state = at_state(Lifecycle.DEPLOYING).state
    roles = [f"{number} {words}" for number in range(120)] + [f"Role {number}" for number in range(120)]
    held = Holders(people=(Person(id="U1", name=words), Person(id="U2", name=words)))
    state = replace(state, roles={role_text(role): held for role in roles})
    view = hand_view(state, roles, METADATA)
    assert [] == check_view(view)
    assert [] == view_problems(view)
