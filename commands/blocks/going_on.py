"""What is going on: what somebody is at or has to do now, and what is next. All are mrkdwn."""

from collections.abc import Sequence

from bot.domain.confirmations import confirmers, role_of
from bot.domain.forecast import Forecast, forecast, upcoming
from bot.domain.lateness import is_overdue
from bot.domain.plan import Checkpoint, Plan, Step
from bot.domain.progress import current_steps, unconfirmed
from bot.domain.state import Deployment, Lifecycle, StepProgress, StepStatus
from bot.domain.state_parts import Given
from commands.blocks import offers, phrases as ph
from commands.blocks.deciding import asked_in_short
from commands.blocks.learnt import took_before
from commands.blocks.mrkdwn import NAME, quoted

NOBODY_CALLED = "Now: nobody is called"
ALL_CONFIRMED = "Now: everything is confirmed; it is completed once it is resumed"
SIDE_BY_SIDE_SHOWN = 4


def going_on(state: Deployment, plan: Plan, expected: Forecast) -> list[str]:
    """What is now, and next, in two lines; a hold takes the next one's, which then ends the line of what is.

    So does an open rollback question: no step comes next until it is answered.
    What comes after a failed step nobody knows: its own line says what it waits for.
    """
    if state.question:
        asked = asked_in_short(state, plan, state.question)
        now = _now(state, plan, expected)
        held = "on hold" if state.hold else ""
        return [ph.sentence(asked, held), *(now or [NOBODY_CALLED])]
    if state.hold is None:
        return now_and_next(state, plan, expected)
    held, now = _held(state, state.hold), _now(state, plan, expected)
    if not now:
        return [held, _next(state, plan, expected)]
    failed = any(state.steps[each.number].status is StepStatus.FAILED for each in current_steps(state, plan))
    step = None if failed or len(now) > 1 else upcoming(state, plan)
    then = f"then, once resumed, {ph.step_name(step, ph.BRIEF)}, {ph.owner(state, step)}" if step else ""
    return [held, ph.sentence(*now, then)] if len(now) == 1 else [held, *now]


def now_and_next(state: Deployment, plan: Plan, expected: Forecast) -> list[str]:
    """The same but for a hold; a second step takes the next one's line."""
    now = _now(state, plan, expected)
    return now if len(now) > 1 else [*(now or [NOBODY_CALLED]), _next(state, plan, expected)]


def _held(state: Deployment, hold: Given) -> str:
    since, who = ph.hour(state, hold.at), ph.person_name(hold.by)
    return f"On hold since {since} by {who}: {quoted(hold.note, ph.QUOTE)}; {ph.lead(state)} resumes"


def _now(state: Deployment, plan: Plan, expected: Forecast) -> list[str]:
    """What somebody is at or has to do now, two lines at most; none where nobody is called."""
    steps = current_steps(state, plan)
    if steps:
        *before, last = steps_going_on(state, plan, steps)
        return [*before, ph.sentence(last, _confirmations_now(state, plan))]
    if state.go and state.actual_t0 is None:
        given = f"Go by {ph.person_name(state.go.by)} at {ph.hour(state, state.go.at)}"
        begins = f"deploying begins *{ph.hour(state, state.go.effective_at)}*"
        return [f"Now: {given}; {begins}{', but not before it is resumed' if state.hold else ''}"]
    if state.state is Lifecycle.PRE_DEPLOYMENT and state.go_asked:
        return [_go_now(state, plan, expected)]
    if state.state is Lifecycle.VERIFYING:
        left = unconfirmed(state, plan)
        return [f"Now: {_to_confirm(state, plan, left)}" if left else ALL_CONFIRMED]
    return []


def steps_going_on(state: Deployment, plan: Plan, steps: Sequence[Step]) -> list[str]:
    """Steps side by side, a failed one first; the others in one line, several by name alone."""
    first, *rest = sorted(steps, key=lambda step: state.steps[step.number].status is not StepStatus.FAILED)
    if len(rest) > 1:
        names = [_step_by_name(state, step) for step in rest]
    else:
        names = [_step_now(state, plan, step) for step in rest]
    also = [f"Also: {ph.listed(names, SIDE_BY_SIDE_SHOWN, '; ')}"] if names else []
    return [f"Now: {_step_now(state, plan, first)}", *also]


