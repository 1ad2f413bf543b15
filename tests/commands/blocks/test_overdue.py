from dataclasses import replace

import pytest

from bot.domain.agenda.item import rule_and_subject
from commands.blocks.overdue import overdue
from tests.bot.domain import plans as p
from tests.commands.blocks.gallery_overdue import OVERDUE


@pytest.mark.parametrize("name", [name for name in OVERDUE if name.startswith("reminder/")])
def test_a_reminder_has_six_lines_at_most(name: str) -> None:
    """First what is the matter; whoever is silent is the lead's copy's alone."""
    message = OVERDUE[name]()
    rule, subject = rule_and_subject(message.subject)
    content = overdue(rule, replace(message, subject=subject))
    text = "\n".join(block.text.text for block in content.blocks if hasattr(block, "text"))
    assert len(text.splitlines()) <= 6
    assert any(words in text for words in ("silent", "not in Slack", "\nNow <@")) is (
        len(content.blocks) > 1 and message.to == p.ANA.id
    )
