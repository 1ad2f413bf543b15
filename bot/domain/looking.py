"""The metrics of 8.1 by the clock: while it goes on they are read every minute.

A timer of their own brings that, not the agenda: a look that finds nothing new is no event.
"""

from datetime import datetime, timedelta

from bot.domain.comparing import asked_before
from bot.domain.effects import Effect, LookUpMetrics, SetTimer
from bot.domain.intents import Intent, TimerFired
from bot.domain.state import Deployment

METRICS_TIMER = "metrics"
EVERY = timedelta(minutes=1)
LAST = timedelta(hours=1)
"""However long the bot was away, no more of it is read: what was critical then and is not now is past."""


def is_watched(state: Deployment) -> bool:
    """Whether somebody can be asked, and it goes on."""
    return state.state.is_running and bool(state.watch.readings)


def look_at(due: datetime) -> SetTimer:
    """The next look is due then; it reads from a minute before on."""
    return SetTimer(name=METRICS_TIMER, due=due)


def looks(state: Deployment, intent: Intent, now: datetime) -> tuple[Effect, ...]:
    """What the timer leads to: all that was measured since the look before is read, and the next is set.

    Nothing once it is over: what begins anew sets it anew.
    """
    if not (isinstance(intent, TimerFired) and intent.timer == METRICS_TIMER and is_watched(state)):
        return ()
    since = max((intent.due or now) - EVERY, now - LAST)
    return (LookUpMetrics(since=since, before=asked_before(state)), look_at(now + EVERY))
