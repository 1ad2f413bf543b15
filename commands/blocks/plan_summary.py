"""The modal that shows what a plan asks for, from the stored plan."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.domain.learnt import Learnt
from bot.domain.plan import Plan, Step, StepPhase
from bot.domain.state import Deployment
from bot.domain.times import minutes
from commands.blocks import phrases as ph
from commands.blocks.actions import CallbackId
from commands.blocks.kit import paragraphs_of
from commands.blocks.learnt import took
from commands.blocks.mrkdwn import ACTION, NAME, code, link, plain
from commands.blocks.views import JsonView

ROWS_EACH = 60
"""Rows of one part; what is beyond is counted."""


def plan_view(state: Deployment, plan: Plan, learnt: Sequence[Learnt] = ()) -> JsonView:
    """The plan by its sections, with who stands for what now, and how long steps took before."""
    parts = [
        (ph.title(state), [code(state.id), ph.window(state), *_about(plan)]),
        *((plain(phase.title, NAME), _steps(phase, state)) for phase in plan.phases),
        ("Took otherwise before", [took(each) for each in learnt]),
        ("Rollback", _steps(plan.rollback, state) if plan.rollback else []),
        ("Migrations", [_migration(m.script, m.description, m.reversible) for m in plan.migrations]),
        ("Variables and flags", [*_variables(plan)]),
        ("Checklists", [_item(state, item.number, item.text) for item in plan.checklist]),
        ("Sign-offs", [*_signoffs(state, plan)]),
        ("Smoke tests", [f"{plain(t.name, NAME)}: {code(t.action, NAME)}" for t in plan.smoke_tests]),
        ("Dashboards", [link(each.url, each.name) for each in plan.dashboards]),
    ]
    blocks = [block for title, rows in parts for block in _part(title, rows)]
    view: JsonView = View(
        type="modal", callback_id=CallbackId.PLAN, title="The plan", close="Close", blocks=blocks
    ).to_dict()
    return view


def _part(title: str, rows: Sequence[str]) -> Iterator[Block]:
    """One part under its title; nothing where it is empty."""
    beyond = [f"… and {len(rows) - ROWS_EACH} more"] if len(rows) > ROWS_EACH else []
    if rows:
        yield from paragraphs_of([f"*{title}*", *rows[:ROWS_EACH], *beyond])


def _about(plan: Plan) -> Iterator[str]:
    if plan.release.deployment_type:
        yield f"Type: {plain(plan.release.deployment_type, NAME)}"
    if plan.release.customer_impact:
        yield f"What users notice: {plain(plan.release.customer_impact)}"
    if plan.author:
        yield f"Author: {plain(plan.author, NAME)}"


def _steps(phase: StepPhase, state: Deployment) -> list[str]:
    return [_step(step, state) for step in phase.steps]


def _step(step: Step, state: Deployment) -> str:
    takes = minutes(step.minutes) if step.minutes is not None else "follow-up"
    progress = state.steps.get(step.number)
    status = f", {progress.status}" if progress else ""
    return f"{ph.step_name(step)}: {ph.owner_name(state, step)}, {takes}{status}"


def _migration(script: str, description: str, reversible: bool | None) -> str:
    undo = "reversible" if reversible else "*not reversible*"
    about = f": {plain(description, ACTION)}" if description else ""
    return f"{code(script, ACTION)}{about}, {undo}"


def _variables(plan: Plan) -> Iterator[str]:
    for variable in plan.variables:
        old, new = code(variable.old_value, NAME) or "nothing", code(variable.new_value, NAME) or "nothing"
        yield f"{code(variable.name, NAME)}: {old} → {new}, {plain(variable.service, NAME)}"
    for flag in plan.flags:
        yield f"{code(flag.name, NAME)}: {plain(flag.change, NAME)}"


def _item(state: Deployment, number: int, text: str) -> str:
    return f"{'✅' if number in state.checks else '⬜'} {number} {plain(text, ACTION)}"


def _signoffs(state: Deployment, plan: Plan) -> Iterator[str]:
    for row in plan.signoffs:
        given = state.signoffs.get(row.number)
        who = ph.given_by(given, state.zone) if given else ph.role_name(state, row.role)
        yield f"{'✅' if given else '⬜'} {row.number} {plain(row.label, NAME)}: {who}"
