from datetime import UTC, datetime

from bot.clock import Origin
from bot.storage.clock import keep_origin, load_origin
from bot.storage.unit_of_work import Database

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


async def test_a_clock_that_was_never_set_has_no_origin(database: Database) -> None:
    """Without a row the plan's clock shows real time."""
    assert await database.read(load_origin) is None


async def test_the_last_setting_counts(database: Database) -> None:
    """A clock that is set again replaces the setting before, for every process."""
    await database.write(lambda c: keep_origin(c, Origin(plan=NOON, real=NOON, speed=1)))
    skipped = Origin(plan=NOON.replace(hour=18), real=NOON, speed=0.5)
    await database.write(lambda c: keep_origin(c, skipped))

    assert await database.read(load_origin) == skipped
