"""The status message, a deployment's first one in its channel: what now, who, until when; always true."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from slack_sdk.models.blocks import InteractiveElement

from bot.domain.change_rows import marks
from bot.domain.ending_back import waits_for_rows
from bot.domain.forecast import Forecast, forecast
from bot.domain.plan import Plan
from bot.domain.progress import current_steps
from bot.domain.state import CLOSED, Deployment, Lifecycle, StepStatus
from bot.domain.times import clock, day_and_clock, minutes
from bot.domain.walk_back import POSSIBLE_AFTER_COMPLETION
from bot.ports import Message
from commands.blocks import offers, phrases as ph, signing
from commands.blocks.alerts import counts
from commands.blocks.deciding import asked_in_short
from commands.blocks.going_back import left_out_numbers, steps_back
from commands.blocks.going_on import going_on, now_and_next, steps_going_on
from commands.blocks.kit import Content, actions, paragraph, small
from commands.blocks.ladder import escalated
from commands.blocks.mrkdwn import clock_and_yours, code, day_and_yours, mention, quoted
from commands.blocks.presence import missing
from commands.blocks.surroundings import beside, lock
from commands.blocks.unfilled import left_empty, unfilled
from commands.blocks.watch import watch

MARKS: Mapping[Lifecycle, str] = {
    Lifecycle.DRAFT: "⚪",
    Lifecycle.IN_REVIEW: "⚪",
    Lifecycle.APPROVED: "⚪",
    Lifecycle.PRE_DEPLOYMENT: "🔵",
    Lifecycle.DEPLOYING: "🔵",
    Lifecycle.VERIFYING: "🔵",
    Lifecycle.COMPLETED: "✅",
    Lifecycle.ROLLING_BACK: "⏪",
    Lifecycle.ROLLED_BACK: "↩️",
    Lifecycle.CANCELLED: "🚫",
    Lifecycle.MISSED: "⌛",
}
"""One mark a state, to be told from afar; a hold, a failed step and a rollback question have their own."""

ON_HOLD, FAILED, ASKED = "⏸️", "🔴", "🟠"
AGAIN = "The status message before this one was deleted: the deployment goes on in this thread."


def status(message: Message) -> Content:
    """The status message of a deployment; one that had to be posted anew says so."""
    content = status_of(message.state, message.plan)
    if not message.is_again:
        return content
    return Content(text=content.text, blocks=(*content.blocks, small(AGAIN)))


def status_of(state: Deployment, plan: Plan) -> Content:
    """The same for whoever asks."""
    expected = forecast(state, plan)
    is_left = state.leaving and not state.ended
    lines = (_leaving if is_left else LINES[state.state])(state, plan, expected)
    first = f"{mark(state, plan)} *{ph.title(state)}: {state.state}{_aside(state, expected)}*"
    late, lead = signing.late_approvals(state, plan), f"Lead {ph.lead(state)}"
    around = beside(state, amid=True) if state.state.is_running else ""
    empty = "" if state.state is Lifecycle.DRAFT else left_empty(state, plan)
    parts = (
        late,
        counts(state, plan),
        watch(state, plan),
        missing(state, plan),
        empty,
        around,
        ph.dashboards(plan),
    )
    last = ph.sentence(lead, escalated(state), *parts, code(state.id))
    blocks = (paragraph(first, *lines), small(last), *actions(*_buttons(state, plan)))
    return Content(text=_notification(state, expected), blocks=blocks)


def mark(state: Deployment, plan: Plan) -> str:
    """The one mark that tells where a deployment stands: trouble first, then a hold, then its state."""
    if any(state.steps[step.number].status is StepStatus.FAILED for step in current_steps(state, plan)):
        return FAILED
    if state.question:
        return ASKED
    return ON_HOLD if state.hold else MARKS[state.state]


def _aside(state: Deployment, expected: Forecast) -> str:
    held = ph.stands(state).removeprefix(state.state)
    if state.leaving and not state.ended:
        return f", being {'moved' if state.leaving.anew else 'cancelled'}"
    is_timed = state.state.is_running and not state.rollback
    return held + (ph.lateness(expected) if is_timed else "")


def _notification(state: Deployment, expected: Forecast) -> str:
    """What a phone's lock screen shows: the release, where it stands, until when."""
    what = f"{ph.brief(state)}: {state.state}{_aside(state, expected)}"
    if state.state in CLOSED:
        return what
    if state.state.is_running and expected.ends_at:
        return f"{what}; ends about {clock(expected.ends_at, state.zone)}"
    return f"{what}; T-0 {ph.until(state) or 'not set'}"


