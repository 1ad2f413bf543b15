import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from bot.clock import real_now
from bot.domain.alerts import BEFORE_ALL, Alert, AlertSource, AlertStatus
from bot.matcher import OURS as TAKEN_AS_OURS
from bot.merged import MOST, Merged
from bot.scheduler import Scheduler
from bot.storage import alerts
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.alerting import FIRED, cart, report
from tests.bot.matched import MINUTE, PAGED, Matched, called, shop

PAGE = "tminus:WEB-DEPLOY-041:L1"
THEIRS = cart(source=AlertSource.PAGERDUTY, key="theirs")
TAKEN = replace(THEIRS, status=AlertStatus.ACKNOWLEDGED, by="Jane Doe")
OURS = replace(THEIRS, key="ours", title="L1 is called", incident_key=PAGE)
OURS_TAKEN = replace(OURS, status=AlertStatus.ACKNOWLEDGED, by="Jane Doe")
OURS_INTO_THEIRS = replace(OURS, key="theirs", changed_at=BEFORE_ALL)
THEIRS_INTO_OURS = replace(THEIRS, key="ours", changed_at=BEFORE_ALL)


async def merged(database: Database, kept: Sequence[Alert], reported: Alert) -> Merged:
    """What is known of merges once these were kept, as this is looked at."""
    await database.write(lambda c: alerts.keep(c, [report(each) for each in kept], real_now()))
    return await database.read(lambda c: Merged(c, [reported]))


async def test_whoever_has_what_a_page_was_merged_into_has_the_page(database: Database) -> None:
    """Once for each page, whichever was heard first; who has any other incident has none."""
    other = replace(TAKEN, key="another")
    found = await merged(database, [OURS_INTO_THEIRS, TAKEN, other], TAKEN)
    assert ((TAKEN, PAGE),) == found.answers(TAKEN)
    assert () == found.answers(other)
    assert () == found.answers(THEIRS)
    late = await merged(database, [], OURS_INTO_THEIRS)
    assert ((TAKEN, PAGE),) == late.answers(OURS_INTO_THEIRS)


async def test_a_page_is_answered_for_itself(database: Database) -> None:
    """As long as somebody does; nothing is known of any merge."""
    found = await merged(database, [OURS], OURS_TAKEN)
    assert ((OURS_TAKEN, PAGE),) == found.answers(OURS_TAKEN)
    assert () == found.answers(OURS)
    assert found.goes_on(OURS_TAKEN) is None


async def test_what_was_merged_into_a_page_goes_on_as_it(database: Database) -> None:
    """With its own words, as the page stands; what says so, and what is no page, is told as it is."""
    found = await merged(database, [THEIRS_INTO_OURS], OURS_TAKEN)
    goes_on = found.goes_on(OURS_TAKEN)
    assert goes_on
    assert (THEIRS.title, AlertStatus.ACKNOWLEDGED, OURS_TAKEN.changed_at, "") == (
        goes_on.title,
        goes_on.status,
        goes_on.changed_at,
        goes_on.incident_key,
    )
    assert found.goes_on(THEIRS_INTO_OURS) is None
    assert found.goes_on(replace(OURS, changed_at=BEFORE_ALL)) is None


LAST = replace(TAKEN, key="last")
INTO_LAST = (
    replace(THEIRS, status=AlertStatus.RESOLVED, merged_into="last"),
    replace(THEIRS, key="last", changed_at=BEFORE_ALL, merged_from="theirs"),
)


async def test_a_page_that_is_merged_twice_over_is_followed(database: Database) -> None:
    """Whoever has what it goes on as in the end has it; be what they said, or a merge, heard last."""
    into_theirs = replace(OURS_INTO_THEIRS, merged_from="ours")
    found = await merged(database, [into_theirs, *INTO_LAST, LAST], LAST)
    assert ((LAST, PAGE),) == found.answers(LAST)
    for late in (into_theirs, INTO_LAST[1]):
        found = await merged(database, [], late)
        assert ((LAST, PAGE),) == found.answers(late)


