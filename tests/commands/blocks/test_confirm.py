from dataclasses import replace

import pytest

from commands.blocks.render import render
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("confirm"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def test_a_question_of_no_checkpoint_is_an_error() -> None:
    """A checkpoint that the plan does not have cannot be shown."""
    with pytest.raises(LookupError, match="no checkpoint of WEB-DEPLOY-041"):
        render(s.confirm(s.stage().to_confirming(), 5))


def test_who_confirms_in_place_of_a_role_that_nobody_fills() -> None:
    """The lead is asked where nobody in Slack stands for the checkpoint's role."""
    story = s.stage().to_confirming()
    without = {role: who for role, who in story.state.roles.items() if p.QUINN not in who.people}
    shown = readable(render(replace(s.confirm(story, 2), state=replace(story.state, roles=without))))
    assert "*@ana, please confirm: Smoke Tests Pass*" in shown
