"""Go or no-go: asked of the lead once pre-deployment is finished."""

from bot.domain.checklist import open_for_go
from bot.domain.forecast import Forecast, forecast
from bot.domain.plan import Phase, Plan
from bot.domain.questions import go_question
from bot.domain.state import Deployment, Lifecycle
from bot.domain.state_parts import PendingGo
from bot.domain.times import clock
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.alerts import firing
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import clock_and_yours, quoted, yours
from commands.blocks.presence import here
from commands.blocks.settled import how_it_ended, settled
from commands.blocks.surroundings import beside
from commands.blocks.watch import metrics


def go(message: Message) -> Content:
    """The question, and its answer."""
    state, plan = message.state, message.plan
    if state.way_back or state.state is Lifecycle.CANCELLED:
        return settled(state, f"⏹️ *Go*: {how_it_ended(state)}")
    if message.subject != go_question(state):
        return settled(state, "↩️ *Go*: not asked any more; it is asked anew once pre-deployment is finished")
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
    items = ph.listed(ph.item_names(open_for_go(state, plan), ph.ITEMS_SHOWN), ph.ITEMS_SHOWN, "; ")
    open_items = f"Go waits for: {items}; tick it, or cancel" if items else ""
    held = ""
    if state.hold:
        who = ph.person_name(state.hold.by)
        held = f"On hold by {who}: {quoted(state.hold.note)}; Go is possible once it is resumed"
    decides, latest = ph.lead(state), ph.latest_go(state, plan)
    deadline = f" Latest {clock(latest, state.zone)}" if latest else ""
    buttons = (
        offers.go(state, plan),
        offers.tick(state, plan),
        offers.resume(state),
        offers.hold(state),
        offers.cancel(state, plan),
    )
    return Content(
        text=f"{ph.brief(state)}: Go{at}?{deadline}",
        blocks=(
            paragraph(
                f"*Go{at}?* {ph.title(state)}; {decides} decides",
                ph.sentence(f"Pre-deployment {_prepared(state, plan)}", ph.checklist(state, plan)),
                open_items or held or here(state, plan),
                ph.sentence(
                    firing(state), metrics(state, plan, amid=bool(firing(state)), values=True), beside(state)
                ),
                _times(state, plan, expected),
                ph.way_back(state, plan, expected),
            ),
            *actions(*buttons),
        ),
    )


def _prepared(state: Deployment, plan: Plan) -> str:
    steps = [step for step in plan.steps if step.phase is Phase.PRE_DEPLOYMENT]
    return ph.tally(state, steps)


def _times(state: Deployment, plan: Plan, expected: Forecast) -> str:
    begins, ends, latest = ph.expected_t0(expected), expected.ends_at, ph.latest_go(state, plan)
    if begins is None or ends is None or latest is None:
        return ""
    planned = f"Begins {ph.hour(state, begins)}, ends about {clock(ends, state.zone)}"
    own = f"{yours(begins)}–{yours(ends)}"
    return f"{planned} (yours: {own}); latest Go *{ph.hour(state, latest)}*"
