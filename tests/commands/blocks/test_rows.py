import json

import pytest

from bot.domain.effects import MessageKind
from commands.blocks.actions import ButtonValue, value_names
from commands.blocks.render import render
from commands.blocks.rows import FIELDS
from tests.bot.domain import plans as p
from tests.bot.domain.sections import DATA, check, data, failed
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.gallery_rows import migrated
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("rows"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def test_of_many_rows_what_does_not_match_can_be_corrected() -> None:
    """The form that notes it anew has room for it, wherever in 4.3 it stands."""
    stage = migrated(*(check(f"table {number}") for number in range(FIELDS)))
    last = len(stage.plan.validations)
    stage.do(data(failed(last, "0")), p.DBA)
    stage.do(data(), p.DBA)
    *_, buttons = json.loads(render(s.message(stage, MessageKind.ROWS, DATA)).body)
    marks = value_names(ButtonValue.parse(buttons["elements"][0]["value"]))
    assert (FIELDS, f"V{last}") == (len(marks), marks[0])
