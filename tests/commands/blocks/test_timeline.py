from dataclasses import replace

import pytest

from bot.domain.escalation_events import Called
from bot.domain.events import Event, LevelCalled, NoteAdded, RoleHanded
from bot.domain.people import Person
from commands.blocks.limits import problems
from commands.blocks.render import render
from commands.blocks.timeline import timeline
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.gallery_timeline import page
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("timeline"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


@pytest.mark.parametrize("text", ["word " * 90, "& < > " * 60, "`code` *bold* " * 30])
def test_a_full_page_is_within_the_limits(text: str) -> None:
    """As many lines as a page may have, each as long as people may write; all of them are there."""
    message = page(s.stage().to_rolled_back(), "1/1:120")
    notes: tuple[Event, ...] = tuple(
        NoteAdded(at=p.T0, by=p.ANA, text=f"{number} {text}") for number in range(120)
    )
    content = timeline(replace(message, events=notes))
    assert [] == problems(content.text, content.json)
    assert all(f"“{number} " in str(content.json) for number in range(120))


def test_a_line_is_cut_outside_of_names() -> None:
    """Half a mention would be read as nonsense."""
    message = page(s.stage().to_rolled_back(), "1/1:120")
    long = NoteAdded(at=p.T0, by=p.ANA, text="x" * 500)
    shown = str(timeline(replace(message, events=(long,))).json)
    assert shown.count("<") == shown.count(">")


def test_nobody_is_called_again() -> None:
    """Whoever was called, or took a role over, is named; whoever is in no role any more, too."""
    called = LevelCalled(at=p.T0, by=None, level="L1", people=(p.DBA, p.LEE), because=Called.DUE)
    handed = RoleHanded(
        at=p.T0, by=p.ANA, role="DBA", to=Person(id="U9STRAY", name="Kim <Roe>"), was=(p.DBA,)
    )
    message = replace(page(s.stage().to_rolled_back(), "1/1:120"), events=(called, handed))
    shown = str(timeline(message).json)
    assert "<@" not in shown
    for name in (
        "Dora Nagy",
        "Lee",
        "is handed from Dora Nagy to Kim &lt;Roe&gt;",
        "post-mortem is Ana Ruiz's",
    ):
        assert name in shown


@pytest.mark.parametrize(("notes", "more"), [(240, ""), (241, "1 line more"), (250, "10 lines more")])
def test_the_last_page_says_how_much_there_is_beyond(notes: int, more: str) -> None:
    """More lines than its pages have room for: each page is full, and none but the last says so."""
    events = tuple(NoteAdded(at=p.T0, by=p.ANA, text=f"note {number}") for number in range(notes))
    first, last = (
        str(timeline(replace(page(s.stage().to_rolled_back(), f"{number}/2:999"), events=events)).json)
        for number in (1, 2)
    )
    assert (False, bool(more)) == tuple(
        "more, later than these: see the thread" in text for text in (first, last)
    )
    assert more in last
    assert "“note 239”" in last
    assert "“note 240”" not in last
