from dataclasses import replace

import pytest

from bot.domain.people import Person
from bot.domain.state_parts import Given
from commands.blocks.render import render
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("review"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def test_many_rows_signed_by_others_stay_readable() -> None:
    """Who holds twenty rows that twenty others signed sees four of them, and that is within the limits."""
    story = s.stage().to_review()
    rows = tuple(p.row(n, f"Sign-off of area {n} " * 8, "Security Lead") for n in range(1, 21))
    signed = {
        row.number: Given(by=Person(id=f"U{row.number}", name="x" * 90), at=p.T0, note="y" * 500)
        for row in rows
    }
    asked = s.review(story, p.SEC.id)
    many = replace(
        asked, plan=replace(story.plan, signoffs=rows), state=replace(story.state, signoffs=signed)
    )
    assert 4 == readable(render(many)).partition("\n")[2].count("approved by")


def test_another_who_signed_is_named() -> None:
    """A copy says who approved the row, where it was not its reader."""
    story = s.stage().to_approved()
    signed = {**story.state.signoffs, 2: Given(by=p.SAM, at=p.T0)}
    shown = readable(render(replace(s.review(story, p.SEC.id), state=replace(story.state, signoffs=signed))))
    assert "✅ *Security Sign-off*: approved by Sam Ito, Tue 1 Dec 23:00 CET\n" in shown


def test_who_may_not_sign_is_not_waited_for() -> None:
    """A row whose only holder submitted the plan says that nobody can sign it."""
    story = s.stage().to_review()
    state = replace(story.state, submitted=Given(by=p.DREW, at=p.T0))
    shown = readable(render(replace(s.review(story, p.SEC.id), state=state)))
    assert "DevOps Lead (nobody in Slack may sign it)" in shown
