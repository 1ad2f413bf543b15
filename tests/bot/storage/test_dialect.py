from functools import partial

from sqlalchemy import Connection, select

from bot.storage.dialect import Inserting, Upsert, upserting
from bot.storage.tables import clock_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

ROW = {"id": 1, "plan": w.EVENING, "real": w.EVENING, "speed": 1.0}


async def test_what_is_there_already_is_changed_instead(database: Database) -> None:
    """Both kinds of database understand ON CONFLICT, with what was to be inserted as `excluded`."""

    def keep(connection: Connection, speed: float) -> None:
        insert = upserting(connection, clock_table)
        connection.execute(
            insert.values(ROW | {"speed": speed}).on_conflict_do_update(
                index_elements=["id"], set_={"speed": insert.excluded.speed}
            )
        )

    for speed in (1.0, 60.0):
        await database.write(partial(keep, speed=speed))
    rows = await database.read(lambda c: c.execute(select(clock_table.c.speed)).scalars().all())
    assert [60.0] == list(rows)


async def test_a_statement_is_built_once_for_both(database: Database) -> None:
    """One description of what happens on a conflict serves either database."""

    def build(inserting: Inserting) -> Inserting:
        faster = {"speed": clock_table.c.speed + inserting.excluded.speed}
        return inserting.on_conflict_do_update(index_elements=["id"], set_=faster)

    statement = Upsert(clock_table, build)
    for _ in range(3):
        await database.write(lambda c: c.execute(statement.on(c), ROW))
    rows = await database.read(lambda c: c.execute(select(clock_table.c.speed)).scalars().all())
    assert [3.0] == list(rows)
