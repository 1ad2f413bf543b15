"""Which step runs which migrations: as the commands of 4.2 name them, else as the steps' words say."""

import re
from collections.abc import Iterable, Mapping

from bot.domain.plan import Command, Migration, Phase, Plan, Step
from bot.domain.words import stemmed, stems

_MIGRATING = stemmed("migration", "migrations", "migrate")
_DATABASE = stemmed("database", "databases", "schema", "schemas")
_BACKWARDS = stemmed("rollback", "roll", "back", "down", "revert", "undo", "downgrade", "restore")
_NAME = re.compile(r"(?P<upto>(?:^|\s)-{0,2}(?:up-?)?(?:to|target)[\s=]+)?(?P<name>[\w.-]*\d[\w.-]*)")
_BOUNDARIES = ("_", "-", ".")


def is_migrating(step: Step) -> bool:
    """Whether the step changes the database as 4.1 and 4.2 say."""
    return step.phase is Phase.DEPLOYMENT and bool(stems(step.action) & _MIGRATING)


def is_backwards(command: Command) -> bool:
    """Whether a command goes back, by its comment, else by itself."""
    return bool(stems(command.comment or command.text) & _BACKWARDS)


def run_by(plan: Plan) -> Mapping[str, frozenset[Migration]]:
    """The migrations that steps of 3.2 run, by the step's number; none is left out.

    A command that names its scripts, or the last of them (`--to V7`), belongs to the step that its comment
    is most like. What no command names is run by each step that speaks of migrations, else of the database,
    else by any that a rollback has to undo.
    """
    deploying = [step for step in plan.steps if step.phase is Phase.DEPLOYMENT]
    found: dict[str, set[Migration]] = {}
    left = list(plan.migrations)
    for command in plan.migration_commands:
        named = () if is_backwards(command) else _named(command, left)
        if named and (step := _most_alike(command, deploying)):
            found.setdefault(step.number, set()).update(named)
            left = [migration for migration in left if migration not in named]
    for step in _likely(deploying, found) if left else ():
        found.setdefault(step.number, set()).update(left)
    return {number: frozenset(migrations) for number, migrations in found.items()}


def _named(command: Command, left: list[Migration]) -> tuple[Migration, ...]:
    """The scripts that a command names, of those that no other runs; all up to the last one after `--to`."""
    named: list[Migration] = []
    for match in _NAME.finditer(command.text):
        meant = [at for at, migration in enumerate(left) if _is_called(migration.script, match["name"])]
        if meant and match["upto"]:
            named += left[: meant[-1] + 1]
        else:
            named += [left[at] for at in meant]
    return tuple(dict.fromkeys(named))


def _is_called(script: str, name: str) -> bool:
    """Whether a name is that of the script, or how it begins: `V7` is `V7_create_table.sql`."""
    known, wanted = script.casefold(), name.casefold()
    return known == wanted or known.startswith(tuple(f"{wanted}{boundary}" for boundary in _BOUNDARIES))


def _most_alike(command: Command, steps: Iterable[Step]) -> Step | None:
    """The step that shares most words with a command's comment; the first of several."""
    words = stems(command.comment)
    scored = [(len(words & stems(step.action)), step) for step in steps]
    best, step = max(scored, key=lambda each: each[0], default=(0, None))
    return step if best else None


def _likely(steps: list[Step], known: Mapping[str, object]) -> list[Step]:
    """The steps that may run what no command names."""
    speaking = [step for step in steps if is_migrating(step)]
    return (
        [step for step in speaking if step.number not in known]
        or speaking
        or [step for step in steps if stems(step.action) & _DATABASE]
        or [step for step in steps if step.number in known][-1:]
        or [step for step in steps if step.undone_by_rollback is not False]
    )
