from datetime import UTC, datetime
from functools import partial

from bot.clock import Origin
from bot.storage.clock import first_origin, forget_origin, keep_origin, load_origin
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


async def test_the_first_process_sets_the_clock(database: Database) -> None:
    """Whoever starts later, with whatever settings, goes by the clock that is set already."""
    first, second = (Origin(plan=NOON, real=NOON, speed=speed) for speed in (60, 1))
    started = [await database.write(partial(first_origin, origin=one)) for one in (first, second)]

    assert [first, first] == started


async def test_a_clock_can_be_forgotten(database: Database) -> None:
    """Without its row the plan's clock shows real time; forgetting twice is no error."""
    await database.write(lambda c: keep_origin(c, Origin(plan=NOON, real=NOON, speed=60)))
    for _ in range(2):
        await database.write(forget_origin)

    assert await database.read(load_origin) is None
