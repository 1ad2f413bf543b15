"""Phrases of roles that nobody stands for, though somebody must still act for them. All are mrkdwn."""

from bot.domain.approvals import missing_rows
from bot.domain.confirmations import role_of
from bot.domain.people import Holders, have_left, role_text
from bot.domain.plan import Plan
from bot.domain.progress import is_over, unconfirmed
from bot.domain.roles import RoleBook
from bot.domain.state import LEAD, Deployment
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import NAME, plain


def needed_roles(state: Deployment, plan: Plan) -> tuple[str, ...]:
    """The roles, as the plan writes them, that somebody must still act for; each once."""
    acting = (
        LEAD,
        *(row.role for row in missing_rows(state, plan)),
        *(step.owner for step in (*plan.steps, *plan.rollback_steps) if not is_over(state, step)),
        *(role_of(plan, checkpoint) for checkpoint in unconfirmed(state, plan)),
    )
    return tuple({role_text(role): role for role in acting if role.strip()}.values())


def unfilled_roles(state: Deployment, plan: Plan) -> tuple[str, ...]:
    """Those of the needed roles that nobody stands for, in Slack or out of it; each under one name."""
    empty = [role for role in needed_roles(state, plan) if not _is_filled(state.holders(role))]
    book = RoleBook.of(plan) if empty else RoleBook()
    found: dict[str, str] = {}
    for role in empty:
        found.setdefault(book.meaning(role), role)
    return tuple(found.values())


def _is_filled(holders: Holders) -> bool:
    return bool(holders.all or holders.unknown)


def unfilled(state: Deployment, plan: Plan) -> str:
    """`“DBA” (Dora Nagy has left Slack), “CAB”`: the roles that nobody stands for; "" without any."""
    return ph.listed([_unfilled(state, role) for role in unfilled_roles(state, plan)], ph.ROWS_SHOWN)


def left_empty(state: Deployment, plan: Plan) -> str:
    """`⚠️ Nobody stands for “DBA” (Dora Nagy has left Slack)`; "" where nobody is missed."""
    roles = [role for role in unfilled_roles(state, plan) if state.who_left(role)]
    missed = ph.listed([_unfilled(state, role) for role in roles], ph.ROWS_SHOWN)
    return f"⚠️ Nobody stands for {missed}" if missed and not state.state.is_closed else ""


def _unfilled(state: Deployment, role: str) -> str:
    left = have_left(state.who_left(role))
    return f"“{plain(role, NAME)}”" + (f" ({plain(left, NAME)})" if left else "")
