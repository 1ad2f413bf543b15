from dataclasses import replace

import pytest

from bot.domain.effects import MessageKind
from bot.domain.plan import Dashboard
from commands.blocks.render import render
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.gallery_question import asked
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("question"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def test_a_round_that_never_was_is_none() -> None:
    """A message of another round than those that there are is an error, not another round's answer."""
    stage = asked()
    with pytest.raises(LookupError, match="decision:7"):
        render(s.message(stage, MessageKind.QUESTION, "decision:7"))


def test_links_that_have_no_room_are_counted() -> None:
    """As many parts of small print as Slack takes, then how many are left."""
    stage = asked()
    many = tuple(
        Dashboard(name=f"Board {number}", url=f"https://grafana.example.com/{'d' * 100}/{number}", line=0)
        for number in range(200)
    )
    message = s.message(stage, MessageKind.QUESTION, "decision:1")
    shown = readable(render(replace(message, plan=replace(message.plan, dashboards=many))))
    assert 4 == shown.count("(small) ")
    assert "more in 8.2 of the plan" in shown
