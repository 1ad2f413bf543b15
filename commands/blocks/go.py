"""Go or no-go: asked of the lead once pre-deployment is finished."""

from datetime import datetime

from bot.domain.checklist import open_for_go
from bot.domain.forecast import Forecast, forecast, total
from bot.domain.plan import Phase, Plan
from bot.domain.state import Deployment, Lifecycle, PendingGo
from bot.domain.times import clock
from bot.ports import Message
from commands.blocks import offers
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import ACTION, clock_and_yours, plain, quoted
from commands.blocks.settled import how_it_ended, settled


def go(message: Message) -> Content:
    """The question, and its answer."""
    state, plan = message.state, message.plan
    if state.rollback or state.state is Lifecycle.CANCELLED:
        return settled(state, f"⏹️ *Go*: {how_it_ended(state)}")
    if state.go:
        return settled(state, _given(state, state.go))
    return _open(state, plan)


def _given(state: Deployment, given: PendingGo) -> str:
    said = f"🟢 *Go*, {ph.person_name(given.by)} at {clock(given.at, state.zone)}"
    if state.actual_t0:
        return f"{said}; deploying began {clock(state.actual_t0, state.zone)}"
    begins = f"{said}; deploying begins *{clock_and_yours(given.effective_at, state.zone)}*"
    return f"{begins}, once the hold is over" if state.hold else begins


def _open(state: Deployment, plan: Plan) -> Content:
    expected = forecast(state, plan)
    t0 = ph.expected_t0(expected)
    at = f" at {clock(t0, state.zone)}" if t0 else ""
    items = [f"{item.number} {plain(item.text, ACTION)}" for item in open_for_go(state, plan)]
    open_items = f"Go waits for: {'; '.join(items)}; tick it, or cancel" if items else ""
    held = ""
    if state.hold:
        who = ph.person_name(state.hold.by)
        held = f"On hold by {who}: {quoted(state.hold.note)}; Go is possible once it is resumed"
    decides, latest = ph.lead(state), _latest(state, plan)
    deadline = f" Latest {clock(latest, state.zone)}" if latest else ""
    buttons = (
        offers.go(state, plan),
        offers.tick(state, plan),
        offers.resume(state),
        offers.hold(state),
        offers.cancel(state),
    )
    return Content(
        text=f"{ph.title(state)}: Go{at}?{deadline}",
        blocks=(
            paragraph(
                f"*Go{at}?* {ph.title(state)}; {decides} decides",
                ph.sentence(f"Pre-deployment {_prepared(state, plan)}", ph.checklist(state, plan)),
                open_items or held,
                _times(state, expected, latest),
                ph.way_back(state, plan, expected),
            ),
            *actions(*buttons),
        ),
    )


def _prepared(state: Deployment, plan: Plan) -> str:
    steps = [step for step in plan.steps if step.phase is Phase.PRE_DEPLOYMENT]
    return ph.tally(state, steps)


def _times(state: Deployment, expected: Forecast, latest: datetime | None) -> str:
    begins = ph.expected_t0(expected)
    if begins is None or expected.ends_at is None or latest is None:
        return ""
    ends, last = clock(expected.ends_at, state.zone), clock(latest, state.zone)
    return f"Begins {clock_and_yours(begins, state.zone)}, ends about {ends}; latest Go *{last}*"


def _latest(state: Deployment, plan: Plan) -> datetime | None:
    """The last moment for a Go with which everything fits into the window."""
    after_go = (step for step in plan.steps if step.phase is not Phase.PRE_DEPLOYMENT)
    return state.window_end - total(after_go) if state.window_end else None
