"""The point of no return: the latest minute at which a rollback still ends inside the window.

It is told to the lead before, and at that minute the lead is asked, once for each end of the window: extend
it, or carry on. Nothing stops meanwhile.
"""

from datetime import datetime

from bot.domain import events as e
from bot.domain.agenda_events import key
from bot.domain.already import said_by
from bot.domain.facts import Decision, Facts, settled
from bot.domain.forecast import forecast
from bot.domain.intents import CarryOn
from bot.domain.plan import Plan
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment, Lifecycle
from bot.domain.times import clock
from bot.domain.walk_back import has_something

NEAR, REACHED = "window-near-no-return", "window-no-return"
UNDER_WAY = frozenset({Lifecycle.DEPLOYING, Lifecycle.VERIFYING})


def subject_of(state: Deployment) -> str:
    """The window's end: one that is moved has a point of its own."""
    return f"{state.window_end:%Y-%m-%dT%H:%MZ}"


def point_of_no_return(state: Deployment, plan: Plan) -> datetime | None:
    """The latest start of a rollback; `None` where there is nothing to roll back, or no way to."""
    if state.state not in UNDER_WAY or not plan.rollback_steps or not has_something(state, plan):
        return None
    expected = forecast(state, plan)
    return expected.latest_rollback if expected.rollback else None


def is_asked(state: Deployment) -> bool:
    """Whether the lead was asked for this end of the window, and has not answered."""
    if state.state not in UNDER_WAY or state.window_end is None:
        return False
    fate = state.came_due.get(key(REACHED, subject_of(state)))
    return fate is not None and fate.is_carried_out and subject_of(state) not in state.carried_on


def carry_on(state: Deployment, _intent: CarryOn, facts: Facts) -> Decision:
    """The lead goes on, knowing that a rollback would end after the window."""
    if is_asked(state):
        return (e.CarriedOn(at=facts.now, by=facts.actor, window=subject_of(state)),)
    if given := state.window_end and state.carried_on.get(subject_of(state)):
        return settled(f"Carrying on is decided already, {said_by(given, facts.actor, state)}.")
    until = point_of_no_return(state, facts.plan)
    latest = f": a rollback must begin by {clock(until, state.zone)}" if until else ""
    return Refusal(Because.NOT_NOW, f"Nobody asked yet whether to carry on{latest}.")
