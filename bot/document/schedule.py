"""When a plan's steps are to happen, in minutes from T-0: as carried out, and as the plan declares it."""

from collections.abc import Iterable
from itertools import pairwise

from bot.domain.ordering import PlannedStep, minutes_of, planned
from bot.domain.plan import Phase, Plan, StepPhase
from bot.domain.times import minutes as spoken

IN_MINUTES = 120
"""Up to this distance from T-0 people count in minutes."""


def schedule(plan: Plan) -> tuple[PlannedStep, ...]:
    """Section 3 as it is carried out, in minutes from T-0.

    3.1 begins at its offset, 3.2 at T-0 or as soon as 3.1 has ended, 3.3 as soon as 3.2 has.
    """
    found: list[PlannedStep] = []
    for phase in plan.phases:
        start = max((each.end for each in found), default=0)
        if phase.phase is Phase.PRE_DEPLOYMENT:
            start = phase.offset_minutes if phase.offset_minutes is not None else -minutes_of(phase.steps)
        elif phase.phase is Phase.DEPLOYMENT:
            start = max(0, start)
        found += planned(phase.steps, start)
    return tuple(found)


def as_declared(plan: Plan) -> tuple[tuple[StepPhase, tuple[PlannedStep, ...]], ...]:
    """Section 3 as its titles have it: each phase from its own offset; without one, left out."""
    found: list[tuple[StepPhase, tuple[PlannedStep, ...]]] = []
    for phase in plan.phases:
        if phase.offset_minutes is not None:
            ends = {each.step.number: each.end for _, steps in found for each in steps}
            found.append((phase, planned(phase.steps, phase.offset_minutes, ends)))
    return tuple(found)


def rollback_minutes(plan: Plan) -> int:
    """How long the rollback takes; follow-ups hold nothing up."""
    return minutes_of(plan.rollback_steps)


def side_by_side(steps: Iterable[PlannedStep]) -> Iterable[tuple[PlannedStep, PlannedStep]]:
    """Neighbours in time that run at once."""
    in_time = sorted(steps, key=lambda each: (each.start, each.end))
    return ((first, second) for first, second in pairwise(in_time) if second.start < first.end)


def from_t0(minutes: int) -> str:
    """`T-60 min`, `T-0`, `T-24 h`: short distances in minutes, long ones in hours."""
    if minutes == 0:
        return "T-0"
    sign, distance = ("-" if minutes < 0 else "+"), abs(minutes)
    return f"T{sign}{spoken(distance) if distance > IN_MINUTES else f'{distance} min'}"
