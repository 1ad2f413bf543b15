"""When a plan's steps are to happen, in minutes from T-0: as carried out, and as the plan declares it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.plan import Phase, Plan, Step, StepPhase
from bot.domain.times import minutes as spoken

NOTHING = frozenset({"-", "–", "—"})
"""What `After` says of a step that waits for nothing but its phase."""

ONE_AT_A_TIME = (
    "Steps are called one after the other, as they stand: After is kept, but lets none run side by side yet."
)
"""What an author who wrote `After` has to know of every time that is reckoned here."""

IN_MINUTES = 120
"""Up to this distance from T-0 people count in minutes."""


def first_after(plan: Plan) -> Step | None:
    """The first step whose `After` says anything."""
    return next((step for step in (*plan.steps, *plan.rollback_steps) if step.after), None)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with its planned start and end, in minutes from T-0."""

    step: Step
    start: int
    end: int


def schedule(plan: Plan) -> tuple[PlannedStep, ...]:
    """Section 3 as it is carried out, one step after the other: 3.1 from its offset, 3.2 from T-0 or as soon
    as 3.1 has ended, 3.3 as soon as 3.2 has.
    """
    found: list[PlannedStep] = []
    for phase in plan.phases:
        start = max((planned.end for planned in found), default=0)
        if phase.phase is Phase.PRE_DEPLOYMENT:
            start = phase.offset_minutes if phase.offset_minutes is not None else -length(phase.steps)
        elif phase.phase is Phase.DEPLOYMENT:
            start = max(0, start)
        found += in_turn(phase.steps, start)
    return tuple(found)


def in_turn(steps: Iterable[Step], start: int) -> list[PlannedStep]:
    """Steps from a start on, one after the other."""
    found: list[PlannedStep] = []
    for step in steps:
        end = start + (step.minutes or 0)
        found.append(PlannedStep(step, start, end))
        start = end
    return found


def as_declared(plan: Plan) -> tuple[tuple[StepPhase, tuple[PlannedStep, ...]], ...]:
    """Section 3 as its titles and `After` have it: each phase from its own offset; without one, left out."""
    found: list[tuple[StepPhase, tuple[PlannedStep, ...]]] = []
    for phase in plan.phases:
        if phase.offset_minutes is not None:
            before = [planned for _, steps in found for planned in steps]
            found.append((phase, tuple(_walk(phase.steps, phase.offset_minutes, before))))
    return tuple(found)


def _walk(steps: Iterable[Step], start: int, before: Iterable[PlannedStep]) -> list[PlannedStep]:
    """Steps from a start on: each after all that stand above it, or after those that `After` names.

    An `After` of `-` waits for nothing.
    """
    ends = {planned.step.number: planned.end for planned in before}
    found: list[PlannedStep] = []
    above = start
    for step in steps:
        awaited = (ends[number] for number in step.after if number in ends)
        begins = max((start, *awaited)) if step.after else above
        ends[step.number] = begins + (step.minutes or 0)
        above = max(above, ends[step.number])
        found.append(PlannedStep(step, begins, ends[step.number]))
    return found


def length(steps: Iterable[Step]) -> int:
    """How many minutes steps take, one after the other."""
    return sum(step.minutes or 0 for step in steps)


def rollback_minutes(plan: Plan) -> int:
    """How long the rollback takes; follow-ups hold nothing up."""
    return length(plan.rollback_steps)


def side_by_side(steps: Iterable[PlannedStep]) -> Iterable[tuple[PlannedStep, PlannedStep]]:
    """Neighbours in time that run at once."""
    in_time = sorted(steps, key=lambda planned: (planned.start, planned.end))
    return ((first, second) for first, second in pairwise(in_time) if second.start < first.end)


def from_t0(minutes: int) -> str:
    """`T-60 min`, `T-0`, `T-24 h`: short distances in minutes, long ones in hours."""
    if minutes == 0:
        return "T-0"
    sign, distance = ("-" if minutes < 0 else "+"), abs(minutes)
    return f"T{sign}{spoken(distance) if distance > IN_MINUTES else f'{distance} min'}"
