import json
from dataclasses import replace

import pytest

from commands.blocks.render import render
from tests.bot.domain import machines as m
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.gallery_chart import DRAWN, shown
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("chart"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def test_the_picture_is_shown_by_its_id() -> None:
    """Slack has it already."""
    blocks = json.loads(render(shown(DRAWN)).body)
    assert {"id": "F0000012"} == blocks[-1]["slack_file"]


def test_a_row_that_is_gone_is_named_as_it_was() -> None:
    """An amendment took it away, or it was the second of its name."""
    gone = replace(DRAWN, metrics=("Queue *depth*\n2", m.ORDERS))
    assert "Queue" in render(shown(gone)).text
    assert "\n2" not in render(shown(gone)).text
