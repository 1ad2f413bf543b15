"""The night on which it does not begin when the tech team was told that it would."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.golden import matches_golden
from tests.scenario.every_way import Ways, entry_of, every_way
from tests.scenario.night import Night, instant
from tests.scenario.test_first_journey import NEEDED, SIGNERS

GOLDEN = Path(__file__).parent / "golden"
SHOWS = "The shop shows a maintenance page for up to 100 minutes; carts and logins are kept."
SLIPPED = (
    "Wed 23:15 #ops: Has not started yet; it was planned for Wed 2 Dec 23:00 CET, "
    "Web shop 4.12.0, production\n"
    "Wed 23:15 customers: scheduled: Maintenance is planned: Web shop 4.12.0. It begins later than planned. "
    "Planned for Wed 2 Dec 23:00–01:00 CET (Wed 2 Dec 22:00–00:00 UTC). "
    f"What you will notice: {SHOWS}\n"
    f"Wed 23:30 customers: in_progress: Deployment in progress. What you will notice: {SHOWS} "
    "Planned to end by Thu 3 Dec 01:00 CET (Thu 3 Dec 00:00 UTC)."
)
# One night of test_zones goes the same ways on PostgreSQL; windows are moved there in other stories.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def ways(database_url: str) -> AsyncIterator[Ways]:
    """All is signed."""
    async with every_way(database_url) as ways:
        night = ways.night
        night.day = "2026-12-02"
        await night.types("tess", "start web-shop 4.12.0 2026-12-02 23:00")
        await night.types("tess", "submit")
        for signer in SIGNERS:
            await night.types(signer, "approve")
        yield ways


async def prepared(night: Night) -> None:
    """The lead begins, and records the steps before Go."""
    await night.types("ana", "begin override it was checked by telephone")
    for step in range(1, 5):
        await night.types("ana", f"step {step} done")


async def test_the_lead_moves_the_window_by_an_hour(ways: Ways) -> None:
    """Whoever was told hears the new time once, and that it holds; calendars and the page move."""
    night = ways.night
    await night.at("20:00")
    for who in NEEDED:
        await night.presses(who, "I'm on")
    await night.at("22:05")
    told_before, left_before = len(night.story.lines), len(ways.departures)
    await night.at("22:20")
    await night.types("ana", "reschedule 2026-12-03 00:00")
    for signer in ("omar", "carla"):
        await night.presses(signer, "Approve")
    await night.at("23:05")
    await prepared(night)
    await night.at("23:50")
    await night.presses("ana", "Go", "Go at 00:00")
    await night.at("00:00")
    await night.presses("dba", "Start", "your turn: step 5")
    matches_golden(GOLDEN / "slipped.txt", "\n".join(night.story.lines[told_before:]).strip() + "\n")

    left = [each for each in ways.departures[left_before:] if each.way in {"channel", "email"}]
    mailed = "All stakeholders, Tech team, Customers"
    assert [
        *[("#ops", "Moved to"), (mailed, "Moved to")],
        *[("#ops", "Approved"), (mailed, "Approved")],
    ] == [(each.to, each.words[:8]) for each in left]
    entries = [entry_of(taken) for taken in ways.mails.taken]
    assert [0, 1] == [entry["SEQUENCE"] for entry in entries if entry]
    assert instant("2026-12-03", "00:00") == [e for e in entries if e][-1].decoded("DTSTART")


async def test_the_window_slips_by_itself(ways: Ways) -> None:
    """Nobody begins: the tech team and customers hear it a quarter of an hour after T-0, once."""
    night = ways.night
    await night.at("22:05")
    left_before = len(ways.departures)
    await night.at("23:30")
    await prepared(night)
    await night.types("ana", "go")
    await night.at("23:40")
    await night.types("ana", "step 5 done")
    await night.at("23:50")
    left = [each for each in ways.departures[left_before:] if each.way not in {"direct", "thread"}]
    assert SLIPPED == "\n".join(f"{each.at:%a %H:%M} {each.to}: {each.words}" for each in left)