def _buttons(state: Deployment, plan: Plan) -> list[InteractiveElement | None]:
    """What waits for an answer stands out; the rest is in the menu."""
    in_run = state.state in {Lifecycle.DEPLOYING, Lifecycle.VERIFYING}
    main = [
        offers.submit(state),
        offers.begin(state, plan),
        offers.go(state, plan),
        offers.tick(state, plan),
        offers.resume(state),
        offers.hold(state),
        offers.roll_back(state, plan) if in_run else None,
        offers.reschedule(state) if state.state is Lifecycle.MISSED else None,
        offers.cancel(state, plan) if state.state is Lifecycle.MISSED else None,
        offers.unlock(state),
    ]
    rest = [
        offers.propose_entry(state),
        None if state.state is Lifecycle.MISSED else offers.reschedule_entry(state),
        None if state.state is Lifecycle.MISSED else offers.cancel_entry(state, plan),
        None if in_run else offers.roll_back_entry(state, plan),
    ]
    rarely = offers.rarely(state)
    if any(main):
        return [*main, offers.menu_of(offers.plan_entry(state), *rest, rarely=rarely)]
    return [offers.open_plan(state), offers.menu_of(*rest, rarely=rarely)]


def _draft(state: Deployment, plan: Plan, _expected: Forecast) -> list[str]:
    roles = unfilled(state, plan)
    nobody = f"Missing: nobody in Slack stands for {roles} (`/deploy roster ROLE @who`)" if roles else ""
    rejected = ""
    if state.rejected:
        rejected = f"Rejected by {ph.given_by(state.rejected, state.zone)}: {quoted(state.rejected.note)}"
    opener = mention(state.opened.by) if state.opened.by else ph.lead(state)
    signoffs = ph.counted(len(plan.signoffs), "sign-off")
    return [
        rejected,
        f"Next: {opener}, or anybody named in the plan, submits it for review: {signoffs} to give",
        nobody,
        ph.sentence(ph.window(state), beside(state, amid=True) if rejected else ""),
        "" if rejected else beside(state) or f"{_size(plan)}; {ph.changes(plan)}",
    ]


def _size(plan: Plan) -> str:
    owners = len({step.owner.casefold() for step in plan.steps})
    return f"{ph.counted(len(plan.steps), 'step')} by {ph.counted(owners, 'owner')}"


def _in_review(state: Deployment, plan: Plan, _expected: Forecast) -> list[str]:
    count = f"{len(state.signoffs)} of {len(plan.signoffs)} sign-offs"
    given = signing.given_rows(state, plan)
    submitted = f"submitted by {ph.given_by(state.submitted, state.zone)}" if state.submitted else ""
    return [
        f"Missing, wanted{signing.by_when(state)}: {signing.missing_people(state, plan)}",
        f"Given, {count}: {given}" if given else f"Given: none of {len(plan.signoffs)} sign-offs yet",
        ph.window(state),
        beside(state) or ph.sentence(ph.changes(plan), signing.change_kind(state, plan), submitted),
    ]


def _approved(state: Deployment, plan: Plan, expected: Forecast) -> list[str]:
    begins = f" about {day_and_clock(expected.steps[0].start, state.zone)}" if expected.steps else ""
    items = ph.item_names(offers.items_asked_for(state, plan), ph.ITEMS_SHOWN)
    if items:
        following = f"Next: tick what is open, then {ph.lead(state)} begins{begins}"
    else:
        following = f"Next: {ph.lead(state)} begins pre-deployment{begins}"
    return [
        following,
        f"Open, {ph.checklist(state, plan)}: {ph.listed(items, ph.ITEMS_SHOWN, '; ')}" if items else "",
        ph.window(state),
        beside(state) or ph.sentence(ph.way_back(state, plan, expected), _size(plan)),
    ]


def _running(state: Deployment, plan: Plan, expected: Forecast) -> list[str]:
    return [
        *going_on(state, plan, expected),
        f"{ph.tally(state, plan.steps)}; {_end(state, expected)}",
        ph.sentence(ph.way_back(state, plan, expected), ph.endangered(state, plan, expected)),
    ]


