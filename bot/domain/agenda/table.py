"""The agenda as one table: what happens by the clock, when, and until when it still makes sense."""

from collections.abc import Mapping

from bot.domain.agenda import corrections, notifications, presence, review, status_page, steps
from bot.domain.agenda.item import Rule

TABLE: tuple[Rule, ...] = (
    *review.RULES,
    *presence.RULES,
    *steps.RULES,
    *status_page.RULES,
    *notifications.RULES,
    *corrections.RULES,
)
RULES: Mapping[str, Rule] = {rule.name: rule for rule in TABLE}
