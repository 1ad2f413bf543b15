"""Which other deployments stand beside one: looked up by index, and never more than anybody could read."""

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from bot.domain.neighbours import NIGHT, PLANNED, WATCHING
from bot.domain.state import RUNNING, Deployment, Lifecycle
from bot.domain.surroundings import Freeze, Span, Target
from bot.storage.deployments import state_of
from bot.storage.tables import deployment_table

MOST = 50
"""How many of one night are looked at, those of the same target before all others."""

_table = deployment_table.c


def _in(*states: Lifecycle) -> ColumnElement[bool]:
    return _table.state.in_(sorted(state.value for state in states))


def _around(window: Span) -> ColumnElement[bool]:
    """Whether its window is of the same night as this one; false where either is not known."""
    start, end = window
    if start is None or end is None:
        return _table.id.is_(None)
    return and_(_table.window_start < end + NIGHT, _table.window_end > start - NIGHT)


def beside(connection: Connection, deployment: str, target: Target, window: Span) -> tuple[Deployment, ...]:
    """The planned deployments that run at the same target, or have their window in the same night."""
    is_mine, not_me, planned = _table.target == target.key, _table.id != deployment, _in(*PLANNED)
    same = _found(connection, not_me, is_mine, or_(_in(*RUNNING), and_(planned, _around(window))))
    rest = _found(connection, not_me, ~is_mine, planned, _around(window))
    return (*same, *rest)[:MOST]


def _found(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Deployment, ...]:
    query = select(_table.body).where(*conditions).order_by(_table.window_start, _table.id).limit(MOST)
    return tuple(state_of(row.body) for row in connection.execute(query))


def watching(connection: Connection, target: Target, *windows: Span) -> tuple[str, ...]:
    """The ids of the deployments that see what happens at a target, or in one of these nights."""
    sees = or_(_table.target == target.key, *(_around(window) for window in windows))
    return _ids(connection, sees)


def frozen(connection: Connection, freeze: Freeze) -> tuple[str, ...]:
    """The ids of the deployments that may lie under a freeze."""
    return _ids(connection, _table.window_start < freeze.end, _table.window_end > freeze.start)


def _ids(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[str, ...]:
    query = select(_table.id).where(_in(*WATCHING), *conditions).order_by(_table.id)
    return tuple(str(row.id) for row in connection.execute(query))
