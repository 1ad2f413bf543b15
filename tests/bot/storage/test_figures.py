from datetime import timedelta

from sqlalchemy import Connection

from bot.domain.figures import Run, moments
from bot.domain.state import Lifecycle
from bot.storage.figures import ended
from bot.storage.unit_of_work import Database
from tests.bot.domain import plans as p
from tests.bot.looked_back import DAY, kept, over
from tests.query_plans import query_plans

SINCE = p.T0 - 10 * DAY
STATES = (
    over("A-1", Lifecycle.COMPLETED),
    over("B-1", Lifecycle.ROLLED_BACK, days=1, service="Billing"),
    over("C-1", Lifecycle.MISSED, days=2),
    over("D-1", Lifecycle.APPROVED),
    over("E-1", Lifecycle.VERIFYING),
)


async def test_what_ended_is_counted_as_its_state_tells_it(database: Database) -> None:
    """Ended or missed within the time; what goes on is not, and the columns are the state's moments."""
    await kept(database, *STATES)
    found = await database.read(lambda c: ended(c, SINCE, p.T0 + 9 * DAY))
    expected = [
        Run(state=each.state, service=each.service, window=each.window, at=moments(each))
        for each in STATES[:3]
    ]
    assert sorted(map(repr, expected)) == sorted(map(repr, found))


async def test_the_time_is_half_open_and_a_service_is_any_case(database: Database) -> None:
    """From its first instant until before its last; of one service where one is asked for."""
    await kept(database, *STATES)
    (end,) = [each.ended.at for each in STATES[:1] if each.ended]

    def count(connection: Connection) -> list[int]:
        tick = timedelta.resolution
        spans = [(end, end + tick), (end - tick, end), (end + tick, end + timedelta(hours=1))]
        in_time = [len(ended(connection, *span)) for span in spans]
        return [*in_time, len(ended(connection, SINCE, p.T0 + 9 * DAY, "BILLING"))]

    assert [1, 0, 0, 1] == await database.read(count)


async def test_a_scrape_does_not_read_all_history(database: Database) -> None:
    """Only what ended in the time, and what was missed, is read."""
    await kept(database, *STATES)

    def plans(connection: Connection) -> list[str]:
        if connection.dialect.name != "sqlite":
            return []
        return query_plans(connection, "deployment", lambda c: ended(c, SINCE, p.T0))

    assert not [line for line in await database.read(plans) if line.startswith("SCAN")]
