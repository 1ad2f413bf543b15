"""Alerts that were over and fire again with the same beginning."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.alerts import Alert, AlertStatus
from bot.ports import Report
from bot.storage import alerts
from bot.storage.returned import BACK_AFTER, END_OF_TIME, MOMENT, returned
from bot.storage.unit_of_work import Database
from tests.bot.alerting import CART, FIRED, cart, report

NOW = datetime(2026, 12, 1, 22, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ENDED = FIRED + 10 * MINUTE


def standing(status: AlertStatus, changed_at: datetime = FIRED) -> Report:
    """A report of Alertmanager's: under one name for as long as the alert stands so."""
    found = report(cart(status=status, changed_at=changed_at), f"{CART.key}:{status}")
    return replace(found, is_standing=True)


FIRES, OVER = standing(AlertStatus.FIRING), standing(AlertStatus.RESOLVED, ENDED)
OVER_AGAIN = standing(AlertStatus.RESOLVED, ENDED + 5 * MINUTE)


async def kept(database: Database, *reports: Report, at: datetime = NOW) -> None:
    await database.write(lambda c: alerts.keep(c, reports, at))


async def said(database: Database, again: Report, at: datetime) -> list[Alert]:
    """What a report that came before says at a time; it is kept."""
    found = await database.read(lambda c: returned(c, [again], at))
    await kept(database, *found, at=at)
    return [each.alert for each in found if each.alert]


@pytest.mark.parametrize(
    ("after", "is_back"), [(BACK_AFTER - MOMENT, False), (BACK_AFTER, True)], ids=["late", "back"]
)
async def test_what_fires_a_minute_after_its_end_is_back(
    database: Database, after: timedelta, is_back: bool
) -> None:
    """Since now, and changed after its end by its sender's clock; before that it is a late repetition."""
    await kept(database, FIRES, OVER)
    back = cart(fired_at=NOW + after, changed_at=ENDED + MOMENT)
    assert ([back] if is_back else []) == await said(database, FIRES, NOW + after)


async def test_what_is_back_is_so_once(database: Database) -> None:
    """However often it is said."""
    await kept(database, FIRES, OVER)
    counts = [len(await said(database, FIRES, NOW + n * BACK_AFTER)) for n in (1, 2, 3)]
    assert [1, 0, 0] == counts


async def test_what_is_back_ends_again(database: Database) -> None:
    """Once, by its new end, since the old one may still be on its way; then it may be back once more."""
    await kept(database, FIRES, OVER)
    await said(database, FIRES, NOW + BACK_AFTER)
    assert [] == await said(database, OVER, NOW + 2 * BACK_AFTER)
    assert [OVER_AGAIN.alert] == await said(database, OVER_AGAIN, NOW + 2 * BACK_AFTER)
    assert [] == await said(database, OVER_AGAIN, NOW + 2 * BACK_AFTER)
    assert 1 == len(await said(database, FIRES, NOW + 3 * BACK_AFTER))


async def test_what_fires_on_is_as_it_was(database: Database) -> None:
    """A group is sent again for as long as it fires, and for hours."""
    await kept(database, FIRES)
    assert [] == await said(database, FIRES, NOW + 600 * MINUTE)


async def test_what_ended_at_the_end_of_time_is_back_no_later(database: Database) -> None:
    """Nothing is."""
    await kept(database, FIRES, standing(AlertStatus.RESOLVED, END_OF_TIME))
    (back,) = await said(database, FIRES, NOW + BACK_AFTER)
    assert END_OF_TIME == back.changed_at
