"""Earlier runs: what CAB approved last, on which a standard change leans; and what came of those like it."""

from sqlalchemy import Connection

from bot.domain.change_type import Kind, change_type
from bot.domain.coverage import is_board
from bot.domain.facts import Precedent
from bot.domain.intents import Begin, Intent
from bot.domain.learnt import kept, learnt
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.state_parts import TookBefore
from bot.storage import deployments
from bot.storage.revisions import Revisions

RUNS_LEARNT_FROM = 10
"""How long steps took longer ago says little of today."""
RUNS_LOOKED_AT = 20
"""Further back than this nobody remembers what was approved."""


def precedent(connection: Connection, revisions: Revisions, deployment: str, plan: Plan) -> Precedent | None:
    """The plan that CAB approved last before this run; `None` for what is no standard change."""
    if change_type(plan).kind is not Kind.STANDARD:
        return None
    runs = deployments.runs_before(connection, deployment, RUNS_LOOKED_AT)
    found = (_approved(connection, revisions, state) for state in runs)
    return next(filter(None, found), None)


def _approved(connection: Connection, revisions: Revisions, state: Deployment) -> Precedent | None:
    plan = revisions.load(connection, state.revision).plan
    for row in filter(is_board, plan.signoffs):
        given = state.signoffs.get(row.number)
        if given and given.by and row.number in state.approved:
            return Precedent(
                deployment=state.id,
                plan=revisions.load(connection, state.approved[row.number]).plan,
                given_by=given.by,
                given_at=given.at,
            )
    return None


def completed(
    connection: Connection, revisions: Revisions, state: Deployment
) -> tuple[tuple[Plan, Deployment], ...]:
    """The last that completed of the same service and environment, each with its plan, newest first."""
    runs = deployments.completed(connection, state.target.key, RUNS_LEARNT_FROM)
    return tuple((revisions.load(connection, run.revision).plan, run) for run in runs)


def to_keep(
    connection: Connection, revisions: Revisions, state: Deployment | None, intent: Intent, plan: Plan
) -> tuple[TookBefore, ...]:
    """What those past runs tell of a plan's steps, for Begin alone."""
    if state is None or not isinstance(intent, Begin):
        return ()
    return kept(learnt(plan, completed(connection, revisions, state)))
