"""Where the plan's clock was set, kept at the first start so that restarts and processes agree."""

from sqlalchemy import Connection, select

from bot.clock import Origin
from bot.storage.dialect import upserting
from bot.storage.tables import clock_table

ONLY_ROW = 1


def load_origin(connection: Connection) -> Origin | None:
    """The stored origin; `None` where the plan's clock was never set."""
    row = connection.execute(select(clock_table)).one_or_none()
    return None if row is None else Origin(plan=row.plan, real=row.real, speed=row.speed)


def keep_origin(connection: Connection, origin: Origin) -> None:
    """Set the clock for every process that reads it."""
    values = {"plan": origin.plan, "real": origin.real, "speed": origin.speed}
    statement = upserting(connection, clock_table).values(id=ONLY_ROW, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
