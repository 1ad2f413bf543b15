"""The window's end: whether to extend it, asked of the lead before it comes."""

from collections.abc import Callable, Mapping

from bot.domain.agenda.window import EXTEND, MISSED, subject_of
from bot.domain.forecast import forecast
from bot.domain.plan import Plan
from bot.domain.progress import current_steps
from bot.domain.state import Deployment, Lifecycle
from bot.domain.times import clock
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.going_back import steps_back
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import clock_and_yours, day_and_yours, quoted
from commands.blocks.settled import how_it_ended, settled
from commands.blocks.surroundings import beside


def extend(message: Message) -> Content:
    """The offer, and what came of it."""
    state, plan = message.state, message.plan
    if message.subject != subject_of(state) and state.extended:
        last = state.extended[-1]
        until = clock(state.window_end, state.zone) if state.window_end else ""
        said = f"{ph.person_name(last.by)} at {clock(last.at, state.zone)}: {quoted(last.note)}"
        return settled(state, f"✅ *Extended to {until}*, {said}")
    if not state.state.is_running or state.window_end is None or state.leaving:
        return settled(state, f"⏹️ *Extend the window?* Not asked any more: {how_it_ended(state)}")
    expected = forecast(state, plan)
    ends = f"; forecast end *{ph.hour(state, expected.ends_at)}*" if expected.ends_at else ""
    back = state.state is Lifecycle.ROLLING_BACK
    way_back = ph.sentence(ph.way_back(state, plan, expected), ph.endangered(state, plan, expected))
    buttons = (
        offers.extend(state),
        None if back else offers.roll_back(state, plan),
        offers.open_plan(state),
    )
    return Content(
        text=f"{ph.brief(state)}: the window ends {clock(state.window_end, state.zone)}. Extend it?",
        blocks=(
            paragraph(
                f"*Extend the window?* {ph.title(state)}",
                f"It ends *{clock_and_yours(state.window_end, state.zone)}*{ends}",
                _open(state, plan),
                "" if back else way_back,
                beside(state),
            ),
            *actions(*buttons),
        ),
    )


def _open(state: Deployment, plan: Plan) -> str:
    """`Now: 14 Monitor for 30 min, @omar; 13 of 14 done`."""
    names = [f"{ph.step_name(s, ph.BRIEF)}, {ph.owner(state, s, 1)}" for s in current_steps(state, plan)]
    back = steps_back(state, plan) if state.rollback else plan.steps
    counted = [step for step in back if not step.is_follow_up]
    now = f"Now: {ph.listed(names, 2, '; ')}" if names else "Nobody is called"
    return f"{now}; {ph.tally(state, counted)}"


def missed(message: Message) -> Content:
    """What is to become of a plan whose window ended with nobody having begun."""
    state, plan = message.state, message.plan
    if state.state is not Lifecycle.MISSED or message.subject != subject_of(state):
        ended = state.state is Lifecycle.CANCELLED
        became = how_it_ended(state) if ended else f"rescheduled to {ph.until(state)}"
        return settled(state, f"✅ *The window was missed*: {became}")
    assert state.window_end, "a window that was missed had an end"
    when = day_and_yours(state.window_end, state.zone)
    return Content(
        text=f"{ph.brief(state)}: the window was missed. Reschedule or cancel?",
        blocks=(
            paragraph(
                f"⌛ *Missed: reschedule or cancel?* {ph.title(state)}",
                f"The window ended {when}, and nobody had begun",
            ),
            *actions(offers.reschedule(state), offers.cancel(state, plan), offers.open_plan(state)),
        ),
    )


REMINDERS: Mapping[str, Callable[[Message], Content]] = {EXTEND: extend, MISSED: missed}
