from dataclasses import replace

import pytest

from bot.domain.state import Lifecycle
from commands.blocks.render import render
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("ending"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def test_what_the_plan_does_not_say_is_left_out() -> None:
    """Without window, way back, checkpoints and customer impact there are two lines."""
    story = s.stage().to_completed()
    release = replace(story.plan.release, customer_impact="")
    bare = replace(story.plan, rollback=None, checkpoints=(), release=release)
    state = replace(story.state, window_start=None, window_end=None)
    ending = replace(s.ending(story, Lifecycle.COMPLETED), plan=bare, state=state)
    assert [
        "✅ *Web shop 4.12.0, production is live*: Tue 1 Dec 23:00–00:39 CET",
        "Steps: 14 of 14 done; smoke tests 5/5",
        "All released",
        "[Record] [Open plan]",
    ] == readable(render(ending)).splitlines()[1:]
