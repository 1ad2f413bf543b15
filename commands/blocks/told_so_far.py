"""How far the communication plan is: what was told, what is told next, what reached nobody."""

from dataclasses import replace

from bot.domain.agenda.notifications import RULES, row_of
from bot.domain.agenda_events import key
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.telling import told_of
from bot.domain.times import day_and_clock
from commands.blocks.mrkdwn import NAME, plain


def told_so_far(state: Deployment, plan: Plan) -> str:
    """`Told: 1 of 4; next T-1h, Tue 1 Dec 22:00 CET; 1 reached nobody`; "" where 9.1 has no rows."""
    if not plan.notifications or state.submitted is None:
        return ""
    notices = [notice for row in plan.notifications if (notice := told_of(state, row))]
    reached = sum(bool(notice.ways) for notice in notices)
    lost = len(notices) - reached
    parts = (
        f"Told: {reached} of {len(plan.notifications)}",
        _next(state, plan),
        f"{lost} reached nobody" if lost else "",
    )
    return "; ".join(filter(None, parts))


def _next(state: Deployment, plan: Plan) -> str:
    """The row that is told next by the clock, and when; on hold the one that is once it is resumed."""
    goes_on = replace(state, hold=None)
    items = [
        item
        for rule in RULES
        for item in rule.items(goes_on, plan)
        if key(rule.name, item.subject) not in state.came_due
    ]
    first = min(items, key=lambda item: item.due, default=None)
    row = row_of(first.subject, plan) if first else None
    if first is None or row is None or row.time is None:
        return ""
    when = "once it is resumed" if state.hold else day_and_clock(first.due, state.zone)
    return f"next {plain(row.time.text, NAME)}, {when}"
