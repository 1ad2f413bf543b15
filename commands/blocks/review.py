"""An approver's request, direct or in the thread; then what became of it. Every copy is rewritten."""

from bot.domain import approvals
from bot.domain.already import asked_anew
from bot.domain.ordering import minutes_of
from bot.domain.people import Person, unique
from bot.domain.plan import Plan, SignOffRow
from bot.domain.questions import is_of_this_round, names_revision, review_question
from bot.domain.state import Deployment, Lifecycle
from bot.domain.state_parts import Given
from bot.domain.times import day_and_clock, minutes
from bot.ports import Message
from commands.blocks import offers, phrases as ph, signing
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import NAME, REASON, plain, quoted
from commands.blocks.settled import how_it_ended
from commands.blocks.surroundings import beside

PEOPLE_ASKED = 25
"""How many of a large group are mentioned, and so notified, in the thread."""
ROWS_SHOWN, OWN_SHOWN = 4, 4
"""How many rows are named at once, and how many people that signed in one's place."""
VOID = "Every approval is void; once it is submitted again, you are asked again"

Rows = tuple[SignOffRow, ...]


def review(message: Message) -> Content:
    """The request to one person, or in the thread to those of a role that is held by many."""
    state, plan = message.state, message.plan
    rows = _rows(message)
    if state.state is Lifecycle.DRAFT and state.rejected:
        why = f"{ph.given_by(state.rejected, state.zone)}: {quoted(state.rejected.note)}"
        return _settled(state, f"❌ *Rejected*, {why}", VOID)
    is_open = state.state is Lifecycle.IN_REVIEW
    missing = tuple(row for row in rows if row.number not in state.signoffs)
    if not is_of_this_round(state, message.subject):
        return _settled(state, "⏹️ The plan was submitted again: the newer request counts")
    if message.subject != review_question(state) and not _stands(message, rows):
        return _settled(state, f"⏹️ {plain(asked_anew(state, None))}: the newer request counts")
    if is_open and not rows:
        return _settled(state, "⏹️ None of the sign-offs is yours any more")
    if missing and (is_open or any(row.number in state.late for row in missing)):
        return _open(message, missing)
    is_given = bool(message.to) and any(row.number in state.signoffs for row in rows)
    return _settled(state, *_own(message, rows), _outcome(state, plan), withdraws=is_given)


def _stands(message: Message, rows: Rows) -> bool:
    """Whether an older request was answered, and the answer stands for the plan as it is now."""
    state = message.state
    approved = [state.approved.get(row.number, "") for row in rows if row.number in state.signoffs]
    return len(approved) == len(rows) and all(
        names_revision(message.subject, revision) for revision in approved
    )


def _rows(message: Message) -> Rows:
    """The rows that are asked for here: all of one person's, or in the thread those of large groups."""
    state, plan = message.state, message.plan
    if message.to:
        return approvals.rows_of(state, plan, Person(id=message.to, name=""))
    return tuple(row for row in plan.signoffs if len(approvals.asked(state, row)) > approvals.ASKED_DIRECTLY)


def _open(message: Message, missing: Rows) -> Content:
    state, plan = message.state, message.plan
    wanted = ph.listed(
        [plain(row.label, NAME if len(missing) == 1 else ph.BRIEF) for row in missing], ROWS_SHOWN
    )
    rollback = minutes(minutes_of(plan.rollback_steps))
    takes = f"rollback {rollback}" if plan.rollback_steps else ""
    warnings = f"*{ph.counted(message.warnings, 'warning')} in the plan*" if message.warnings else ""
    given, others = signing.given_rows(state, plan), signing.missing_people(state, plan)
    impact = plan.release.customer_impact
    is_anew = state.review_round > 1 and not state.reopened
    again = f" (round {state.review_round}: earlier approvals are void)" if is_anew else ""
    noticed = f"users notice: {plain(impact, REASON)}" if impact else ""
    return Content(
        text=f"{ph.brief(state)}: approval wanted{signing.by_when(state)}, {wanted}",
        blocks=(
            paragraph(
                f"*Approval wanted{signing.by_when(state)}: {wanted}*{again}, {ph.title(state)}",
                ph.window(state),
                ph.sentence(ph.changes(plan), takes, signing.change_kind(state, plan), noticed),
                ph.sentence(beside(state), warnings),
                f"Given: {given}; missing: {others}" if given else f"Missing: {others}",
                _since(message, missing) or _asked(message, missing),
            ),
            *actions(offers.approve(state), offers.reject(state), offers.open_plan(state)),
        ),
    )


def _since(message: Message, missing: Rows) -> str:
    """For whoever is asked again: what changed since, or that the approval was withdrawn."""
    state = message.state
    changed = list(dict.fromkeys(state.since[row.number] for row in missing if row.number in state.since))
    if changed:
        alone = all(len(approvals.asked(state, row)) == 1 for row in missing)
        who = "you approved" if message.to and alone else "it was approved"
        return f"*Since {who}:* {ph.listed([plain(each, REASON) for each in changed], ROWS_SHOWN, '; ')}"
    back = [state.withdrawn[row.number] for row in missing if row.number in state.withdrawn]
    if back:
        why = f": {quoted(back[-1].note)}" if back[-1].note else ""
        return f"Approved before, and withdrawn by {ph.given_by(back[-1], state.zone)}{why}"
    return ""


def _asked(message: Message, missing: Rows) -> str:
    """Who asks; in the thread, whom, since nobody is asked directly there."""
    state = message.state
    if not message.to:
        people = unique(person for row in missing for person in approvals.asked(state, row))
        return f"Asked, any one of: {ph.mentions(people, PEOPLE_ASKED)}"
    return f"Submitted by {ph.given_by(state.submitted, state.zone)}" if state.submitted else ""


def _settled(state: Deployment, *lines: str, withdraws: bool = False) -> Content:
    withdraw = offers.withdraw(state) if withdraws else None
    return Content(
        text=f"{ph.brief(state)}: {lines[0]}",
        blocks=(
            paragraph(*lines, ph.title(state), ph.window(state)),
            *actions(withdraw, offers.open_plan(state)),
        ),
    )


def _own(message: Message, rows: Rows) -> list[str]:
    """What became of the rows that were asked for here, by whom and when."""
    state = message.state
    by_given = {
        given: [plain(row.label, NAME) for row in rows if state.signoffs.get(row.number) == given]
        for row in rows
        if (given := state.signoffs.get(row.number))
    }
    lines = [_given_line(message, labels, given) for given, labels in by_given.items()]
    return lines[:OWN_SHOWN]


def _given_line(message: Message, labels: list[str], given: Given) -> str:
    is_own = given.by is not None and given.by.id == message.to
    who = "you" if is_own else ph.person_name(given.by)
    comment = f": {quoted(given.note)}" if given.note else ""
    when = day_and_clock(given.at, message.state.zone)
    return f"✅ *{ph.listed(labels, ROWS_SHOWN)}*: approved by {who}, {when}{comment}"


def _outcome(state: Deployment, plan: Plan) -> str:
    """What the review led to; while it goes on, nothing: whoever answered need not hear of the others."""
    missing = signing.missing_people(state, plan)
    if state.state is Lifecycle.IN_REVIEW:
        return ""
    if not missing and state.state is not Lifecycle.CANCELLED:
        return f"All {len(plan.signoffs)} sign-offs are given"
    if state.state is Lifecycle.MISSED:
        return "⌛ The window ended before every sign-off was given"
    return f"⏹️ No answer is needed any more: {how_it_ended(state)}"
