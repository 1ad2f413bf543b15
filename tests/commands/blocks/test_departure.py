import pytest

from bot.domain import events as e
from bot.domain.state import Lifecycle
from commands.blocks.departure import left
from commands.blocks.render import render
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("departure"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


@pytest.mark.parametrize("role", ["Ops", "Ops Manager"])
def test_a_step_of_ops_needs_the_ops_manager(role: str) -> None:
    """Both are one role of a plan that has no Operations: whoever left it is to be replaced."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.leaves(p.OMAR)
    event = e.PersonLeft(
        at=stage.at, by=None, person=p.OMAR, roles=(role,), deputy_for=(), waits=(), is_news=True
    )
    assert f"/deploy hand WEB-DEPLOY-041 {role} @who" in left(event, stage.state, stage.plan)
