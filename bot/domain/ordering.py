"""In which order the steps of a table may be called: what each of them waits for.

Steps are serial unless the column `After` says otherwise (design: the lifecycle). An empty cell waits for all
that stands above, `-` for nothing but the phase, numbers for those steps and for all that these wait for.
Tables follow one another whatever `After` says, and follow-ups come last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.plan import Phase, Plan, Step

NOTHING = frozenset({"-", "–", "—"})
"""What `After` says of a step that waits for nothing but its phase."""

_NO_ENDS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with its planned start and end, in minutes."""

    step: Step
    start: int
    end: int


def in_order(table: Iterable[Step]) -> list[Step]:
    """A table's steps as they may be called: as they stand, follow-ups last."""
    return sorted(table, key=lambda step: step.is_follow_up)


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


def planned(
    table: Iterable[Step], start: int = 0, before: Mapping[str, int] = _NO_ENDS
) -> tuple[PlannedStep, ...]:
    """When the steps of a table begin and end, the first at `start`; minutes.

    `before` are ends of steps of earlier tables that `After` may name, by number.
    """
    steps = in_order(table)
    waits = awaited(steps)
    ends: dict[str, int] = {}
    found: list[PlannedStep] = []
    for step in steps:
        named = (before[number] for number in step.after if number in before)
        begins = max((start, *named, *(ends[number] for number in waits[step.number] if number in ends)))
        ends[step.number] = begins + (step.minutes or 0)
        found.append(PlannedStep(step, begins, ends[step.number]))
    return tuple(found)


def minutes_of(steps: Iterable[Step]) -> int:
    """How long steps take, table after table; minutes. Follow-ups take none."""
    tables: dict[Phase, list[Step]] = {}
    for step in steps:
        tables.setdefault(step.phase, []).append(step)
    return sum(max(each.end for each in planned(table)) for table in tables.values())
