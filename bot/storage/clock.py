"""Where the plan's clock was set, kept at the first start so that restarts and processes agree."""

from sqlalchemy import Connection, delete, select

from bot.clock import Origin
from bot.storage.dialect import upserting
from bot.storage.tables import clock_table

ONLY_ROW = 1
_ORIGIN = select(clock_table)


def load_origin(connection: Connection) -> Origin | None:
    """The stored origin; `None` where the plan's clock was never set."""
    row = connection.execute(_ORIGIN).one_or_none()
    return None if row is None else Origin(plan=row.plan, real=row.real, speed=row.speed)


def first_origin(connection: Connection, origin: Origin) -> Origin:
    """The stored origin, which is this one where there was none: whoever starts first sets the clock."""
    values = {"plan": origin.plan, "real": origin.real, "speed": origin.speed}
    connection.execute(
        upserting(connection, clock_table).values(id=ONLY_ROW, **values).on_conflict_do_nothing()
    )
    return load_origin(connection) or origin


def forget_origin(connection: Connection) -> None:
    """The plan's clock shows real time from now on."""
    connection.execute(delete(clock_table))


def keep_origin(connection: Connection, origin: Origin) -> None:
    """Set the clock for every process that reads it."""
    values = {"plan": origin.plan, "real": origin.real, "speed": origin.speed}
    statement = upserting(connection, clock_table).values(id=ONLY_ROW, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
