from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.people import Holders, role_text
from bot.domain.state import LEAD
from commands.blocks.render import render
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("failure"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


@pytest.mark.parametrize(
    ("lead", "only"),
    [
        (Holders(people=(p.ANA,), deputies=(p.SAM,)), "only @ana or the lead's deputy"),
        (Holders(people=(p.ANA,)), "only @ana"),
        (Holders(deputies=(p.SAM,)), "only @sam"),
    ],
)
def test_who_rolls_back_is_whoever_may(lead: Holders, only: str) -> None:
    """The lead's deputy, who reads it too, is not told that the lead alone may."""
    story = s.stage().to_deploying()
    story.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    state = replace(story.state, roles={**story.state.roles, role_text(LEAD): lead})
    assert f"Roll back: {only}\n" in readable(render(replace(s.failure(story, "5"), state=state)))


def test_without_a_way_back_retry_and_skip_are_left() -> None:
    """A plan without 6.3 offers no rollback, and says nothing of one."""
    story = s.stage().to_deploying()
    story.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    shown = readable(render(replace(s.failure(story, "5"), plan=replace(story.plan, rollback=None))))
    assert "[*Retry] [Skip]\n" in shown
    assert "oll back" not in shown
    assert "ollback" not in shown.partition("\n")[2]
