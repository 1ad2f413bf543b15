import pytest

from bot.document.record.frame import framed
from commands.blocks.record import words
from commands.blocks.render import render
from tests.bot.document.record.nights import HEAD, Night, healthy
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.gallery_record import handed_back
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("record"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def test_the_file_is_the_document_filled_in() -> None:
    """By the deployment's ID, with the values hidden that are to be."""
    night = healthy()
    file = render(handed_back(night), ("SESSION_TTL_SECONDS",)).attachment
    assert file
    assert ("WEB-DEPLOY-041-record.md", "Record of WEB-DEPLOY-041") == (file.name, file.title)
    text = file.content.decode()
    assert "| SESSION_TTL_SECONDS | (secret: see the plan) |" in text
    assert "1800" not in text
    assert night.text.split("\n")[0] == framed(text).plan.split("\n")[0]


def test_what_is_not_over_is_said_to_be_so() -> None:
    """Somebody asked for it in between."""
    night = Night().open()
    content = words(night.state, night.events, HEAD)
    assert content.text.endswith("the record, so far")
    assert "draft, so far" in str(content.json)
