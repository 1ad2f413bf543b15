"""The metrics of 8.1 by the clock: while it goes on they are read every minute."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from bot.domain.agenda.item import Item, Rule
from bot.domain.effects import Effect, LookUpMetrics
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.watch import READ_METRICS

EVERY = timedelta(minutes=1)
LAST = timedelta(hours=1)
"""However long the bot was away, no more of it is read: what was critical then and is not now is past."""


def _next(state: Deployment, _plan: Plan) -> Iterable[Item]:
    """Only where somebody answered at Begin, or as somebody began to watch them."""
    read_at = state.watch.read_at
    if read_at is None or not state.state.is_running:
        return ()
    return (Item(subject=read_at.astimezone(UTC).isoformat(), at=read_at + EVERY, known=read_at),)


def _look(state: Deployment, subject: str, _plan: Plan) -> list[Effect]:
    """From when they were read last until now."""
    now = state.watch.read_at
    assert now, "they are read now"
    return [LookUpMetrics(since=max(datetime.fromisoformat(subject), now - LAST))]


RULES = (
    Rule(
        name=READ_METRICS,
        when="Every minute from Begin to the end, where the metrics of 8.1 can be read",
        what="They are read. What is critical for as long as 8.1 or 6.1 says speaks for a rollback",
        items=_next,
        still_good_for=timedelta(days=7),
        is_missed=False,
        says=_look,
    ),
)
