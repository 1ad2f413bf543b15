"""When it is asked again whether to roll back, for whoever votes Continue."""

from datetime import datetime, time, timedelta

from bot.domain.facts import Facts, incomplete
from bot.domain.refusals import Refusal
from bot.domain.state import Deployment
from bot.domain.times import clock, day_and_clock, next_time

ASK_AGAIN_AFTER = timedelta(minutes=10)
"""When it is asked again after Continue, where nobody says when."""
ASK_AGAIN_WITHIN = timedelta(hours=12)
"""A clock that shows the minute only later than this was read wrongly."""


def asked_again_at(state: Deployment, wanted: time | None, facts: Facts) -> datetime | Refusal:
    """The instant (aware UTC) that a clock of the plan's zone shows next; not later than the window ends.

    Once the window is over, or the deployment, half a day is the limit.
    """
    latest, within = facts.now + ASK_AGAIN_WITHIN, "within the next 12 hours"
    end = state.window_end if state.state.is_running else None
    if end and facts.now < end < latest:
        ends = day_and_clock(end, state.zone)
        latest, within = end, f"until the window ends, {ends}, or extend it first (`/deploy extend`)"
    if wanted is None:
        return min(facts.now + ASK_AGAIN_AFTER, latest)
    at = next_time(wanted, facts.now, state.zone)
    if at and at <= latest:
        return at
    why = "clocks go forward past it" if at is None else f"that is {day_and_clock(at, state.zone)}"
    return incomplete(
        f"Ask again at {wanted:%H:%M}? It is {clock(facts.now, state.zone)} now, and {why}: name a "
        f"minute {within}."
    )
