"""What metrics measured before anything was done, beside what they measure now; never a limit of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from bot.domain.bands import measured
from bot.domain.metric_rows import Row, watched
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.watch import Reading, Sample

REACH = timedelta(hours=1)
"""How far before Begin it is looked."""
NOTHING = "no data before"


def of_before(samples: Sequence[Sample]) -> float | None:
    """What stands for that hour: its median, which one bad minute does not move; `None` without data."""
    return median(each.value for each in samples) if samples else None


def asked_before(state: Deployment) -> datetime | None:
    """Until when that hour reaches, where it is not known of every metric that is read; else `None`."""
    if state.begun is None or state.watch.readings.keys() <= state.watch.before.keys():
        return None
    return state.begun.at


def newly_known(state: Deployment, plan: Plan, before: Mapping[str, float | None]) -> dict[str, float | None]:
    """What was not known yet: what lies in the past is read once."""
    rows = {row.key for row in watched(plan)}
    return {key: value for key, value in before.items() if key in rows and key not in state.watch.before}


def is_read_anew(state: Deployment, known: Reading) -> bool:
    """Whether a value is kept anew though it stands as it did: what it was after each step, and as deploying
    began, is held against the hour before; hence at Go and in the end.
    """
    ends = (progress.ended_at for progress in state.steps.values())
    moment = max(filter(None, (state.actual_t0, *ends)), default=None)
    return moment is not None and (known.at is None or known.at < moment)


def before(state: Deployment, row: Row) -> str:
    """What is known of a row, `in_words`; "" where nothing is (yet)."""
    known = state.watch.before
    return in_words(row, known[row.key]) if row.key in known else ""


def in_words(row: Row, value: float | None) -> str:
    """`before 0.4%`, with the row's unit."""
    return NOTHING if value is None else f"before {measured(row.metric.critical, value)}"