def _go_now(state: Deployment, plan: Plan, expected: Forecast) -> str:
    """The question for Go: for when, who decides, until when, and what it waits for."""
    t0, latest = ph.expected_t0(expected), ph.latest_go(state, plan)
    at = f" at {ph.hour(state, t0)}" if t0 else ""
    until = f"latest Go *{ph.hour(state, latest)}*" if latest else ""
    items = ph.item_names(offers.items_asked_for(state, plan), ph.ITEMS_SHOWN)
    waits = f"it waits for {ph.listed(items, ph.ITEMS_SHOWN, '; ')}" if items else ""
    return ph.sentence(f"Now: Go{at}? {ph.lead(state)} decides", waits, until)


def _confirmations_now(state: Deployment, plan: Plan) -> str:
    """The confirmations that are asked for beside a step; on the way back nobody gives any."""
    if state.state is not Lifecycle.VERIFYING:
        return ""
    asked = [each for each in unconfirmed(state, plan) if each.number in state.confirmations_asked]
    return _to_confirm(state, plan, asked) if asked else ""


def _step_by_name(state: Deployment, step: Step) -> str:
    failed = "❌ " if state.steps[step.number].status is StepStatus.FAILED else ""
    return f"{failed}{ph.step_name(step, ph.BRIEF)}, {ph.owner(state, step, 1)}"


def _step_now(state: Deployment, plan: Plan, step: Step) -> str:
    progress = state.steps[step.number]
    name = f"*{ph.step_name(step)}*, {ph.owner(state, step)}"
    if progress.status is StepStatus.FAILED:
        when = ph.hour(state, progress.ended_at or progress.called_at)
        return f"{name}, failed {when}: {quoted(progress.note, ph.QUOTE)}; {_ways_on(state)}"
    return f"{name}, {_since(state, progress)}{_due(state, plan, step)}{took_before(state, step)}"


def _ways_on(state: Deployment) -> str:
    """What can be answered to a failed step now; on hold nothing is called again."""
    if state.hold:
        return "Skip or Roll back? Retry once it is resumed"
    return "Retry or Skip?" if state.way_back else "Retry, Skip or Roll back?"


def _since(state: Deployment, progress: StepProgress) -> str:
    again = f", attempt {progress.tries}" if progress.tries > 1 else ""
    if progress.started_at:
        return f"since {ph.hour(state, progress.started_at)}{again}"
    return f"called {ph.hour(state, progress.called_at)}{again}, not started"


def _due(state: Deployment, plan: Plan, step: Step) -> str:
    found = None if step.is_follow_up else forecast(state, plan).of(step.number)
    if found is None:
        return ""
    at = ph.hour(state, found.due)
    return f", *was due {at}*" if is_overdue(step, state.steps[step.number]) else f", due *{at}*"


def _next(state: Deployment, plan: Plan, expected: Forecast) -> str:
    once = "Next, once resumed:" if state.hold else "Next:"
    step = upcoming(state, plan)
    if step:
        found = expected.of(step.number)
        about = f", about {ph.hour(state, found.start)}" if found and not step.is_follow_up else ""
        return f"{once} {ph.step_name(step)}, {ph.owner(state, step)}{about}{took_before(state, step)}"
    if state.state is Lifecycle.PRE_DEPLOYMENT and not state.go and not state.leaving:
        t0 = ph.expected_t0(expected)
        about = f", about {ph.hour(state, t0)}" if t0 else ""
        return "" if state.go_asked else f"{once} Go, {ph.lead(state)} decides{about}"
    left = [each for each in unconfirmed(state, plan) if each.number not in state.confirmations_asked]
    if state.state is Lifecycle.VERIFYING and current_steps(state, plan) and left:
        return f"{once} {_to_confirm(state, plan, left)}"
    return ""


def _to_confirm(state: Deployment, plan: Plan, checkpoints: Sequence[Checkpoint]) -> str:
    names = ph.fitted([each.name for each in checkpoints], NAME, ph.ROWS_SHOWN)
    wanted = [
        f"{name} {ph.holders_named(confirmers(state, plan, each), role_of(plan, each), 2)}"
        for name, each in zip(names, checkpoints, strict=True)
    ]
    return f"to confirm: {ph.listed(wanted, ph.ROWS_SHOWN)}"
