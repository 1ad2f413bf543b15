"""Finds deployments by when they were, what they deployed, who had to do with them, and how they stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from bot.domain.state import CLOSED, Deployment, Lifecycle
from bot.domain.surroundings import BETWEEN, key_of
from bot.storage import directory
from bot.storage.codec import decode, encode
from bot.storage.deployments import state_of
from bot.storage.tables import deployment_table, event_table

_ROW = deployment_table.c
PAGE = 100
"""So many states are read at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; "" and an empty tuple stand for all.

    From an instant until before another, `None` for open. `person` is a user's id, a handle, an address or a
    name: whoever acted or held a role is found, as they were called then, too.
    """

    since: datetime | None = None
    until: datetime | None = None
    service: str = ""
    environment: str = ""
    person: str = ""
    states: tuple[Lifecycle, ...] = ()


def found(connection: Connection, wanted: Wanted, limit: int, skipped: int = 0) -> tuple[Deployment, ...]:
    """The newest of them, but for so many."""
    rows = connection.execute(
        select(_ROW.body)
        .where(*_where(connection, wanted))
        .order_by(_when(wanted).desc(), _ROW.id)
        .limit(limit)
        .offset(skipped)
    )
    return tuple(state_of(row.body) for row in rows)


def each_found(connection: Connection, wanted: Wanted) -> Iterator[Deployment]:
    """All of them, the newest first, however many: a page of them is in memory at a time."""
    ids = connection.execute(
        select(_ROW.id).where(*_where(connection, wanted)).order_by(_when(wanted).desc(), _ROW.id)
    )
    left = ids.scalars().all()
    while left:
        page, left = left[:PAGE], left[PAGE:]
        rows = connection.execute(select(_ROW.id, _ROW.body).where(_ROW.id.in_(page)))
        bodies = {row.id: row.body for row in rows}
        # The memory is for what people look at, and holds little more than a page.
        yield from (decode(Deployment, bodies[id_]) for id_ in page)


def count(connection: Connection, wanted: Wanted) -> int:
    """How many there are."""
    counted = select(func.count()).select_from(deployment_table).where(*_where(connection, wanted))
    return connection.execute(counted).scalar_one()


def _when(wanted: Wanted) -> ColumnElement[datetime]:
    """When it ended; where such are wanted that have not, their window, else when they were opened."""
    if CLOSED.issuperset(wanted.states or Lifecycle):
        return _ROW.ended_at
    return func.coalesce(_ROW.ended_at, _ROW.window_start, _ROW.opened_at)


def _where(connection: Connection, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    when = _when(wanted)
    if wanted.since:
        yield when >= wanted.since
    if wanted.until:
        yield when < wanted.until
    if wanted.service:
        yield _ROW.target.startswith(f"{key_of(wanted.service)}{BETWEEN}", autoescape=True)
    if wanted.environment:
        yield _ROW.target.endswith(f"{BETWEEN}{key_of(wanted.environment)}", autoescape=True)
    if frozenset(wanted.states) == CLOSED:
        # The same, by the index that the time has: SQLite would take that of the states, which is no help.
        yield _ROW.ended_at.is_not(None)
    elif wanted.states:
        yield _ROW.state.in_([state.value for state in wanted.states])
    if wanted.person:
        yield exists().where(event_table.c.stream == _ROW.id, _names(connection, wanted.person))


def _names(connection: Connection, person: str) -> ColumnElement[bool]:
    """Whether an event has somebody's id, or the name by which they went then, in quotes."""
    body, name = event_table.c.body, encode(person)
    ids = sorted({encode(each) for each in directory.ids_of(connection, person)} - {name})
    # A name in quotes may also be that of a field: `"lead":`.
    says = func.replace(body, f"{name}:", "", type_=body.type).contains(name, autoescape=True)
    return or_(says, *(body.contains(each, autoescape=True) for each in ids))
