import pytest

from commands.blocks.render import render
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("rows"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))
