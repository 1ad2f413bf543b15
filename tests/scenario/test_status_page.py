import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update
from starlette.responses import JSONResponse, Response

from bot.clock import real_now
from bot.deliveries import TOLD_AFTER
from bot.storage.tables import lane_table, outbox_table
from tests.pretend_statuspage import KEY, PAGE, PretendStatuspage
from tests.scenario.as_planned import all_back, as_planned
from tests.scenario.evening import evening
from tests.scenario.night import Night
from tests.scenario.test_first_journey import SIGNERS
from tests.serving import free_port, served
from tests.waiting import until
from tminus.doctor import examine

SHOWS = "The shop shows a maintenance page for up to 100 minutes; carts and logins are kept."
IMPACT = f"What you will notice: {SHOWS}"
WINDOW = "Tue 1 Dec 23:00–01:00 CET (Tue 1 Dec 22:00–00:00 UTC)"
PLANNED = (
    f"scheduled: The shop will be in maintenance from 22:25 until about 00:00. Planned for {WINDOW}. {IMPACT}"
)
UNTIL = "Planned to end by Wed 2 Dec 01:00 CET (Wed 2 Dec 00:00 UTC)."
BEGUN = f"in_progress: Deployment in progress. {IMPACT} {UNTIL}"
CHECKED = f"verifying: The change is made and is being checked. {IMPACT} {UNTIL}"
LIVE = "verifying: Web shop 4.12.0 is live and is being watched."
DONE = "completed: The maintenance is complete."
# On PostgreSQL one night of test_zones goes to the page; lanes and outages are those of mail.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
AWAY = [Response(status_code=status) for status in (500, 503, 502, 504)]
ASKS_TO_WAIT = [Response(status_code=420, headers={"Retry-After": "300"}), Response(status_code=429)]
FAULTS = [(AWAY, "Statuspage had an error of its own"), (ASKS_TO_WAIT, "Statuspage asks to wait")]
"""What it answers for a long time, and what the thread says of it."""


@pytest.fixture
async def page() -> PretendStatuspage:
    """A page on which nothing stands."""
    return PretendStatuspage()


@pytest.fixture
async def night(database_url: str, page: PretendStatuspage) -> AsyncIterator[Night]:
    """An evening with a status page."""
    with free_port() as listening:
        async with served(page.app, listening) as address:
            more = {
                "statuspage_api_url": address,
                "statuspage_api_key": KEY,
                "statuspage_page_id": PAGE,
            }
            async with evening(database_url, more=more) as night:
                yield night


async def approved(night: Night) -> None:
    """Started, submitted and signed: not played once, since the page belongs to it."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    for signer in SIGNERS:
        await night.types(signer, "approve")


async def begun(night: Night) -> None:
    """Begun at 22:00."""
    await approved(night)
    await night.at("22:00")
    await night.types("ana", "begin override it was checked by telephone")


async def done(night: Night, first: int, last: int) -> None:
    """The lead records steps."""
    for step in range(first, last + 1):
        await night.types("ana", f"step {step} done")


async def back(night: Night, page: PretendStatuspage) -> None:
    """The service answers again, and is not waited for."""
    page.faults.clear()
    night.away = ""
    await tried_again(night)
    await night.quiet()


async def tried_again(night: Night, waits: timedelta = timedelta()) -> None:
    """What waits is tried at once, as if it had been waiting for so much longer."""

    def work(connection: Connection) -> None:
        lane, row = lane_table.c, outbox_table.c
        for waiting in connection.execute(select(row.id, row.written_at)).all():
            earlier = update(outbox_table).where(row.id == waiting.id)
            connection.execute(earlier.values(written_at=waiting.written_at - waits))
        connection.execute(update(lane_table).where(lane.due_at.is_not(None)).values(due_at=real_now()))

    await night.house.database.write(work)
    night.house.wake()


async def test_customers_read_what_really_happens(night: Night, page: PretendStatuspage) -> None:
    """From the approval to the fourth confirmation, one entry that moves with maintenance mode and steps."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    assert [] == page.goes()
    for signer in SIGNERS:
        await night.types(signer, "approve")
    assert [PLANNED] == page.goes()
    await night.at("22:00")
    await night.types("ana", "begin override it was checked by telephone")
    await done(night, 1, 2)
    assert [PLANNED] == page.goes()
    await done(night, 3, 3)
    assert [PLANNED, BEGUN] == page.goes()
    await done(night, 4, 4)
    await night.types("ana", "go now")
    await done(night, 5, 9)
    await done(night, 10, 14)
    await as_planned(night)
    await night.presses("quinn", "All 5 passed")
    for who in ("quinn", "omar", "ana"):
        await night.types(who, "confirm")
    assert [PLANNED, BEGUN, CHECKED, LIVE] == page.goes()
    await night.types("pia", "confirm")
    assert [PLANNED, BEGUN, CHECKED, LIVE, DONE] == page.goes()
    assert 1 == len(page.incidents)


