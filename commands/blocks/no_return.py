"""The latest start of a rollback: what it means, and whether to extend the window or to carry on."""

from collections.abc import Callable, Mapping

from bot.domain.forecast import forecast
from bot.domain.no_return import NEAR, REACHED, UNDER_WAY, is_asked, point_of_no_return, subject_of
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.times import clock
from bot.domain.walk_back import walk_back
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.going_back import steps_named, warnings
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import clock_and_yours, quoted
from commands.blocks.settled import how_it_ended, settled


def near(message: Message) -> Content:
    """That it comes soon, in the thread and to the lead."""
    state, plan = message.state, message.plan
    point = point_of_no_return(state, plan)
    if line := _over(message):
        return settled(state, line)
    if point is None:
        return settled(state, "⏹️ *Latest start of a rollback*: nothing is to be rolled back")
    latest = clock(point, state.zone)
    if is_asked(state):
        asks = f"{ph.lead(state)} is asked whether to extend the window or to carry on"
        return settled(state, f"⏳ *A rollback had to begin by {latest}*: {asks}")
    return Content(
        text=f"{ph.brief(state)}: a rollback must begin by {latest}",
        blocks=(
            paragraph(
                f"⏳ *A rollback must begin by {latest}*, {ph.title(state)}",
                *_what_it_does(state, plan),
                f"{ph.lead(state)}: Roll back before, or Extend; at {latest} you are asked, nothing stops",
            ),
            *actions(offers.roll_back(state, plan), offers.extend(state), offers.open_plan(state)),
        ),
    )


def reached(message: Message) -> Content:
    """Whether to extend the window or to carry on, and what was answered."""
    state, plan = message.state, message.plan
    if line := _over(message):
        return settled(state, line)
    if not is_asked(state):
        return settled(state, "⏹️ *Extend, or carry on?* Not asked any more")
    point = point_of_no_return(state, plan)
    was = clock(point, state.zone) if point else ""
    return Content(
        text=f"{ph.brief(state)}: a rollback had to begin by {was}. Extend, or carry on?",
        blocks=(
            paragraph(
                f"⏳ *Extend, or carry on?* {ph.title(state)}",
                f"A rollback had to begin by *{was}*: one that begins later ends after the window",
                *_what_it_does(state, plan),
                "Nothing stops: steps are called as before, and Roll back stays possible",
            ),
            *actions(
                offers.extend(state),
                offers.carry_on(state),
                offers.roll_back(state, plan),
                offers.open_plan(state),
            ),
        ),
    )


def _what_it_does(state: Deployment, plan: Plan) -> list[str]:
    """What is walked and for how long, until when it should end, and what it would not undo."""
    ends = clock_and_yours(state.window_end, state.zone) if state.window_end else ""
    expected = forecast(state, plan).ends_at
    goes_on = f"; the deployment itself ends about {ph.hour(state, expected)}" if expected else ""
    way = walk_back(state, plan)
    return [f"It takes {steps_named(way)}", f"The window ends {ends}{goes_on}", warnings(way)]


def _over(message: Message) -> str:
    """What came of it, in a line; "" while it holds."""
    state = message.state
    if state.state not in UNDER_WAY or state.window_end is None:
        return f"⏹️ *Latest start of a rollback*: {how_it_ended(state)}"
    if message.subject != subject_of(state) and state.extended:
        last = state.extended[-1]
        said = f"{ph.person_name(last.by)} at {clock(last.at, state.zone)}: {quoted(last.note)}"
        return f"✅ *Extended to {clock(state.window_end, state.zone)}*, {said}"
    if given := state.carried_on.get(message.subject):
        return f"✅ *Carried on*, {ph.person_name(given.by)} at {clock(given.at, state.zone)}"
    return ""


REMINDERS: Mapping[str, Callable[[Message], Content]] = {NEAR: near, REACHED: reached}
