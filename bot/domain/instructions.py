"""What the plan says on how a step is done and undone, found by its words: its commands are in 4.2, 6.4, 7.2,
what must hold afterwards in 4.3, the way back in 6.3.
"""

import re
from collections.abc import Iterable, Mapping

from bot.domain.migrating import is_backwards, is_migrating, run_by
from bot.domain.plan import Command, Phase, Plan, Step
from bot.domain.remembering import PLANS_IN_USE, remembering
from bot.domain.smoke_rows import is_testing
from bot.domain.undoing import guess, undone_numbers
from bot.domain.words import stemmed, stems

_WHATEVER = stemmed("run", "execute", "do", "perform", "start", "production", "script", "command")
"""Words that say nothing of what a command is for."""
_BACKWARDS = stemmed("rollback", "roll", "back", "down", "revert", "undo", "downgrade", "restore")
_BACKUP = stemmed("backup", "backups", "snapshot", "snapshots", "dump")
"""What a step restores from that does not go back migration by migration."""
_ASIDE = re.compile(r"\([^()]*\)")
"""What a comment says in brackets: when a command is needed, not what it does."""


def commands_for(step: Step, plan: Plan) -> tuple[Command, ...]:
    """The commands that the step's owner will want, in the plan's order; often one, or none."""
    if step.phase is Phase.ROLLBACK:
        found = _way_back(plan).get(step.number, ()) or _migrating_back(step, plan)
    elif is_migrating(step):
        found = tuple(c for c in plan.migration_commands if not is_backwards(c))
    else:
        found = ()
    return found or (plan.smoke_commands if is_testing(step) else ())


def _migrating_back(step: Step, plan: Plan) -> tuple[Command, ...]:
    """What 4.2 has for going back, for a step of 6.3 that undoes migrations and has no command in 6.4."""
    migrating = run_by(plan).keys() | {other.number for other in plan.steps if is_migrating(other)}
    if migrating.isdisjoint(_undone(step, plan)) or stems(step.action) & _BACKUP:
        return ()
    return tuple(command for command in plan.migration_commands if is_backwards(command))


def for_no_step(plan: Plan) -> tuple[Command, ...]:
    """The commands of 6.4 that no step of 6.3 calls for by its words, such as a last resort."""
    found = {command for commands in _way_back(plan).values() for command in commands}
    return tuple(command for command in plan.rollback_commands if command not in found)


def section_of(command: Command, plan: Plan) -> str:
    """Where in the document a command stands."""
    if command in plan.migration_commands:
        return "4.2"
    return "6.4" if command in plan.rollback_commands else "7.2"


def ways_back(step: Step, plan: Plan) -> tuple[Step, ...]:
    """The steps of 6.3 that undo a step: as their column `Undoes` says, else as their words let guess."""
    return tuple(back for back in plan.rollback_steps if step.number in _undone(back, plan))


def _undone(back: Step, plan: Plan) -> Iterable[str]:
    if back.undoes:
        return undone_numbers(back, plan)
    guessed = guess(back, plan)
    return [step.number for step in guessed.steps] if guessed else ()


@remembering(PLANS_IN_USE)
def _way_back(plan: Plan) -> Mapping[str, tuple[Command, ...]]:
    """Each command of 6.4 once, by the number of the step of 6.3 that it belongs to."""
    found: dict[str, tuple[Command, ...]] = {}
    for command in plan.rollback_commands:
        if number := _most_alike(command, plan):
            found[number] = (*found.get(number, ()), command)
    return found


def _most_alike(command: Command, plan: Plan) -> str:
    """The step that shares most words with a command's comment, beyond those of going back, or "".

    Of several it is the one with the fewest other words, then the first.
    """
    said = stems(_ASIDE.sub("", command.comment)) - _WHATEVER - _BACKWARDS
    best, number = (0, 0), ""
    for step in plan.rollback_steps:
        words = stems(step.action) - _WHATEVER - _BACKWARDS
        score = len(said & words), -len(words - said)
        if score[0] and (not number or score > best):
            best, number = score, step.number
    return number
