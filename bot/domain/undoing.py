"""What each rollback step undoes: as its column `Undoes` says, else as its words let guess."""

import re
from dataclasses import dataclass

from bot.domain.plan import Phase, Plan, Step
from bot.domain.words import stem, stemmed, stems

ALWAYS = "always"
"""What `Undoes` says of a step that every rollback runs (contract: The document)."""

_UNDOING = stemmed(
    "rollback", "roll", "back", "revert", "restore", "undo", "reverse", "downgrade", "switch", "previous"
)
CONFIGURATION = stemmed("configuration", "config", "configs", "variable", "flag", "setting")
"""What section 5 changes."""
_RESTORING = stemmed("restore", "restoring")
BACKUP = stemmed("backup", "backups", "snapshot", "snapshots", "dump")
_OPPOSITES = tuple(
    (stem(there), stem(back))
    for there, back in (
        ("enable", "disable"),
        ("activate", "deactivate"),
        ("start", "stop"),
        ("pause", "resume"),
        ("suspend", "resume"),
        ("close", "open"),
        ("lock", "unlock"),
        ("block", "unblock"),
        ("freeze", "unfreeze"),
        ("attach", "detach"),
        ("mount", "unmount"),
        ("silence", "unsilence"),
        ("readonly", "readwrite"),
    )
)
_READ_WHAT = re.compile(r"\bread[\s-]+(only|write)\b", re.IGNORECASE)
_RANGE = re.compile(r"(\w+)\s*[-–]\s*(\w+)")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a rollback step undoes by its words: steps of 3.2, or all of section 5."""

    steps: tuple[Step, ...] = ()
    configuration: bool = False


def is_configuring(step: Step) -> bool:
    """Whether a rollback step restores what section 5 changed, by its words."""
    words = stems(step.action)
    return bool(words & _UNDOING) and bool((words - _UNDOING) & CONFIGURATION)


def is_from_backup(step: Step) -> bool:
    """Whether a step restores from the backup, by its words."""
    words = stems(step.action)
    return bool(words & _RESTORING) and bool(words & BACKUP)


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


def undone_in_run(step: Step, plan: Plan) -> tuple[str, ...]:
    """The numbers of section 3 that a rollback step undoes: as `Undoes` says, else as its words let guess.

    `always` alone names no step, so that the words count.
    """
    if named := undone_numbers(step, plan):
        return named
    guessed = guess(step, plan)
    return tuple(other.number for other in guessed.steps) if guessed else ()


def undone_before_go(step: Step, plan: Plan) -> tuple[Step, ...]:
    """The steps of 3.1 that a rollback step undoes: as `Undoes` says, else those of the opposite words.

    `always` alone names no step, so that the words count.
    """
    before = [other for other in plan.steps if other.phase is Phase.PRE_DEPLOYMENT]
    if named := undone_numbers(step, plan):
        return tuple(other for other in before if other.number in named)
    return tuple(other for other in before if are_opposite(step, other))


def are_opposite(one: Step, other: Step) -> bool:
    """Whether both are about one thing, the other way round: "Disable …", "Enable maintenance mode"."""
    first, second = (stems(_READ_WHAT.sub(r"read\1", step.action)) for step in (one, other))
    for there, back in _OPPOSITES:
        if (there in first and back in second) or (back in first and there in second):
            return bool((first & second) - {there, back})
    return False


def guess(step: Step, plan: Plan) -> Guess | None:
    """What a rollback step undoes by its words; `None` where it sounds like undoing nothing."""
    words = stems(step.action)
    if not words & _UNDOING:
        return None
    things = words - _UNDOING
    if is_configuring(step) and (plan.variables or plan.flags):
        return Guess(configuration=True)
    likely = [
        (len(things & stems(other.action)), other)
        for other in plan.steps
        if other.phase is Phase.DEPLOYMENT and other.undone_by_rollback is not False
    ]
    best = max((score for score, _ in likely), default=0)
    return Guess(tuple(other for score, other in likely if score == best)) if best else Guess()
