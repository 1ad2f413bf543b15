from dataclasses import replace

import pytest

from bot.domain.people import role_text
from bot.domain.state import Lifecycle
from commands.blocks.render import render
from commands.blocks.status import LINES, MARKS
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("status"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def test_every_state_has_its_lines_and_its_mark() -> None:
    """No state that the lifecycle knows is left without words."""
    assert set(Lifecycle) == set(LINES)
    assert set(Lifecycle) == set(MARKS)


def test_a_draft_names_the_roles_that_nobody_fills() -> None:
    """Before review everybody sees for which roles somebody is still to be named."""
    story = s.stage().open()
    without = {role: who for role, who in story.state.roles.items() if role != role_text("CAB")}
    shown = readable(render(replace(s.status(story), state=replace(story.state, roles=without))))
    assert "Missing: nobody in Slack stands for “CAB” (`/deploy roster ROLE @who`)" in shown


def test_without_a_window_the_rest_is_still_said() -> None:
    """A running deployment whose plan has no window says so in place of its end."""
    story = s.stage().to_deploying()
    state = replace(story.state, window_start=None, window_end=None)
    shown = readable(render(replace(s.status(story), state=state)))
    assert "4 of 14 done; no window\n" in shown
    assert shown.startswith("(notification) Web shop 4.12.0, production: deploying; T-0 not set\n")


@pytest.mark.parametrize("name", names("status"))
def test_nothing_is_folded_away_on_a_phone(name: str) -> None:
    """Every state is said in six lines, the last one of which names the lead."""
    shown = readable(render(GALLERY[name]())).splitlines()
    lines = [line for line in shown if not line.startswith(("(notification)", "["))]
    assert 6 >= len(lines)
    assert lines[-1].startswith("(small) Lead")


@pytest.mark.parametrize("name", names("status"))
def test_the_reader_s_own_time_is_said_once(name: str) -> None:
    """One line gives the reader's own time; repeated on each, it would hide what is due."""
    shown = readable(render(GALLERY[name]()))
    assert 1 >= shown.count("(yours: ")
