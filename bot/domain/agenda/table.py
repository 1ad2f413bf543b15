"""The agenda as one table: what happens by the clock, when, and until when it still makes sense."""

from collections.abc import Mapping

from bot.domain.agenda import (
    corrections,
    dnd,
    escalation,
    late,
    no_return,
    notifications,
    presence,
    question,
    record,
    review,
    rows,
    smoke,
    status_page,
    steps,
    upcoming,
    window,
)
from bot.domain.agenda.item import Rule

TABLE: tuple[Rule, ...] = (
    *question.RULES,
    *review.RULES,
    *late.RULES,
    *presence.RULES,
    *dnd.RULES,
    *upcoming.RULES,
    *steps.RULES,
    *rows.RULES,
    *smoke.RULES,
    *escalation.RULES,
    *window.RULES,
    *no_return.RULES,
    *status_page.RULES,
    *notifications.RULES,
    *corrections.RULES,
    *record.RULES,
)
RULES: Mapping[str, Rule] = {rule.name: rule for rule in TABLE}
