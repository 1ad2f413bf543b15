"""The rows of 4.3 and 5 that somebody is asked about, how they are called, and after which step.

A check of 4.3 is V1, V2, …; a variable or flag is C1, C2, …, over 5.1 and then 5.2, there and back. A
migration of 4.1, which is asked about on the way back, is M1, M2, ….
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.changes import Answer, Part
from bot.domain.migrating import is_migrating, run_by
from bot.domain.plan import DataValidation, FeatureFlag, Migration, Phase, Plan, Step, Variable
from bot.domain.remembering import PLANS_IN_USE, remembering
from bot.domain.state import Deployment
from bot.domain.undoing import CONFIGURATION
from bot.domain.words import stemmed, stems

LETTERS = {Part.DATA: "V", Part.CONFIGURATION: "C", Part.REVERSED: "M", Part.RESTORED: "C"}
MARKS_SHOWN = 6
_DEPLOYING = stemmed("deploy", "release", "rollout", "install")
_LOOKING = stemmed("verify", "check", "validate", "review", "backup", "back", "save", "export", "confirm")
"""What a step does that speaks of the configuration and does not change it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One row that is asked about: its number in its part, from 1, and the name that tells it apart."""

    part: Part
    number: int
    name: str
    of: DataValidation | Variable | FeatureFlag | Migration

    @property
    def mark(self) -> str:
        """What people type for it: `V1`, `C3`."""
        return f"{LETTERS[self.part]}{self.number}"

    @property
    def is_flag(self) -> bool:
        """Whether it is a row of 5.2."""
        return isinstance(self.of, FeatureFlag)


@remembering(PLANS_IN_USE)
def rows_of(plan: Plan, part: Part) -> tuple[ChangeRow, ...]:
    """The rows of a part, in the plan's order."""
    if part is Part.DATA:
        return tuple(
            ChangeRow(part=part, number=number, name=each.check, of=each)
            for number, each in enumerate(plan.validations, 1)
        )
    if part is Part.REVERSED:
        return tuple(
            ChangeRow(part=part, number=number, name=each.script, of=each)
            for number, each in enumerate(plan.migrations, 1)
        )
    named = (*named_apart(plan.variables), *named_apart(plan.flags))
    return tuple(
        ChangeRow(part=part, number=number, name=name, of=each)
        for number, (name, each) in enumerate(named, 1)
    )


def named_apart(
    rows: Sequence[Variable] | Sequence[FeatureFlag],
) -> Iterator[tuple[str, Variable | FeatureFlag]]:
    """Each row with its name, and where several have it with its service, else with which of them it is."""
    many = Counter(row.name for row in rows)
    used: Counter[str] = Counter()
    for row in rows:
        service = row.service if isinstance(row, Variable) else ""
        name = f"{row.name} ({service})" if many[row.name] > 1 and service else row.name
        used[name] += 1
        yield (f"{name} {used[name]}" if used[name] > 1 else name), row


@remembering(PLANS_IN_USE)
def step_of(plan: Plan, part: Part) -> Step | None:
    """The step of section 3 whose owner is asked, once it is over; `None` where 3.2 has no step.

    For the data it is the last one that migrates, for the configuration the last one that changes it, by
    its words, else the one that deploys; else the last of 3.2.
    """
    deploying = [step for step in plan.steps if step.phase is Phase.DEPLOYMENT]
    if part is Part.DATA:
        running = run_by(plan)
        found = [step for step in deploying if is_migrating(step) or step.number in running]
    else:
        found = [step for step in deploying if _changes_configuration(step)]
        found = found or [step for step in plan.steps if _changes_configuration(step)]
        found = found or [step for step in deploying if stems(step.action) & _DEPLOYING]
    return next(reversed(found or deploying), None)


def _changes_configuration(step: Step) -> bool:
    words = stems(step.action)
    return bool(words & CONFIGURATION) and not words & _LOOKING


def answer_of(state: Deployment, row: ChangeRow) -> Answer | None:
    """What was said of a row last; `None` where nothing was."""
    if row.part is Part.DATA:
        return state.changes.validations.get(row.number)
    if row.part is Part.REVERSED:
        return state.changes.reversed.get(row.number)
    if row.part is Part.RESTORED:
        return (state.changes.flags_back if row.is_flag else state.changes.variables_back).get(row.name)
    return (state.changes.flags if row.is_flag else state.changes.variables).get(row.name)


def marks(rows: Sequence[ChangeRow]) -> str:
    """`V1 V2 V3`: rows as they are typed; of many the first ones, and how many more there are."""
    named = " ".join(row.mark for row in rows[:MARKS_SHOWN])
    return f"{named} and {len(rows) - MARKS_SHOWN} more" if len(rows) > MARKS_SHOWN else named


def unanswered(state: Deployment, rows: Iterable[ChangeRow]) -> tuple[ChangeRow, ...]:
    """Those of which nobody said anything yet."""
    return tuple(row for row in rows if answer_of(state, row) is None)
