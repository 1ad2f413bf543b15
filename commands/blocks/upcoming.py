"""Whose turn it is soon: what a step's owner is told before they are called."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.domain.agenda.upcoming import SOON, TIME_MOVED, is_told_anew, step_of
from bot.domain.agenda_events import key
from bot.domain.forecast import forecast
from bot.domain.lateness import due, holds_up
from bot.domain.plan import Plan, Step
from bot.domain.progress import current_steps, steps_now
from bot.domain.state import Deployment, StepStatus
from bot.domain.times import clock, minutes
from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, paragraph
from commands.blocks.mrkdwn import NAME, clock_and_yours, plain
from commands.blocks.settled import how_it_ended, settled

OTHERS_SHOWN = 4


def soon(message: Message) -> Content:
    """A step's owner is told that their turn comes."""
    return _turn(message, SOON, "Your turn about {at}", "For you to record: {who}, about {at}")


def moved(message: Message) -> Content:
    """A step's owner is told that their turn comes at another time."""
    own, for_another = "Your time moved to about {at}", "Moved to about {at}, for you to record: {who}"
    return _turn(message, TIME_MOVED, own, for_another)


def _turn(message: Message, rule: str, own: str, for_another: str) -> Content:
    state, plan = message.state, message.plan
    step = plan.step(step_of(message.subject))
    told = state.told.get(message.to)
    if step is None or told is None or step.number not in told.starts:
        return settled(state, "⏹️ *Your turn*: the window moved, and you are told anew")
    if over := _over(state, plan, step):
        return settled(state, over)
    if is_told_anew(state, plan, step, key(rule, message.subject), message.to):
        return settled(state, f"🔁 *{ph.step_name(step)}*: told anew, the newer message counts")
    waits = _waits(state, plan, step)
    starts = _at_least(state, plan, told.starts)
    start, later = starts[step.number], " or later" if waits else ""
    holders = state.holders(step.owner)
    is_own = any(person.id == message.to for person in holders.all)
    first = (own if is_own else for_another).format(
        at=f"{clock(start, state.zone)}{later}", who=plain(" or ".join(holders.unknown) or step.owner, NAME)
    )
    takes = minutes(step.minutes) if step.minutes else "a follow-up"
    called = "you are called in the thread" if is_own else "telephone them in time"
    return Content(
        text=f"{ph.brief(state)}: {first}, {ph.step_words(step)}",
        blocks=(
            paragraph(
                f"*{first}: {ph.step_words(step)}*, {ph.title(state)}",
                f"{clock_and_yours(start, state.zone)}, {takes}; {called}",
                waits or _now(state, plan),
                _then(state, plan, step, starts),
            ),
        ),
    )


def _over(state: Deployment, plan: Plan, step: Step) -> str:
    """What became of the turn: it came, or comes no more."""
    name = f"*{ph.step_name(step)}*"
    if progress := state.steps.get(step.number):
        return f"➡️ {name}: called {clock(progress.called_at, state.zone)}, in the thread"
    is_given_up = state.state.is_closed or state.leaving or state.way_back
    is_gone = is_given_up and step not in steps_now(state, plan)
    return f"⏹️ {name}: not called any more, {how_it_ended(state)}" if is_gone else ""


def _at_least(state: Deployment, plan: Plan, told: Mapping[str, datetime]) -> Mapping[str, datetime]:
    """When the steps that somebody was told of begin; later where that is forecast now."""
    expected = forecast(state, plan)
    return {
        number: max(at, each.start) if (each := expected.of(number)) else at for number, at in told.items()
    }


def _waits(state: Deployment, plan: Plan, turn: Step) -> str:
    """`⚠️ Late before it: step 5, Run database migrations, @dba, should have ended 23:12`, or the hold.

    When that ends nobody knows: what follows is told as it is forecast, and that it may be later. "" if
    nothing is in the way.
    """
    if state.hold:
        return f"On hold since {clock(state.hold.at, state.zone)}: all that is to come waits"
    expected = forecast(state, plan)
    for step in current_steps(state, plan):
        progress, own, other = state.steps[step.number], expected.of(turn.number), expected.of(step.number)
        is_before = own and other and other.end <= own.start
        if not is_before or progress.status is StepStatus.FAILED or not holds_up(step, progress):
            continue
        name, who = ph.step_words(step, ph.BRIEF), ph.owner(state, step, 1)
        if progress.status is StepStatus.CALLED:
            called = ph.hour(state, progress.called_at)
            return f"⚠️ Late before it: {name}, called {called}, {who} has yet to start"
        return f"⚠️ Late before it: {name}, {who}, should have ended {ph.hour(state, due(step, progress))}"
    return ""


def _now(state: Deployment, plan: Plan) -> str:
    """`Now: 5 Run database migrations, @dba, due 23:12`; "" where nobody is at a step."""
    expected = forecast(state, plan)
    steps = [
        _due(state, step, found.end)
        for step in current_steps(state, plan)
        if (found := expected.of(step.number))
    ]
    return f"Now: {ph.listed(steps, 2, '; ')}" if steps else ""


def _due(state: Deployment, step: Step, end: datetime) -> str:
    return f"{ph.step_name(step, ph.BRIEF)}, {ph.owner(state, step, 1)}, due {ph.hour(state, end)}"


def _then(state: Deployment, plan: Plan, step: Step, starts: Mapping[str, datetime]) -> str:
    """What is theirs after it; `starts` are those of their steps."""
    later = [
        f"{ph.step_name(other, ph.BRIEF)} about {ph.hour(state, starts[other.number])}"
        for other in (*plan.steps, *plan.rollback_steps)
        if other.number in starts.keys() - state.steps.keys() and starts[other.number] > starts[step.number]
    ]
    return f"After it: {ph.listed(later, OTHERS_SHOWN, '; ')}" if later else ""


REMINDERS: Mapping[str, Callable[[Message], Content]] = {SOON: soon, TIME_MOVED: moved}
