"""What a rollback would do now, in a line of the question and step by step in a modal. All are mrkdwn."""

from collections.abc import Iterable, Iterator, Sequence

from slack_sdk.models.views import View

from bot.domain import instructions
from bot.domain.forecast import forecast
from bot.domain.plan import Migration, Plan, Step
from bot.domain.state import Deployment
from bot.domain.times import minutes
from bot.domain.walk_back import WalkBack, walk_back
from commands.blocks import phrases as ph
from commands.blocks.actions import CallbackId
from commands.blocks.filling import filled_in
from commands.blocks.going_back import left_out, steps_named, warnings
from commands.blocks.kit import paragraphs_of
from commands.blocks.mrkdwn import ACTION, NAME, clock_and_yours, code, code_block, plain
from commands.blocks.views import JsonView

COMMANDS_LENGTH = 600
ROWS_EACH = 40
"""Rows of one part of the modal; what is beyond is counted."""


def would_run(state: Deployment, plan: Plan) -> str:
    """`Would run R2, R3 (3 migrations), R5: 42 min; left out: R1, maintenance mode is on already`."""
    way = walk_back(state, plan)
    if not way.steps:
        return "Nothing would be run: no step of 6.3 is called for"
    return ph.sentence(f"Would run {steps_named(way)}", left_out(way), warnings(way))


def way_back_view(state: Deployment, plan: Plan) -> JsonView:
    """All that a rollback would do now: its steps with owners, minutes and commands, and what is left out."""
    walk = walk_back(state, plan)
    latest = forecast(state, plan).latest_rollback
    start = f"latest start *{clock_and_yours(latest, state.zone)}*" if latest else ""
    takes = (
        ph.sentence(f"It takes *{minutes(walk.minutes)}*", start) if walk.steps else would_run(state, plan)
    )
    parts: list[tuple[str, list[str]]] = [
        (ph.title(state), [takes, warnings(walk)]),
        ("What is run, in this order", [_step(step, walk, state, plan) for step in walk.steps]),
        ("Not reversible", [code(each.script, NAME) for each in walk.irreversible]),
        ("Old values to restore", [*_old_values(walk)] if walk.restoring else []),
        ("Undone by no step", [ph.step_name(step) for step in walk.not_undone]),
        ("For no step of 6.3", _for_no_step(walk, state, plan)),
        ("Left out", [f"{ph.step_name(each.step)}: {plain(each.why)}" for each in walk.left_out]),
    ]
    blocks = [block for title, rows in parts for block in paragraphs_of(_part(title, rows))]
    view: JsonView = View(
        type="modal", callback_id=CallbackId.WAY_BACK, title="The way back", close="Close", blocks=blocks
    ).to_dict()
    return view


def _part(title: str, rows: Sequence[str]) -> list[str]:
    said = [row for row in rows if row]
    beyond = [f"… and {len(said) - ROWS_EACH} more"] if len(said) > ROWS_EACH else []
    return [f"*{title}*", *said[:ROWS_EACH], *beyond] if said else []


def _step(step: Step, walk: WalkBack, state: Deployment, plan: Plan) -> str:
    """A step with who does it, how long it takes, what it reverses and by which commands."""
    takes = minutes(step.minutes) if step.minutes is not None else "afterwards"
    reversed_ = walk.reverses.get(step.number, ())
    what = f"reverses {_scripts(reversed_, walk.in_doubt)}" if reversed_ else ""
    commands = instructions.commands_for(step, plan)
    text, lacking = filled_in(state, plan, step, commands)
    shown, more = code_block(text, COMMANDS_LENGTH)
    beyond = f"*{ph.counted(more, 'line')} more in the plan*" if more else ""
    first = ph.sentence(f"*{ph.step_name(step)}*: {ph.owner_name(state, step)}, {takes}", what)
    return "\n".join(filter(None, (first, shown, beyond, *lacking)))


def _for_no_step(walk: WalkBack, state: Deployment, plan: Plan) -> list[str]:
    commands = instructions.for_no_step(plan)
    if not commands or not walk.steps:
        return []
    named = list(dict.fromkeys(plain(command.comment, ACTION) for command in commands))
    text, lacking = filled_in(state, plan, walk.steps[0], commands)
    shown, more = code_block(text, COMMANDS_LENGTH)
    beyond = f"*{ph.counted(more, 'line')} more in 6.4 of the plan*" if more else ""
    return [*named, shown, beyond, *lacking]


def _scripts(found: Iterable[Migration], in_doubt: Iterable[Migration]) -> str:
    doubtful = set(in_doubt)
    return ph.listed(
        [f"{code(each.script, ph.BRIEF)}{' (if it ran)' if each in doubtful else ''}" for each in found],
        ph.ROWS_SHOWN,
    )


def _old_values(walk: WalkBack) -> Iterator[str]:
    for variable in walk.variables:
        old = code(variable.old_value, NAME) or "nothing"
        yield f"{code(variable.name, NAME)} = {old}, {plain(variable.service, NAME)}"
    for flag in walk.flags:
        yield f"{code(flag.name, NAME)}: undo {plain(flag.change, NAME)}"
