import pytest

from bot.domain import events as e, intents as i
from bot.domain.effects import MessageKind
from bot.domain.state import Lifecycle
from commands.blocks.departure import left, named_but_left, returned
from commands.blocks.render import render
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import at_state
from tests.commands.blocks import stories as s
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


def test_whoever_was_on_call_alone_stood_for_no_role() -> None:
    """What is said of them names none; that they are back is said without it, too."""
    stage = la.stage_with()
    stage.do(i.NoteOnCall(level="L1", people=(la.SECOND,)), None)
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    (event,) = [each for each in stage.leaves(la.SECOND) if isinstance(each, e.PersonLeft)]
    expected = "Mia Stone has left Slack (on call for 9.2); waited for them: Escalation"
    assert expected == left(event, stage.state, stage.plan)
    assert "Now:" not in readable(render(s.message(stage, MessageKind.DEPARTURE, "left:1", p.ANA.id)))
    assert "Mia Stone has left Slack (on call for 9.2)" in named_but_left(stage.state)
    back = e.PersonReturned(at=stage.at, by=None, person=la.SECOND, roles=())
    assert "Mia Stone is back in Slack" == returned(back, stage.state, stage.plan)
