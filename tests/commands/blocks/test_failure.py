from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.people import Holders, role_text
from bot.domain.question_parts import Choice
from bot.domain.state import LEAD
from commands.blocks.render import render
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("failure"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


@pytest.mark.parametrize(
    ("lead", "only"),
    [
        (Holders(people=(p.ANA,), deputies=(p.SAM,)), "only @ana or the lead's deputy"),
        (Holders(people=(p.ANA,)), "only @ana"),
        (Holders(deputies=(p.SAM,)), "only @sam"),
    ],
)
def test_who_restores_is_whoever_may(lead: Holders, only: str) -> None:
    """The lead's deputy, who reads it too, is not told that the lead alone may."""
    story = s.stage().to_rolling_back()
    story.do(i.FailStep(step="R2", reason="no answer"), p.DEV)
    state = replace(story.state, roles={**story.state.roles, role_text(LEAD): lead})
    shown = readable(render(replace(s.failure(story, "R2"), state=state)))
    assert f"Restore from backup: {only}\n" in shown


def test_whoever_is_named_asks_for_a_rollback() -> None:
    """Who decides it is 6.2's matter; while it is asked, the message says so."""
    story = s.stage().to_deploying()
    story.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    assert "Roll back: it is being decided\n" in readable(render(s.failure(story, "5")))
    for who in (p.ANA, p.LEE):
        story.do(i.CastVote(choice=Choice.CONTINUE, reason="the lock is gone"), who)
    assert "Roll back: anybody named in the plan asks for it\n" in readable(render(s.failure(story, "5")))


def test_without_a_way_back_retry_and_skip_are_left() -> None:
    """A plan without 6.3 offers no rollback, and says nothing of one."""
    story = s.stage().to_deploying()
    story.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    shown = readable(render(replace(s.failure(story, "5"), plan=replace(story.plan, rollback=None))))
    assert "[*Retry] [Skip]\n" in shown
    assert "oll back" not in shown
    assert "ollback" not in shown.partition("\n")[2]
