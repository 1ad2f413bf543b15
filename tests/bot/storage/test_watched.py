"""The deployments that alerts may concern."""

from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain.state import Lifecycle
from bot.storage.tables import deployment_table
from bot.storage.unit_of_work import Database
from bot.storage.watched import LONGEST_AGO, Watched, watched
from tests.bot import web_shop as w
from tests.query_plans import query_plans

DAY = timedelta(days=1)
HEAR = {
    Lifecycle.APPROVED,
    Lifecycle.PRE_DEPLOYMENT,
    Lifecycle.DEPLOYING,
    Lifecycle.VERIFYING,
    Lifecycle.ROLLING_BACK,
    Lifecycle.COMPLETED,
    Lifecycle.ROLLED_BACK,
}


async def found(database: Database, now: datetime) -> list[str]:
    """The ids."""
    return [each.id for each in await database.read(lambda c: watched(c, now))]


@pytest.mark.parametrize("state", Lifecycle)
async def test_those_hear_that_could_be_hurt(database: Database, state: Lifecycle) -> None:
    """From the approval on until a day after the end."""
    play = w.Play(database)
    await play.people()
    outcome = await play.start()
    assert outcome.state
    await database.write(lambda c: c.execute(deployment_table.update().values(state=state.value)))
    expected = Watched(
        id=w.ID,
        state=state,
        service="web-shop",
        environment="production",
        revision=outcome.state.revision,
    )
    heard = await database.read(lambda c: watched(c, w.EVENING))
    assert ((expected,) if state in HEAR else ()) == heard


async def test_what_ended_hears_for_a_day(database: Database) -> None:
    """So long it can be rolled back; what ended without a known end counts from its opening."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await database.write(lambda c: c.execute(deployment_table.update().values(state="completed")))
    assert [w.ID] == await found(database, w.EVENING + DAY)
    assert [] == await found(database, w.EVENING + DAY + timedelta(seconds=1))
    assert [] == await found(database, w.EVENING + LONGEST_AGO + 2 * DAY)


async def test_what_cannot_be_read_keeps_no_other_from_hearing(database: Database) -> None:
    """The log names it."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.start(version="4.13.0")
    table = deployment_table
    await database.write(lambda c: c.execute(table.update().values(state="completed")))
    await database.write(lambda c: c.execute(table.update().where(table.c.id == w.ID).values(body="{")))
    with capture_logs() as lines:
        assert [f"{w.ID}.2"] == await found(database, w.EVENING)
    assert [w.ID] == [line["deployment"] for line in lines]


async def test_no_table_is_gone_through(database: Database) -> None:
    """Each is found by where it stands."""
    if not database.is_sqlite:
        return
    plans = await database.read(lambda c: query_plans(c, "deployment", lambda c: watched(c, w.EVENING)))
    assert 2 == len(plans)
    assert all("USING INDEX" in plan for plan in plans)
