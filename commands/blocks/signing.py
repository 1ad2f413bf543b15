"""Phrases of sign-offs: what is given, what is missing, by whom and by when. All are mrkdwn."""

from collections import Counter
from collections.abc import Sequence

from bot.domain.approvals import missing_rows, signers
from bot.domain.change_type import Kind, change_type, is_standard
from bot.domain.plan import Plan, SignOffRow
from bot.domain.state import Deployment
from bot.domain.times import day_and_clock
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import NAME, plain


def by_when(state: Deployment) -> str:
    """` by Tue 1 Dec 23:00 CET`, for a notification's end; "" without a window. What is late is due later."""
    if state.late and state.late_due:
        return f" by {day_and_clock(state.late_due, state.zone)}"
    return f" by {ph.until(state)}" if state.window_start else ""


def change_kind(state: Deployment, plan: Plan) -> str:
    """What the kind of change means for approvals; "" for a normal one."""
    found = change_type(plan)
    if found.kind is Kind.EMERGENCY:
        return "*emergency: two approvals by two people are enough to begin*"
    if found.until is None:
        return ""
    if is_standard(state, plan, state.opened.at):
        return f"standard change until {found.until}"
    return f"standard only until {found.until}: as a normal change"


def late_approvals(state: Deployment, plan: Plan) -> str:
    """What an emergency still lacks, by whom and when; "" where nothing is late."""
    if not state.late or state.late_due is None:
        return ""
    rows = [row for row in plan.signoffs if row.number in state.late]
    due = day_and_clock(state.late_due, state.zone)
    return f"🔴 Emergency, late approvals missing, due {due}: {wanted(state, rows)}"


def given_rows(state: Deployment, plan: Plan) -> str:
    """`UAT Sign-off (Pia Moreau), …`: what is signed, by whom; "" where nothing is."""
    rows = [row for row in plan.signoffs if row.number in state.signoffs]
    names = [ph.person_name(state.signoffs[row.number].by, ph.BRIEF) for row in rows]
    return _by_row(rows, [f"({name})" for name in names]) or _by_person(names)


def missing_people(state: Deployment, plan: Plan) -> str:
    """`Security Sign-off @sec, …`: what is not signed yet, and by whom it can be; "" where all is."""
    return wanted(state, missing_rows(state, plan))


def wanted(state: Deployment, rows: Sequence[SignOffRow]) -> str:
    """Rows, and who may sign each; where they are many, who may sign how many."""
    people = [_signers(state, row) for row in rows]
    return _by_row(rows, people) or _by_person(people)


def _signers(state: Deployment, row: SignOffRow) -> str:
    may_sign = signers(state, row)
    return ph.holders_named(may_sign, row.role, 2) if may_sign.all else "(nobody in Slack may sign it)"


def _by_row(rows: Sequence[SignOffRow], people: Sequence[str]) -> str:
    """`UAT Sign-off @pia, …`; "" where they are too many to be read."""
    named = [f"{plain(row.label, NAME)} {who}" for row, who in zip(rows, people, strict=True)]
    is_short = len(named) <= ph.ROWS_SHOWN and sum(map(len, named)) <= ph.LIST_LENGTH
    return ", ".join(named) if is_short else ""


def _by_person(people: Sequence[str]) -> str:
    """`@pia (5); @sec (2)`."""
    return ph.listed([f"{who} ({count})" for who, count in Counter(people).items()], ph.ROWS_SHOWN, "; ")
