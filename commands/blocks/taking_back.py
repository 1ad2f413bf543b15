"""What a step of the way back takes back: which migrations, which old values."""

import re
from collections.abc import Sequence

from bot.domain.instructions import for_no_step
from bot.domain.plan import Command, Plan, Step
from bot.domain.state import Deployment
from bot.domain.walk_back import WalkBack, decided
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import ACTION, NAME, plain

ROWS_SHOWN = 5
_STEPS = re.compile(r"--steps[ =](\d+)")


def takes_back(state: Deployment, step: Step, plan: Plan, commands: tuple[Command, ...]) -> list[str]:
    """Lines for the step's call; none where it takes nothing back that the plan lists."""
    way = decided(state, plan)
    return [_migrations(step, way, commands), _values(way) if step.number in way.restoring else ""]


def first_walked(state: Deployment, plan: Plan) -> str:
    """The number of the first step of the way back; "" where none is walked."""
    return next((step.number for step in decided(state, plan).steps), "")


def besides(plan: Plan) -> str:
    """What 6.4 has for no step of 6.3, by its comment: a last resort is no command to copy at once."""
    named = [plain(each.comment or each.text, ACTION) for each in for_no_step(plan)]
    return f"6.4 has besides, for no step: {ph.listed(named, ROWS_SHOWN)}" if named else ""


def _migrations(step: Step, way: WalkBack, commands: tuple[Command, ...]) -> str:
    """`Reverses 2 migrations: V2, V1`; aloud, where the command would reverse another number of them."""
    found = way.reverses.get(step.number, ())
    if not found:
        return ""
    names = ph.listed(ph.fitted([each.script for each in found], NAME, ROWS_SHOWN), ROWS_SHOWN)
    doubtful = sum(each in way.in_doubt for each in found)
    doubt = f"{doubtful} of them in doubt: their step is not done" if doubtful else ""
    said = [int(match[1]) for command in commands for match in _STEPS.finditer(command.text)]
    other = next((count for count in said if count != len(found)), None)
    wrong = f"*the command says {other}, but {len(found)} ran: change it*" if other is not None else ""
    return ph.sentence(f"Reverses {ph.counted(len(found), 'migration')}: {names}", doubt, wrong)


def _values(way: WalkBack) -> str:
    """`Old values: API_VERSION v1; undo in flags: new_checkout false → true`."""
    variables = [f"{plain(each.name, ph.BRIEF)} {_value(each.old_value)}" for each in way.variables]
    flags = [f"{plain(each.name, ph.BRIEF)} {_value(each.change)}" for each in way.flags]
    return ph.sentence(
        f"Old values: {ph.listed(variables, ROWS_SHOWN)}" if variables else "",
        f"undo in flags: {ph.listed(flags, ROWS_SHOWN)}" if flags else "",
        _unconfirmed(way),
        f"left, as not changed: {_names(way.unchanged)}" if way.unchanged else "",
    )


def _unconfirmed(way: WalkBack) -> str:
    """What may never have been changed: nobody said so."""
    if not way.unconfirmed:
        return ""
    is_all = len(way.unconfirmed) == len(way.variables) + len(way.flags)
    return f"*not confirmed as changed: {'all of them' if is_all else _names(way.unconfirmed)}*"


def _names(names: Sequence[str]) -> str:
    return ph.listed([plain(name, ph.BRIEF) for name in names], ROWS_SHOWN)


def _value(value: str) -> str:
    return plain(value, ph.BRIEF) if value else "(empty)"
