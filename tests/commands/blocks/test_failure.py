from dataclasses import replace

import pytest

from bot.domain import intents as i
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


def test_without_a_way_back_retry_and_skip_are_left() -> None:
    """A plan without 6.3 offers no rollback, and says nothing of one."""
    story = s.stage().to_deploying()
    story.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    shown = readable(render(replace(s.failure(story, "5"), plan=replace(story.plan, rollback=None))))
    assert "[*Retry] [Skip]\n" in shown
    assert "oll back" not in shown
    assert "ollback" not in shown.partition("\n")[2]