async def test_merges_that_go_in_a_circle_come_to_an_end(database: Database) -> None:
    """Each is followed once."""
    back = (
        replace(THEIRS, key="last", status=AlertStatus.RESOLVED, merged_into="theirs"),
        replace(THEIRS, changed_at=BEFORE_ALL, merged_from="last"),
    )
    found = await merged(database, [OURS_INTO_THEIRS, *INTO_LAST, *back, LAST], LAST)
    assert ((LAST, PAGE),) == found.answers(LAST)
    found = await merged(database, [], back[1])
    assert ((LAST, PAGE),) == found.answers(back[1])


async def test_so_many_merges_are_followed(database: Database) -> None:
    """The tenth in a row still counts, the eleventh does not."""
    later = [
        replace(THEIRS, key=f"k{n}", changed_at=BEFORE_ALL, merged_from=f"k{n - 1}")
        for n in range(2, MOST + 2)
    ]
    tenth, eleventh = (replace(TAKEN, key=f"k{n}") for n in (MOST, MOST + 1))
    found = await merged(database, [replace(OURS_INTO_THEIRS, key="k1"), *later], tenth)
    assert ((tenth, PAGE),) == found.answers(tenth)
    found = await merged(database, [], eleventh)
    assert () == found.answers(eleventh)


@pytest.fixture
async def play(database: Database) -> AsyncIterator[Matched]:
    """The web shop's deployment, L1 of which is called and paged, and a matcher at work."""
    scheduler = Scheduler()
    scheduler.start()
    play = Matched(database, scheduler)
    await play.people()
    await play.approved()
    await called(play)
    matching = asyncio.create_task(play.matcher.run())
    yield play
    matching.cancel()
    await asyncio.gather(matching, return_exceptions=True)
    scheduler.stop()


INTO_THEIRS = shop(**PAGED, key="theirs", changed_at=BEFORE_ALL)
NOBODYS = replace(TAKEN, labels={}, services=(), dashboards=())


@pytest.mark.parametrize("reports", [(INTO_THEIRS, NOBODYS), (NOBODYS, INTO_THEIRS)])
async def test_whoever_has_the_other_incident_takes_charge(play: Matched, reports: Sequence[Alert]) -> None:
    """Whichever is heard first; what is theirs does not concern the deployment by that."""
    for each in reports:
        await play.come(each)
    assert ["Jane Doe"] == [each.said_by for each in await play.on_it()]
    assert {} == await play.known()
    assert (w.ID, TAKEN_AS_OURS) in await play.rows()


TWICE = (
    shop(**PAGED, key="theirs", changed_at=BEFORE_ALL, merged_from="page"),
    replace(INTO_LAST[1], labels={}, services=(), dashboards=()),
    replace(LAST, labels={}, services=(), dashboards=()),
)


@pytest.mark.parametrize("reports", list(permutations(TWICE)))
async def test_whoever_has_what_it_was_merged_into_twice_takes_charge(
    play: Matched, reports: Sequence[Alert]
) -> None:
    """In whatever order it is heard."""
    await play.come(replace(INTO_LAST[0], labels={}, services=(), dashboards=()))
    for each in reports:
        await play.come(each)
    assert ["Jane Doe"] == [each.said_by for each in await play.on_it()]


async def test_what_was_merged_into_our_page_is_theirs(play: Matched) -> None:
    """It fires on under its own words, and is over with the page; the page itself is no alert."""
    page = shop(**PAGED, key="page", title="L1 is called", labels={})
    await play.come(page)
    assert {} == await play.known()
    await play.come(shop(key="page", source=AlertSource.PAGERDUTY, changed_at=BEFORE_ALL))
    assert AlertStatus.FIRING is (await play.known())["page"].status
    await play.come(replace(page, status=AlertStatus.RESOLVED, changed_at=FIRED + MINUTE))
    found = (await play.known())["page"]
    assert ("HighErrorRate", AlertStatus.RESOLVED) == (found.title, found.status)
