"""What each rollback step undoes: as its column `Undoes` says, else as its words let guess."""

import re
from dataclasses import dataclass

from bot.domain.plan import Phase, Plan, Step
from bot.domain.words import stemmed, stems

ALWAYS = "always"
"""What `Undoes` says of a step that every rollback runs (contract: The document)."""

_UNDOING = stemmed(
    "rollback", "roll", "back", "revert", "restore", "undo", "reverse", "downgrade", "switch", "previous"
)
_CONFIGURATION = stemmed("configuration", "config", "configs", "variable", "flag", "setting")
_RANGE = re.compile(r"(\w+)\s*[-–]\s*(\w+)")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a rollback step undoes by its words: steps of 3.2, or all of section 5."""

    steps: tuple[Step, ...] = ()
    configuration: bool = False


def undone_numbers(step: Step, plan: Plan) -> tuple[str, ...]:
    """The numbers that `Undoes` names, ranges spelled out; those that are no step of section 3 as well."""
    numbers = [known.number for known in plan.steps]
    found: list[str] = []
    for text in step.undoes:
        match = _RANGE.fullmatch(text)
        if text.casefold() == ALWAYS:
            continue
        if match and match[1] in numbers and match[2] in numbers:
            found += numbers[numbers.index(match[1]) : numbers.index(match[2]) + 1] or [text]
        else:
            found.append(text)
    return tuple(found)


def guess(step: Step, plan: Plan) -> Guess | None:
    """What a rollback step undoes by its words; `None` where it sounds like undoing nothing."""
    words = stems(step.action)
    if not words & _UNDOING:
        return None
    things = words - _UNDOING
    if things & _CONFIGURATION and (plan.variables or plan.flags):
        return Guess(configuration=True)
    likely = [
        (len(things & stems(other.action)), other)
        for other in plan.steps
        if other.phase is Phase.DEPLOYMENT and other.undone_by_rollback is not False
    ]
    best = max((score for score, _ in likely), default=0)
    return Guess(tuple(other for score, other in likely if score == best)) if best else Guess()
