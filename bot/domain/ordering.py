"""In which order the steps of a table may be called: what each of them waits for.

Steps are serial unless the column `After` says otherwise (design: the lifecycle). An empty cell waits for all
that stands above, `-` for nothing but the phase, numbers for those steps and for all that these wait for.
Tables follow one another whatever `After` says, and follow-ups come last.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

from bot.domain.plan import Phase, Plan, Step

NOTHING = frozenset({"-", "–", "—"})
"""What `After` says of a step that waits for nothing but its phase."""

NO_ENDS: Mapping[str, Any] = MappingProxyType({})
Time = TypeVar("Time", int, datetime)
Placed = TypeVar("Placed")


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with its planned start and end, in minutes."""

    step: Step
    start: int
    end: int


def in_order(table: Iterable[Step]) -> list[Step]:
    """A table's steps as they may be called: as they stand, follow-ups last."""
    steps = list(table)
    last = [step for step in steps if step.is_follow_up]
    return [step for step in steps if not step.is_follow_up] + last if last else steps


def awaited(table: Iterable[Step]) -> Mapping[str, frozenset[str]]:
    """The numbers of all the steps of its table that each step waits for, by the step's number."""
    found: dict[str, frozenset[str]] = {}
    above: set[str] = set()
    for step in in_order(table):
        if step.after and not step.is_follow_up:
            named = above.intersection(step.after)
            found[step.number] = frozenset(named).union(*(found[number] for number in named))
        else:
            found[step.number] = frozenset(above)
        above.add(step.number)
    return found


def awaited_in(plan: Plan) -> Mapping[str, frozenset[str]]:
    """The same for all tables: in section 3 a step waits for all of the phases before its own, too."""
    found: dict[str, frozenset[str]] = {}
    for phase in plan.phases:
        earlier = frozenset(found)
        found |= {number: waits | earlier for number, waits in awaited(phase.steps).items()}
    return {**found, **awaited(plan.rollback_steps)}


def chained(
    table: Iterable[Step],
    start: Time,
    place: Callable[[Step, Time], Placed],
    ends: Callable[[Placed], Time],
    before: Mapping[str, Time] = NO_ENDS,
) -> tuple[Placed, ...]:
    """The steps of a table in order, each placed by `place` at the earliest instant at which it may begin.

    That is `start`, or when all that it waits for has ended, as `ends` says of what was placed. `before` are
    ends of steps of earlier tables that `After` may name, by number. One look at each step: tables are long.
    """
    reached: dict[str, Time] = {}
    ended = ChainMap(reached, dict(before))
    above = start
    found = []
    for step in in_order(table):
        earliest = above
        if step.after:
            named: list[Time] = [ended[number] for number in step.after if number in ended]
            earliest = above if step.is_follow_up else start
            earliest = max(earliest, max(named, default=earliest))
        found.append(place(step, earliest))
        # A step may have ended before those that it waits for, if it was recorded so.
        reached[step.number] = max(ends(found[-1]), earliest)
        above = max(above, reached[step.number])
    return tuple(found)


def planned(
    table: Iterable[Step], start: int = 0, before: Mapping[str, int] = NO_ENDS
) -> tuple[PlannedStep, ...]:
    """When the steps of a table begin and end, the first at `start`; minutes. `before` as for `chained`."""
    return chained(
        table,
        start,
        lambda step, begins: PlannedStep(step, begins, begins + (step.minutes or 0)),
        lambda each: each.end,
        before,
    )


def minutes_of(steps: Iterable[Step]) -> int:
    """How long steps take, table after table; minutes. Follow-ups take none."""
    tables: dict[Phase, list[Step]] = {}
    for step in steps:
        tables.setdefault(step.phase, []).append(step)
    return sum(max(each.end for each in planned(table)) for table in tables.values())
