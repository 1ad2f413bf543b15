"""What past runs tell about how long steps take, where a plan guesses otherwise. It changes no plan."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from bot.domain.people import role_text
from bot.domain.plan import Plan, Step
from bot.domain.state import Deployment, StepProgress, StepStatus
from bot.domain.state_parts import TookBefore

LEAST_RUNS = 3
"""Fewer are chance."""
SHARE, LEAST = 0.25, 2.0
"""More than this share of the planned minutes, and this many minutes at least, are worth a word."""
MINUTE = timedelta(minutes=1)
ANY_VERSION = "{X.Y.Z}"

_Key = tuple[str, str, int]
"""A step as it is found again in another plan: phase, action, and the how manieth of that action it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """A step, and the minutes that it took in so many past runs, the median."""

    step: Step
    minutes: int
    runs: int


def learnt(plan: Plan, past: Iterable[tuple[Plan, Deployment]]) -> tuple[Learnt, ...]:
    """The steps of section 3 that took otherwise than the plan says, in its order.

    `past` are completed runs, each with its plan. What counts is the last try at a step, from its start to
    its end as people said them: on hold, too, a step that ran went on. Where Done came without Start nobody
    knows how long it took.
    """
    taken: dict[_Key, list[float]] = {}
    for before, state in past:
        for key, step in _keyed(before).items():
            progress = state.steps.get(step.number)
            if progress and (took := _took(progress)):
                taken.setdefault(key, []).append(took / MINUTE)
    return tuple(_differing(plan, taken))


def kept(found: Iterable[Learnt]) -> tuple[TookBefore, ...]:
    """The same as a run keeps it from its Begin on."""
    return tuple(
        TookBefore(step=each.step.number, action=each.step.action, minutes=each.minutes, runs=each.runs)
        for each in found
    )


def known(state: Deployment, step: Step) -> Learnt | None:
    """What was known of a step at Begin; `None` where an amended plan means another one, or guesses well."""
    for each in state.learnt:
        if (each.step, each.action) == (step.number, step.action) and _is_worth_a_word(step, each.minutes):
            return Learnt(step=step, minutes=each.minutes, runs=each.runs)
    return None


def _differing(plan: Plan, taken: Mapping[_Key, Sequence[float]]) -> Iterator[Learnt]:
    for key, step in _keyed(plan).items():
        times = taken.get(key, ())
        if len(times) >= LEAST_RUNS and _is_worth_a_word(step, median(times)):
            yield Learnt(step=step, minutes=round(median(times)), runs=len(times))


def _is_worth_a_word(step: Step, took: float) -> bool:
    """Whether the plan guesses otherwise than so many minutes."""
    if step.minutes is None:
        return False
    difference = abs(took - step.minutes)
    return difference > SHARE * step.minutes and difference >= LEAST


def _keyed(plan: Plan) -> dict[_Key, Step]:
    """Each step by its key; "Deploy application v4.12.0" is the same step when it is v4.13.0."""
    version = plan.release.version
    seen: Counter[tuple[str, str]] = Counter()
    keyed = {}
    for step in plan.steps:
        action = step.action.replace(version, ANY_VERSION) if version else step.action
        what = step.phase.value, role_text(action)
        keyed[*what, seen[what]] = step
        seen[what] += 1
    return keyed


def _took(progress: StepProgress) -> timedelta | None:
    """`None` where it is not done, or nobody said when it began."""
    if progress.status is not StepStatus.DONE or not progress.started_at or not progress.ended_at:
        return None
    took = progress.ended_at - progress.started_at
    return took if took > timedelta() else None
