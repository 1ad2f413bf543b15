"""When things will happen, reckoned from what really happened and the plan's minutes; never from "now".

So that a forecast changes only with an event: a message that shows one is edited only then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.lateness import due, planned_start
from bot.domain.ordering import chained, in_order, minutes_of
from bot.domain.plan import Phase, Plan, Step
from bot.domain.progress import is_over, steps_now
from bot.domain.remembering import remembered
from bot.domain.state import Deployment, Lifecycle, StepProgress, StepStatus
from bot.domain.state_parts import Leaving, RollbackDecision
from bot.domain.walk_back import has_something, walk_back

LOOKED_AT = 12
"""How many steps that are not over `near` looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepForecast:
    """When a step begins and ends: as it happened, else as it is expected.

    `due` is when it should end; a step that is late is expected to end, or to begin, at the minute at which
    the clock last found it not to (`StepProgress.late_at`), and no earlier than it was put off to.
    """

    step: Step
    start: datetime
    end: datetime
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The whole run. `late` is how far the end has moved against the plan (negative: early).

    `rollback` is how long one would take that is decided now, and `latest_rollback` when it must begin to end
    inside the window: the point of no return. Before there is anything to roll back, all of 6.3 is reckoned.
    """

    steps: tuple[StepForecast, ...]
    ends_at: datetime | None
    late: timedelta
    rollback: timedelta
    latest_rollback: datetime | None

    def of(self, number: str) -> StepForecast | None:
        """The forecast of one step."""
        return next((found for found in self.steps if found.step.number == number), None)


def total(steps: Iterable[Step]) -> timedelta:
    """How long steps take, table after table."""
    return timedelta(minutes=minutes_of(steps))


@remembered
def forecast(state: Deployment, plan: Plan) -> Forecast:
    """The forecast; without a window there are no times, only durations."""
    rollback = _back(state, plan)
    latest = state.window_end - rollback if state.window_end else None
    if state.window_start is None:
        return Forecast(steps=(), ends_at=None, late=timedelta(), rollback=rollback, latest_rollback=latest)
    steps = _steps(state, plan, state.window_start)
    end = _end(steps, state.window_start)
    planned = state.window_start + total(s for s in plan.steps if s.phase is not Phase.PRE_DEPLOYMENT)
    late = end - planned if not state.way_back else timedelta()
    return Forecast(steps=steps, ends_at=end, late=late, rollback=rollback, latest_rollback=latest)


def _back(state: Deployment, plan: Plan) -> timedelta:
    if has_something(state, plan):
        return timedelta(minutes=walk_back(state, plan).minutes)
    return total(plan.rollback_steps)


def ends_at(state: Deployment, plan: Plan) -> datetime | None:
    """When the run ends, as `forecast` has it."""
    start = state.window_start
    return _end(_steps(state, plan, start), start) if start else None


@remembered
def _steps(state: Deployment, plan: Plan, planned_t0: datetime) -> tuple[StepForecast, ...]:
    if back := state.way_back:
        return _walk_back(state, plan, back)
    return _chain(state, plan, planned_t0)


def _chain(state: Deployment, plan: Plan, planned_t0: datetime) -> tuple[StepForecast, ...]:
    """Section 3: pre-deployment ends at T-0 at the earliest planned, the rest follows T-0 at once."""
    before, deploying, verifying = _tables(plan)
    begun = _begins(state, plan, before, planned_t0)
    prepared = _walk(state, before, begun)
    t0 = _t0(state, planned_t0, _end(prepared, begun))
    deployed = _walk(state, deploying, t0)
    return (*prepared, *deployed, *_walk(state, verifying, _end(deployed, t0)))


def _tables(plan: Plan) -> tuple[list[Step], ...]:
    phases, steps = (Phase.PRE_DEPLOYMENT, Phase.DEPLOYMENT, Phase.POST_DEPLOYMENT), plan.steps
    return tuple([step for step in steps if step.phase is phase] for phase in phases)


def _begins(state: Deployment, plan: Plan, before: list[Step], planned_t0: datetime) -> datetime:
    if state.begun:
        return state.begun.at
    offset = next((p.offset_minutes for p in plan.phases if p.phase is Phase.PRE_DEPLOYMENT), None)
    return planned_t0 + (timedelta(minutes=offset) if offset is not None else -total(before))


def _t0(state: Deployment, planned_t0: datetime, ready: datetime) -> datetime:
    return state.actual_t0 or max(state.go.effective_at if state.go else planned_t0, ready)


@remembered
def near(state: Deployment, plan: Plan) -> tuple[StepForecast, ...]:
    """The next few steps that nobody was called for yet, as `forecast` has them.

    None while nobody is to be called: before it is approved, on hold, while a failed step or a rollback is
    undecided.
    """
    is_awake = state.state is Lifecycle.APPROVED or state.state.is_running
    if state.window_start is None or state.hold or state.question or not is_awake:
        return ()
    left = [each for each in _steps(state, plan, state.window_start) if not is_over(state, each.step)]
    looked_at = left[:LOOKED_AT]
    if any(
        state.steps[each.step.number].status is StepStatus.FAILED
        for each in looked_at
        if each.step.number in state.steps
    ):
        return ()
    return tuple(each for each in looked_at if each.step.number not in state.steps)


def _end(steps: Iterable[StepForecast], start: datetime) -> datetime:
    return max((step.end for step in steps), default=start)


def _walk_back(
    state: Deployment, plan: Plan, decided: Leaving | RollbackDecision
) -> tuple[StepForecast, ...]:
    """What waits for a step that is left out waits for what that waits for, and it takes no time."""
    walked = frozenset(decided.steps)

    def place(step: Step, earliest: datetime) -> StepForecast:
        if step.number not in walked:
            return StepForecast(step=step, start=earliest, end=earliest, due=earliest)
        return _of_step(step, state.steps.get(step.number), earliest)

    table = [step for step in plan.rollback_steps if not step.is_follow_up]
    placed = chained(table, decided.at, place, lambda each: each.end)
    return tuple(each for each in placed if each.step.number in walked)


def _walk(state: Deployment, table: Iterable[Step], start: datetime) -> tuple[StepForecast, ...]:
    """Each step of a table beginning when it did, or when all that it waits for has ended."""
    return chained(
        table,
        start,
        lambda step, earliest: _of_step(step, state.steps.get(step.number), earliest),
        lambda each: each.end,
    )


def _of_step(step: Step, progress: StepProgress | None, earliest: datetime) -> StepForecast:
    takes = timedelta(minutes=step.minutes or 0)
    if progress is None:
        return StepForecast(step=step, start=earliest, end=earliest + takes, due=earliest + takes)
    late = progress.late_at or earliest
    begins = progress.started_at or max(earliest, planned_start(step, progress), late)
    is_due = due(step, progress)
    ends = max(begins + takes, is_due, late if progress.started_at else is_due)
    if progress.ended_at and progress.status.is_over:
        ends = progress.ended_at
    return StepForecast(step=step, start=begins, end=ends, due=is_due)


def upcoming(state: Deployment, plan: Plan) -> Step | None:
    """The step that will be called next, the first of several.

    None where somebody must decide first (Go), or nothing is to come.
    """
    if state.state in {Lifecycle.CANCELLED, Lifecycle.MISSED}:
        return None
    if state.state is Lifecycle.PRE_DEPLOYMENT or state.rollback:
        steps = steps_now(state, plan)
    else:
        steps = plan.steps
    return next((step for step in in_order(steps) if step.number not in state.steps), None)
