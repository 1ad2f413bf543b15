from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.plan import Phase
from commands.blocks.render import render
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("go"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def test_a_given_go_waits_for_the_end_of_a_hold() -> None:
    """An early Go that is held says that it takes effect once the hold is over."""
    story = s.stage().to_go()
    story.do(i.Go(), p.ANA)
    story.do(i.Hold(reason="the monitoring is down"), p.OMAR)
    assert readable(render(s.go(story))).endswith(", once the hold is over\n")


def test_without_a_window_go_has_no_deadline() -> None:
    """A plan without a window, or without steps after Go, is asked about without times."""
    story = s.stage().to_go()
    state = replace(story.state, window_start=None, window_end=None)
    assert "*Go?* Web shop" in readable(render(replace(s.go(story), state=state)))
    bare = p.without_steps(story.plan, Phase.DEPLOYMENT, Phase.POST_DEPLOYMENT)
    shown = readable(render(replace(s.go(story), plan=bare)))
    assert "*Go?* Web shop" in shown
    assert "latest Go" not in shown