@pytest.mark.parametrize(("faults", "why"), FAULTS)
async def test_what_it_missed_is_made_up_for_with_one_update(
    night: Night, page: PretendStatuspage, faults: Sequence[Response], why: str
) -> None:
    """The service was away, or asked to wait, while all went on: nothing in Slack waited for it."""
    await begun(night)
    page.faults = list(faults) * 50
    night.away = "status page"
    await night.at("23:14")
    await done(night, 1, 4)
    assert await night.finds("ana", "Go")
    assert [PLANNED] == page.goes()
    [line] = [str(each) async for each in examine(night.house.settings) if each.what == "status page"]
    assert line.startswith("FAIL  status page: what is to be told there waits since ")
    assert "(WEB-DEPLOY-041)" in line
    await tried_again(night, TOLD_AFTER)
    await until(lambda: is_read(night, f"The status page does not work: {why}"))
    await night.types("ana", "go now")
    await night.at("01:00")
    await done(night, 5, 12)
    assert [PLANNED] == page.goes()
    await back(night, page)
    assert [PLANNED, LIVE] == page.goes()
    assert await is_read(night, "The status page works again")


async def test_a_page_that_takes_and_never_answers_holds_up_nobody(
    night: Night, page: PretendStatuspage
) -> None:
    """The calls and the log go on meanwhile; thread and doctor say what it does, and it is made up for."""
    await begun(night)
    page.faults = [Response(status_code=500)]
    night.away = "status page"
    await done(night, 1, 3)
    page.silence, night.tries = asyncio.Event(), 0
    await tried_again(night, TOLD_AFTER)
    await done(night, 4, 4)
    await night.types("ana", "go now")
    assert await is_read(night, "your turn: step 5")
    assert not await is_read(night, "The status page does not work")
    lines = [str(each) async for each in examine(night.house.settings)]
    assert [1, 1] == [
        sum(line.startswith(f"FAIL  {said}") for line in lines)
        for said in (
            "Statuspage: Statuspage did not answer",
            "status page: what is to be told there waits since ",
        )
    ]
    await until(lambda: is_read(night, "The status page does not work: Statuspage did not answer"))
    assert [PLANNED] == page.goes()
    page.silence.set()
    page.silence, night.tries = None, 1
    await back(night, page)
    assert [PLANNED, BEGUN] == page.goes()
    assert await is_read(night, "The status page works again")


async def is_read(night: Night, words: str) -> bool:
    """Whether the thread says so."""
    return bool(await night.sees("ned", words))


async def test_what_is_refused_is_told_and_sent_again(night: Night, page: PretendStatuspage) -> None:
    """In Statuspage's words, to the thread; the next change tries again, and so does whoever asks for it."""
    page.faults = [JSONResponse({"error": ["Page is locked"]}, 422)]
    await approved(night)
    assert "Statuspage does not accept it (422): Page is locked" in await night.sees("ned", "by status page")
    assert [] == page.goes()
    await night.types("ana", "resend")
    assert [PLANNED] == page.goes()
    page.faults = [JSONResponse({"error": ["Page is locked"]}, 422)]
    await night.types("ana", "reschedule 2026-12-02 23:00")
    assert [PLANNED] == page.goes()
    await night.types("ana", "cancel the supplier is down")
    assert ["scheduled", "completed"] == [told.partition(":")[0] for told in page.goes()]


async def test_what_is_late_is_told(night: Night, page: PretendStatuspage) -> None:
    """A quarter of an hour after the planned minute, and at the window's end."""
    await begun(night)
    await night.at("23:14")
    assert [PLANNED] == page.goes()
    await night.at("23:15")
    assert "It begins later than planned." in page.goes()[-1]
    await done(night, 1, 4)
    await night.types("ana", "go now")
    await night.at("01:00")
    assert page.goes()[-1] == BEGUN.replace(UNTIL, "It takes longer than planned.")
    assert ["scheduled", "scheduled", "in_progress", "in_progress"] == [
        told.partition(":")[0] for told in page.goes()
    ]


async def test_a_move_a_way_back_and_a_cancellation_are_told(night: Night, page: PretendStatuspage) -> None:
    """A moved window at once, and again once it is confirmed; the rollback, and what became of it."""
    await approved(night)
    await night.types("ana", "reschedule 2026-12-02 23:00")
    later = WINDOW.replace("Tue 1", "Wed 2")
    moved = f"scheduled: Maintenance is planned: Web shop 4.12.0. The time is moved to {later}"
    assert [PLANNED, f"{moved}, which is still to be confirmed. {IMPACT}"] == page.goes()
    assert "2026-12-02T22:00:00.000Z" == page.incidents[0]["scheduled_for"]
    for signer in ("omar", "carla"):
        await night.types(signer, "approve")
    assert f"{moved}. {IMPACT}" == page.goes()[-1]
    await night.types("ana", "begin override it was checked by telephone")
    await done(night, 1, 4)
    await night.types("ana", "go now")
    await night.types("ana", "step 5 start")
    await night.types("ana", "rollback critical orders are lost")
    assert page.goes()[-1].startswith("in_progress: The change is being taken back")
    for step in range(1, 7):
        await night.types("ana", f"step R{step} done")
    await all_back(night)
    assert "completed: The change was taken back: the previous version runs again." == page.goes()[-1]

    await night.types("ana", "unlock “Web shop” production all is well")
    await night.types("tess", "start web-shop 4.12.1 2026-12-04 23:00")
    await night.types("tess", "submit")
    for signer in SIGNERS:
        await night.types(signer, "approve")
    await night.types("ana", "cancel the supplier is down")
    assert ["scheduled", "completed"] == [told.partition(":")[0] for told in page.goes()[-2:]]
    assert "The maintenance is cancelled. Nothing was changed." in page.goes()[-1]
    assert 2 == len(page.incidents)
