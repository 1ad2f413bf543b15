from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from bot.storage.tables import Instant, clock_table, metadata
from bot.storage.unit_of_work import Database

DIALECT = sqlite.dialect()
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=ZONES))  # noqa: DTZ001 - the limits are local, too
def test_an_instant_comes_back_as_the_same_one_in_utc(moment: datetime) -> None:
    """Whatever zone it was said in, what is stored has none, and what is read is aware UTC."""
    stored = Instant().process_bind_param(moment, DIALECT)
    assert stored
    assert stored.tzinfo is None
    read = Instant().process_result_value(stored, DIALECT)
    assert (moment, UTC) == (read, read and read.tzinfo)


async def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    """A naive time is a mistake that must not reach the database."""
    naive = datetime(2026, 12, 1, 23, 0)  # noqa: DTZ001 - this is the mistake
    row = {"id": 1, "plan": naive, "real": naive, "speed": 1.0}
    with pytest.raises(StatementError, match="must say its zone"):
        await database.write(lambda c: c.execute(insert(clock_table).values(row)))
    assert [] == list(await database.read(lambda c: c.execute(select(clock_table)).all()))


def test_every_constraint_has_a_name() -> None:
    """A migration can name whatever it changes."""
    nameless = [
        table.name
        for table in metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert [] == nameless
