"""The rows of 8.1 that no machine measures: whoever watches says how they stand."""

from datetime import datetime

from bot.domain.metric_rows import Row, unwatched, watched
from bot.domain.plan import CheckpointKind, Plan
from bot.domain.progress import watched_step
from bot.domain.state import Deployment
from bot.domain.watch import Said


def of_people(state: Deployment, plan: Plan) -> tuple[Row, ...]:
    """Those without a query, and those that cannot be measured now."""
    readings = state.watch.readings
    unmeasured = (
        row for row in watched(plan) if row.key in readings and not readings[row.key].level.is_measured
    )
    return tuple(sorted((*unwatched(plan), *unmeasured), key=lambda row: row.number))


def said_of(state: Deployment, plan: Plan, row: Row) -> Said | None:
    """What was said of a row last, since the monitoring began; before, it was about something else."""
    said, since = state.watch.said.get(row.number), _monitored_since(state, plan)
    return said if said and since and said.at >= since else None


def unsaid(state: Deployment, plan: Plan) -> tuple[Row, ...]:
    """Those of which nobody said anything since then."""
    return tuple(row for row in of_people(state, plan) if said_of(state, plan, row) is None)


def _monitored_since(state: Deployment, plan: Plan) -> datetime | None:
    """Since the step began whose end Monitoring Normal waits for; without one, since verifying did."""
    step = watched_step(plan, CheckpointKind.MONITORING)
    if step is None:
        return state.verifying_at
    progress = state.steps.get(step.number)
    return (progress.started_at or progress.called_at) if progress else None
