from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.domain.state import CLOSED, Lifecycle
from bot.storage import search
from bot.storage.search import Wanted
from bot.storage.unit_of_work import Database
from tests.bot.domain import plans as p
from tests.bot.looked_back import DAY, kept, over
from tests.query_plans import query_plans

A1 = over("A-1", Lifecycle.COMPLETED, days=-3)
B1 = over("B-1", Lifecycle.ROLLED_BACK, service="Billing_x")
A1_ENDED, B1_ENDED = (each.ended.at for each in (A1, B1) if each.ended)
ALL = Wanted(since=p.T0 - 30 * DAY)


@pytest.fixture
async def filled(database: Database) -> Database:
    """Three that are over, of two services, and one that was missed."""
    await kept(
        database,
        A1,
        B1,
        over("C-1", Lifecycle.CANCELLED, days=2, service="Billingxx", environment="staging"),
        over("D-1", Lifecycle.MISSED, days=1),
    )
    return database


async def ids(database: Database, wanted: Wanted) -> list[str]:
    """The ids of what is found, all at once and page by page."""
    found = await database.read(lambda c: search.found(c, wanted, 10))
    each = await database.read(lambda c: tuple(search.each_found(c, wanted)))
    assert found == each
    assert len(found) == await database.read(lambda c: search.count(c, wanted))
    return [state.id for state in found]


async def test_the_newest_come_first(filled: Database) -> None:
    """By when they ended; what was never begun by its window."""
    assert ["C-1", "D-1", "B-1", "A-1"] == await ids(filled, ALL)


async def test_a_page_at_a_time(filled: Database) -> None:
    """So many, but for the first so many."""
    found = await filled.read(lambda c: search.found(c, ALL, 2, skipped=1))
    assert ["D-1", "B-1"] == [state.id for state in found]


NARROWED: tuple[tuple[Wanted, list[str]], ...] = (
    (Wanted(since=B1_ENDED, until=B1_ENDED + timedelta(hours=1)), ["B-1"]),
    (Wanted(since=A1_ENDED, until=B1_ENDED), ["A-1"]),
    (Wanted(since=A1_ENDED + timedelta.resolution, until=B1_ENDED), []),
    (Wanted(since=p.T0 - 30 * DAY, states=(Lifecycle.MISSED, Lifecycle.COMPLETED)), ["D-1", "A-1"]),
    (Wanted(service="billing_X"), ["B-1"]),
    (Wanted(service="Billing"), []),
    (Wanted(environment=" STAGING"), ["C-1"]),
    (Wanted(since=p.T0 - 30 * DAY, person=p.PIA.id), ["D-1", "B-1", "A-1"]),
    (Wanted(since=p.T0 - 30 * DAY, person=p.PIA.name), ["D-1", "B-1", "A-1"]),
    (Wanted(since=p.T0 - 30 * DAY, person=p.ANA.id), ["C-1"]),
    (Wanted(since=p.T0 - 30 * DAY, person="@pia"), []),
    (Wanted(person="Moreau"), []),
    (Wanted(since=p.T0 - 30 * DAY, person="by"), []),
)


async def test_it_is_narrowed(filled: Database) -> None:
    """By time, half open; by service, environment and state; by whoever an event names."""
    for wanted, found in NARROWED:
        assert found == await ids(filled, wanted), wanted


async def test_somebody_is_found_by_handle_and_address(filled: Database) -> None:
    """As the directory knows them now: the web shop's own deployment names them by their ids."""
    for person in ("@ana", "Ana", "ana@octal.example", "ANA CASTILLO", "U0ANA"):
        assert ["WEB-DEPLOY-041"] == await ids(filled, Wanted(person=person)), person


async def test_events_are_looked_up_by_their_deployment(filled: Database) -> None:
    """Whoever looks for a person reads the events of what the rest leaves, not all that there are."""

    def plans(connection: Connection) -> list[str]:
        if connection.dialect.name != "sqlite":
            return []
        return query_plans(connection, "event", lambda c: search.found(c, Wanted(person="U0ANA"), 5))

    assert all("SEARCH" in line for line in await filled.read(plans))


async def test_what_is_over_is_looked_up_by_when_it_ended(filled: Database) -> None:
    """A list of a month does not read all that there ever was; it is in the same order."""
    closed = Wanted(since=A1_ENDED, states=tuple(sorted(CLOSED)))

    def plans(connection: Connection) -> list[str]:
        if connection.dialect.name != "sqlite":
            return []
        return query_plans(connection, "deployment", lambda c: search.found(c, closed, 5))

    assert not [line for line in await filled.read(plans) if "ix_deployment_ended_at" not in line]
    assert ["C-1", "B-1", "A-1"] == await ids(filled, closed)
