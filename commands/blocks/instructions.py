"""What the plan says on how a step is done and undone, found by its words: its commands are in 4.2, 6.4, 7.2,
what must hold afterwards in 4.3, the way back in 6.3.
"""

from collections.abc import Iterable

from bot.domain.migrating import is_backwards, is_migrating
from bot.domain.plan import Command, Phase, Plan, Step
from bot.domain.undoing import guess, undone_numbers
from bot.domain.words import stemmed, stems

_WHATEVER = stemmed("run", "execute", "do", "perform", "start", "production", "script", "command")
"""Words that say nothing of what a command is for."""
_BACKWARDS = stemmed("rollback", "roll", "back", "down", "revert", "undo", "downgrade", "restore")
_TESTING = stemmed("smoke")


def commands_for(step: Step, plan: Plan) -> tuple[Command, ...]:
    """The commands that the step's owner will want, in the plan's order; often one, or none."""
    if step.phase is Phase.ROLLBACK:
        found = _most_alike(step, plan.rollback_commands)
    elif is_migrating(step):
        found = tuple(c for c in plan.migration_commands if not is_backwards(c))
    else:
        found = ()
    return found or (plan.smoke_commands if is_testing(step) else ())


def section_of(command: Command, plan: Plan) -> str:
    """Where in the document a command stands."""
    if command in plan.migration_commands:
        return "4.2"
    return "6.4" if command in plan.rollback_commands else "7.2"


def is_testing(step: Step) -> bool:
    """Whether the step runs the smoke tests of 7."""
    return bool(stems(step.action) & _TESTING)


def ways_back(step: Step, plan: Plan) -> tuple[Step, ...]:
    """The steps of 6.3 that undo a step: as their column `Undoes` says, else as their words let guess."""
    return tuple(back for back in plan.rollback_steps if step.number in _undone(back, plan))


def _undone(back: Step, plan: Plan) -> Iterable[str]:
    if back.undoes:
        return undone_numbers(back, plan)
    guessed = guess(back, plan)
    return [step.number for step in guessed.steps] if guessed else ()


def _most_alike(step: Step, commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """The commands whose comment shares most words with the step, beyond those of going back."""
    wanted = stems(step.action) - _WHATEVER - _BACKWARDS
    scores = [len(wanted & stems(command.comment)) for command in commands]
    best = max(scores, default=0)
    return tuple(c for c, score in zip(commands, scores, strict=True) if score == best) if best else ()
