"""Reminders that were sent, brought up to date when what they remind of is settled or asked otherwise."""

from bot.domain.agenda.item import rule_and_subject
from bot.domain.effects import Effect, MessageKind, RewriteMessages
from bot.domain.state import Deployment


def reminded(state: Deployment, rules: str, subject: str = "") -> list[Effect]:
    """Rewrites the reminders of the rules whose names begin so; of one subject, or of all where it is ""."""
    return [
        RewriteMessages(kind=MessageKind.REMINDER, subject=key)
        for key, fate in state.came_due.items()
        if fate.is_carried_out and key.startswith(rules) and subject in {"", rule_and_subject(key)[1]}
    ]
