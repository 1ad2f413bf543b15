from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.domain.alerts import BEFORE_ALL, AlertSource, AlertStatus, Loose
from bot.ports import Report
from bot.storage import alerts
from bot.storage.tables import alert_table
from bot.storage.unit_of_work import Database
from tests.bot.alerting import CART, FIRED, cart, odd, report
from tests.query_plans import query_plans

NOW = datetime(2026, 12, 1, 22, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RESOLVED = cart(status=AlertStatus.RESOLVED, changed_at=FIRED + 10 * MINUTE)


def ahead(real: datetime) -> datetime:
    """A plan's clock that is a minute ahead."""
    return real + MINUTE


async def keep(database: Database, *reports: Report, at: datetime = NOW) -> tuple[Report, ...]:
    return await database.write(lambda c: alerts.keep(c, reports, at))


async def untaken(database: Database, limit: int = 100) -> tuple[alerts.Kept, ...]:
    return await database.read(lambda c: alerts.untaken(c, limit))


async def take(database: Database, *ids: int, deployment: str = "", reason: str = "") -> int:
    return await database.write(lambda c: alerts.take(c, ids, deployment, reason))


async def take_all(database: Database, deployment: str = "") -> None:
    await take(database, *(kept.id for kept in await untaken(database)), deployment=deployment)


async def test_an_alert_comes_back_as_it_was_reported(database: Database) -> None:
    """Every field is the same, with when it came in; nobody knows yet whom it concerns."""
    await keep(database, report())
    (kept,) = await untaken(database)
    assert (CART, NOW, "", "") == (kept.alert, kept.received_at, kept.deployment, kept.reason)


async def test_what_is_brought_twice_is_kept_once(database: Database) -> None:
    """Also twice in one delivery; only what is new is said to be."""
    first = await keep(database, report(), report())
    second = await keep(database, report(RESOLVED), report(), at=NOW + MINUTE)
    assert ((report(),), (report(RESOLVED),)) == (first, second)
    assert [CART, RESOLVED] == [kept.alert for kept in await untaken(database)]


async def test_what_was_looked_at_is_looked_at_no_more(database: Database) -> None:
    """Those taken are gone from the list, the others stay in their order, at most so many at once."""
    await keep(database, report(CART, "1"), report(RESOLVED, "2"), report(CART, "3"))
    first, second, third = await untaken(database)
    assert 1 == await take(database, second.id, deployment="WEB-1", reason="the service “cart” (5.1)")
    assert [first, third] == list(await untaken(database))
    assert [first] == list(await untaken(database, 1))
    assert [third] == list(await database.read(lambda c: alerts.untaken(c, 1, first.id)))


async def test_what_concerns_a_deployment_stays_its_own(database: Database) -> None:
    """What concerned none can be given to one later; a second time is left alone."""
    await keep(database, report())
    (kept,) = await untaken(database)
    taken = [await take(database, kept.id, deployment=to) for to in ("", "WEB-1", "WEB-2")]
    assert [1, 1, 0] == taken
    found = await database.read(lambda c: alerts.deployments_of(c, (CART.key, "another")))
    assert {CART.key: {"WEB-1"}} == found


async def test_what_concerns_several_names_all_of_them(database: Database) -> None:
    """Also what was laid aside because it broke one of them."""
    other = cart(key="grafana:other:1")
    await keep(database, report(), report(other))
    first, second = await untaken(database)
    await database.write(lambda c: alerts.take(c, (first.id,), "WEB-3", "label app=cart", ["WEB-1", "WEB-2"]))
    await database.write(lambda c: alerts.spoil(c, (second.id,), "it broke", ["WEB-1"]))
    found = await database.read(lambda c: alerts.deployments_of(c, (CART.key, other.key)))
    assert {CART.key: {"WEB-1", "WEB-2", "WEB-3"}, other.key: {"WEB-1"}} == found


async def test_what_was_taken_for_a_reason_may_be_left_out(database: Database) -> None:
    """A page that a deployment sent is nothing that it heard of."""
    await keep(database, report())
    (kept,) = await untaken(database)
    await take(database, kept.id, deployment="WEB-1", reason="a page")
    for but, expected in (("a page", {}), ("another", {CART.key: {"WEB-1"}})):
        found = await database.read(lambda c, but=but: alerts.deployments_of(c, (CART.key,), but))  # type: ignore[misc] # a lambda's default
        assert expected == found


async def test_merges_and_answers_are_found_by_the_alert(database: Database) -> None:
    """Those of other alerts are not, nor is what fires or is over by nobody; nothing of no alert."""
    merge, taken = cart(changed_at=BEFORE_ALL), cart(status=AlertStatus.ACKNOWLEDGED, by="Jane Doe")
    other = cart(key="other", status=AlertStatus.ACKNOWLEDGED, by="Jane Doe")
    await keep(database, *(report(each) for each in (merge, taken, other, RESOLVED, CART)))

    def look(connection: Connection) -> tuple[object, ...]:
        return alerts.merges(connection, {CART.key}), alerts.answers(connection, {CART.key})

    assert ((merge,), (taken,)) == await database.read(look)
    assert () == await database.read(lambda c: alerts.merges(c, ()))


async def test_of_a_deployment_each_alert_stands_as_it_changed_last(database: Database) -> None:
    """What changed last holds, whatever came in last, and stands first."""
    other = cart(key="grafana:other:1", changed_at=FIRED + MINUTE)
    await keep(database, report(RESOLVED))
    await keep(database, report(), report(other), at=NOW + MINUTE)
    await take_all(database, "WEB-1")
    kept = await database.read(lambda c: alerts.of_deployment(c, "WEB-1", 10))
    assert [RESOLVED, other] == [each.alert for each in kept]
    assert [RESOLVED] == [
        each.alert for each in await database.read(lambda c: alerts.of_deployment(c, "WEB-1", 1))
    ]
    assert () == await database.read(lambda c: alerts.of_deployment(c, "WEB-2", 10))


async def test_what_concerns_none_is_listed_for_a_while(database: Database) -> None:
    """Neither what nobody looked at yet, nor what came in before; both sides of the limit."""
    await keep(database, report())
    assert () == await database.read(lambda c: alerts.unmatched(c, NOW, 10))
    await take_all(database)
    (kept,) = await database.read(lambda c: alerts.unmatched(c, NOW, 10))
    later = await database.read(lambda c: alerts.unmatched(c, NOW + MINUTE, 10))
    assert (CART, ()) == (kept.alert, later)


async def test_what_is_odd_is_kept_and_asks_nobody_to_look(database: Database) -> None:
    """It is counted, and the last one says why; only the beginning of what was sent is kept."""
    assert (0, None) == await database.read(alerts.not_understood)
    long = Report(source=AlertSource.GRAFANA, delivery="b", why="no fingerprint", raw="x" * 10_000)
    await keep(database, odd())
    await keep(database, long, at=NOW + MINUTE)
    count, last = await database.read(alerts.not_understood)
    assert 2 == count
    assert (AlertSource.GRAFANA, NOW + MINUTE, "no fingerprint") == (
        last and (last.source, last.received_at, last.why)
    )
    assert () == await untaken(database)
    raw = await database.read(lambda c: c.execute(select(alert_table.c.raw)).scalars().all())
    assert [1, alerts.MOST_RAW] == [len(text) for text in raw]


async def test_what_there_is_nothing_to_do_about_is_no_oddity(database: Database) -> None:
    """PagerDuty's ping says that its way to us works, and nothing more."""
    await keep(database, Report(source=AlertSource.PAGERDUTY, delivery="ping", raw="{}"))
    assert (0, None) == await database.read(alerts.not_understood)
    assert {AlertSource.PAGERDUTY: NOW} == await database.read(alerts.last_received)


async def test_each_source_was_heard_last_at_a_time_of_its_own(database: Database) -> None:
    """Those that were never heard are not there."""
    await keep(database, report())
    await keep(database, odd(), report(RESOLVED), at=NOW + MINUTE)
    expected = {AlertSource.GRAFANA: NOW + MINUTE, AlertSource.PAGERDUTY: NOW + MINUTE}
    assert expected == await database.read(alerts.last_received)


async def test_what_waits_to_be_looked_at_has_an_age(database: Database) -> None:
    """It is as old as the oldest of it, and nothing once all was looked at."""
    await keep(database, report())
    await keep(database, report(RESOLVED), odd(), at=NOW + MINUTE)
    assert (2, NOW) == await database.read(alerts.waiting)
    await take_all(database)
    assert (0, None) == await database.read(alerts.waiting)


async def test_what_is_old_is_removed_once_it_was_looked_at(database: Database) -> None:
    """The oldest first, so many at once; not what is younger, nor what nobody looked at."""
    await keep(database, report(), odd())
    await keep(database, odd(delivery="younger"), at=NOW + MINUTE)
    removed = [await database.write(lambda c: alerts.forget(c, NOW + MINUTE, 10)) for _ in range(2)]
    assert [1, 0] == removed
    await take_all(database)
    counts = [await database.write(lambda c: alerts.forget(c, NOW + 2 * MINUTE, 1)) for _ in range(3)]
    assert [1, 1, 0] == counts


async def test_no_id_is_used_again(database: Database) -> None:
    """What is keyed by an id would otherwise count as done already."""
    await keep(database, report())
    (first,) = await untaken(database)
    await take(database, first.id)
    await database.write(lambda c: alerts.forget(c, NOW + MINUTE, 10))
    await keep(database, report())
    (second,) = await untaken(database)
    assert first.id < second.id


async def test_what_a_newer_program_wrote_waits_for_it(database: Database) -> None:
    """A status that this one does not know keeps nobody from the others, however much of it comes first."""
    await keep(
        database, *(report(CART, f"{n}") for n in range(5)), report(RESOLVED), report(RESOLVED, "last")
    )
    unknown = update(alert_table).where(alert_table.c.status == "firing")
    await database.write(lambda c: c.execute(unknown.values(body='{"status":"muted"}')))
    assert [[RESOLVED], [RESOLVED, RESOLVED], [RESOLVED, RESOLVED]] == [
        [kept.alert for kept in await untaken(database, limit)] for limit in (1, 2, 3)
    ]
    assert 7 == (await database.read(alerts.waiting))[0]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_waits_is_found_by_an_index(database: Database) -> None:
    """However many alerts were ever brought, they cost the next one nothing."""

    def ask(connection: Connection) -> None:
        alerts.waiting(connection)
        alerts.untaken(connection, 10)
        alerts.not_understood(connection)
        alerts.deployments_of(connection, (CART.key,))

    await keep(database, report(), odd())
    details = await database.read(lambda c: query_plans(c, "alert", ask))
    by = [detail.partition("(")[2] for detail in details]
    assert {"taken=?)", "taken=? AND id>?)", "why>?)", "rowid=?)", "alert=?)"} == set(by)


async def test_what_is_of_nobody_has_a_number(database: Database) -> None:
    """For a day, with why nobody has it, by the plan's clock; not before somebody looked."""
    await keep(database, report(CART, "1"))
    assert () == await database.read(lambda c: alerts.loose(c, NOW, ahead))
    (kept,) = await untaken(database)
    await take(database, kept.id, reason="no plan names it")
    shown = cart(fired_at=FIRED + MINUTE)
    expected = (Loose(number=kept.id, alert=shown, why="no plan names it"),)
    assert expected == await database.read(lambda c: alerts.loose(c, NOW + alerts.LOOSE_FOR, ahead))
    assert () == await database.read(lambda c: alerts.loose(c, NOW + alerts.LOOSE_FOR + MINUTE, ahead))


async def test_what_is_tied_by_hand_is_so_with_all_that_came_of_it(database: Database) -> None:
    """But not what nobody has looked at, nor what is another deployment's."""
    await keep(database, report(CART, "1"), report(RESOLVED, "2"), report(CART, "3"), report(CART, "4"))
    first, second, third, fourth = await untaken(database)
    await take(database, first.id, second.id)
    await take(database, third.id, deployment="WEB-2", reason="label app=cart")
    await database.write(lambda c: alerts.tie(c, CART.key, "WEB-1", "tied by hand"))
    rows = await database.read(
        lambda c: c.execute(select(alert_table.c.deployment, alert_table.c.reason).order_by(alert_table.c.id))
    )
    tied = ("WEB-1", "tied by hand")
    assert [tied, tied, ("WEB-2", "label app=cart"), ("", "")] == [tuple(row) for row in rows]
    assert [fourth] == list(await untaken(database))