def _rolling_back(state: Deployment, plan: Plan, expected: Forecast) -> list[str]:
    rows = waits_for_rows(state, plan)
    waits = f"Now: *not back*: {marks(rows)}; {ph.lead(state)} may end it past them" if rows else ""
    now = [waits] if waits else now_and_next(state, plan, expected)
    return [_decided(state), *now, _back(state, plan, expected)]


def _leaving(state: Deployment, plan: Plan, expected: Forecast) -> list[str]:
    """What pre-deployment did is undone before it is given up."""
    assert state.leaving, "somebody gave it up"
    when, who = ph.hour(state, state.leaving.at), ph.person_name(state.leaving.by)
    undoing = [step for step in plan.rollback_steps if step.number in state.leaving.steps]
    anew = state.leaving.anew
    what = "Left" if anew else "Given up"
    given_up = f"{what} by {who} at {when}: {quoted(state.leaving.reason, ph.QUOTE)}; first it is undone"
    then = "then it waits for its new window" if anew else "then it is cancelled"
    now = now_and_next(state, plan, expected)
    return [given_up, *now, f"Undone: {ph.tally(state, undoing)}; {then}"]


def _decided(state: Deployment) -> str:
    decided = state.rollback
    assert decided, "somebody decided to roll back"
    when = ph.hour(state, decided.at)
    who = ph.person_name(decided.by)
    return f"Decided by {who} at {when}, {decided.severity}: {quoted(decided.reason, ph.QUOTE)}"


def _back(state: Deployment, plan: Plan, expected: Forecast) -> str:
    done = ph.tally(state, steps_back(state, plan))
    return ph.sentence(done, left_out_numbers(state, plan), _end(state, expected))


def _end(state: Deployment, expected: Forecast) -> str:
    if expected.ends_at is None or state.window_end is None:
        return "no window"
    ends, closes = ph.hour(state, expected.ends_at), clock_and_yours(state.window_end, state.zone)
    over = (expected.ends_at - state.window_end) // timedelta(minutes=1)
    window = f"*{minutes(over)} past the window's end* at" if over > 0 else "window to"
    return f"ends about {ends}, {window} {closes}"


def _completed(state: Deployment, plan: Plan, _expected: Forecast) -> list[str]:
    possible = state.ended.at + POSSIBLE_AFTER_COMPLETION if state.ended and plan.rollback_steps else None
    live, steps = f"Live: {ph.ran(state)}", ph.tally(state, plan.steps)
    asked = [asked_in_short(state, plan, state.question), ph.sentence(live, steps)] if state.question else []
    return [
        *(asked or [live, steps]),
        f"Confirmed: {ph.confirmed(state, plan)}" if plan.checkpoints else "",
        f"Rollback possible until {day_and_yours(possible, state.zone)}" if possible else "",
    ]


def _rolled_back(state: Deployment, plan: Plan, _expected: Forecast) -> list[str]:
    done = ph.tally(state, steps_back(state, plan))
    when = f"Back since {day_and_clock(state.ended.at, state.zone)}" if state.ended else ""
    current = current_steps(state, plan)
    following = steps_going_on(state, plan, current) if current else []
    return [_decided(state), ph.sentence(when, done), *following, lock(state)]


def _cancelled(state: Deployment, _plan: Plan, _expected: Forecast) -> list[str]:
    assert state.ended, "somebody cancelled it"
    return [f"Cancelled by {ph.given_by(state.ended, state.zone)}: {quoted(state.ended.note)}"]


def _missed(state: Deployment, _plan: Plan, _expected: Forecast) -> list[str]:
    ended = day_and_yours(state.window_end, state.zone) if state.window_end else ""
    return [
        f"The window ended {ended}, and nobody had begun",
        f"Next: {ph.lead(state)} reschedules it, or cancels it",
    ]


LINES: Mapping[Lifecycle, Callable[[Deployment, Plan, Forecast], list[str]]] = {
    Lifecycle.DRAFT: _draft,
    Lifecycle.IN_REVIEW: _in_review,
    Lifecycle.APPROVED: _approved,
    Lifecycle.PRE_DEPLOYMENT: _running,
    Lifecycle.DEPLOYING: _running,
    Lifecycle.VERIFYING: _running,
    Lifecycle.COMPLETED: _completed,
    Lifecycle.ROLLING_BACK: _rolling_back,
    Lifecycle.ROLLED_BACK: _rolled_back,
    Lifecycle.CANCELLED: _cancelled,
    Lifecycle.MISSED: _missed,
}
