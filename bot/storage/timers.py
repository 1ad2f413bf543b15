"""Timer rows: when a deployment is to be woken, by the plan's clock."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, update

from bot.storage.dialect import Upsert
from bot.storage.tables import timer_table

_NEXT_DUE = select(func.min(timer_table.c.due_at))
_SET = Upsert(
    timer_table,
    lambda bare: bare.on_conflict_do_update(
        index_elements=["deployment", "name"], set_={"due_at": bare.excluded.due_at}
    ),
)
_CLEARED = delete(timer_table).where(
    timer_table.c.deployment == bindparam("of"), timer_table.c.name == bindparam("called")
)
_SET_TO = select(timer_table.c.due_at).where(
    timer_table.c.deployment == bindparam("of"), timer_table.c.name == bindparam("called")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A timer whose time has come."""

    id: int
    deployment: str
    name: str
    due_at: datetime


def set_timer(connection: Connection, deployment: str, name: str, due: datetime) -> None:
    """Set a deployment's timer of this name, in place of one that is set already."""
    connection.execute(_SET.on(connection), {"deployment": deployment, "name": name, "due_at": due})


def clear_timer(connection: Connection, deployment: str, name: str) -> None:
    """It is not needed any more."""
    connection.execute(_CLEARED, {"of": deployment, "called": name})


def set_to(connection: Connection, deployment: str, name: str) -> datetime | None:
    """When a deployment's timer of this name is due; `None` where none is set."""
    return connection.execute(_SET_TO, {"of": deployment, "called": name}).scalar()


def due_timers(connection: Connection, now: datetime, limit: int) -> tuple[Due, ...]:
    """What is due, the earliest first."""
    rows = connection.execute(
        select(timer_table)
        .where(timer_table.c.due_at <= now)
        .order_by(timer_table.c.due_at, timer_table.c.id)
        .limit(limit)
    )
    return tuple(Due(id=row.id, deployment=row.deployment, name=row.name, due_at=row.due_at) for row in rows)


def take(connection: Connection, due: Due, now: datetime) -> bool:
    """Take a due timer, once: false when somebody else took it, or it was set to a later time meanwhile."""
    table = timer_table.c
    same = (table.id == due.id, table.deployment == due.deployment, table.name == due.name)
    taken = connection.execute(delete(timer_table).where(*same, table.due_at <= now))
    return taken.rowcount == 1


def put_off(connection: Connection, due: Due, until: datetime) -> None:
    """Try it again later: the deployment could not be woken."""
    connection.execute(update(timer_table).where(timer_table.c.id == due.id).values(due_at=until))


def next_due(connection: Connection) -> datetime | None:
    """When the earliest timer is due."""
    return connection.execute(_NEXT_DUE).scalar()
