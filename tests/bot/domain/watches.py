"""A step in which somebody watches metrics, in the tests of the domain and of what people read."""

from datetime import timedelta

from bot.domain import intents as i
from bot.domain.plan import Plan
from bot.domain.watch import MetricRead, Sample
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage

WATCH = "14"
"""Its number."""


def watching(plan: Plan | None = None) -> Stage:
    """Step 14, Monitor for 30 min, has just been started; all was normal before."""
    stage = Stage(plan or m.watching()).to_verifying()
    measured(stage)
    while WATCH not in stage.state.steps:
        number = next(number for number, each in stage.state.steps.items() if not each.status.is_over)
        stage.at += timedelta(minutes=5)
        stage.do(i.FinishStep(step=number), p.ANA)
    stage.do(i.StartStep(step=WATCH), p.OMAR)
    return stage


def measured(stage: Stage, errors: float | None = 0.4, orders: float | None = 40.0) -> Stage:
    """Every row is read; `None` is no data."""
    values = {m.ERRORS: errors, m.ORDERS: orders}
    reads = (
        MetricRead(metric=name, samples=() if value is None else (Sample(at=stage.at, value=value),))
        for name, value in values.items()
    )
    return m.answered(stage, *reads)


def later(stage: Stage, after: timedelta) -> Stage:
    """So long later."""
    stage.at += after
    return stage
