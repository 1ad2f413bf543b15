"""What happened in a review, in one sentence an event. All are mrkdwn."""

from bot.domain import events as e
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.status_page import NOT_SET_UP
from bot.domain.times import day_and_clock
from commands.blocks import phrases as ph
from commands.blocks.amendment import falls, named, without_reason
from commands.blocks.mrkdwn import NAME, REASON, plain
from commands.blocks.sentence_parts import Sentences, as_member, because, row_named, rows_named
from commands.blocks.surroundings import beside


def _fallen(event: e.Amended) -> str:
    """Who approves again; why is said where it is not all of what changed."""
    again = without_reason(event.fallen, event.changes)
    if again:
        return f"; to be approved again: {named(again, 2 * REASON)}"
    return "; every approval stands" if event.stand else ""


def _approved(event: e.Approved, state: Deployment, plan: Plan) -> str:
    untold = f"; {NOT_SET_UP}" if event.on_page is False else ""
    if not event.late or event.late_due is None:
        return f"Approved: every sign-off is given{untold}"
    due = day_and_clock(event.late_due, state.zone)
    return f"Approved as an emergency; still to be given by {due}: {rows_named(event.late, plan)}{untold}"


def _submitted(event: e.Submitted, state: Deployment, plan: Plan) -> str:
    again = f", round {event.round}" if event.round > 1 else ""
    asked = f"Submitted for review{again}: {ph.counted(len(plan.signoffs), 'sign-off')} asked for"
    return ph.sentence(asked, beside(state, amid=True))


SENTENCES: Sentences = {
    e.Submitted: _submitted,
    e.SignedOff: lambda event, _, plan: (
        f"{row_named(event.row, plan)} approved{as_member(event)}{because(event.comment)}"
    ),
    e.SignOffRejected: lambda event, _, plan: (
        f"{row_named(event.row, plan)} rejected{because(event.reason)}; back to draft, every approval is void"
    ),
    e.SignOffWithdrawn: lambda event, _, plan: (
        f"{row_named(event.row, plan)}: the approval is withdrawn{because(event.reason)}"
    ),
    e.ReviewReopened: lambda _, _state, _plan: "In review again: an approval is missing",
    e.AmendmentProposed: lambda event, _, _plan: (
        f"The changed document: {named(event.changes)}. {falls(event)}. "
        "Amend in the thread, or the same typed once more, takes it"
    ),
    e.Amended: lambda event, _, _plan: f"Amended: {named(event.changes)}{_fallen(event)}",
    e.Rescheduled: lambda event, state, _: (
        f"Rescheduled{f' to {ph.until(state)}' if event.window_start == state.window_start else ''}"
        f"{_fallen(event)}"
    ),
    e.SignOffCarried: lambda event, _, plan: (
        f"{row_named(event.row, plan)}: a standard change, approved in {plain(event.deployment, NAME)} by "
        f"{ph.person_name(event.given_by)}"
    ),
    e.SignOffsOverdue: lambda event, _, plan: (
        f"🔴 Overdue: the approvals that this emergency was to get afterwards: {rows_named(event.rows, plan)}"
    ),
    e.Approved: _approved,
}
