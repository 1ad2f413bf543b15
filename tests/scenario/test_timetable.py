"""All that leaves for people from two days before the window to the end, by every way, at its minute."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.golden import matches_golden
from tests.scenario.as_planned import as_planned
from tests.scenario.every_way import Ways, every_way
from tests.scenario.night import Night, instant
from tests.scenario.test_first_journey import BEFORE_GO, NEEDED, SIGNERS
from tests.scenario.test_notices import CONFIRMED

GOLDEN = Path(__file__).parent / "golden"
AFTER_GO = (
    *(("5", "dba", "23:09"), ("6", "dev", "23:23"), ("7", "dev", "23:27"), ("8", "dev", "23:28")),
    *(("9", "dev", "23:32"), ("10", "quinn", "23:41"), ("11", "omar", "23:46"), ("12", "dev", "23:47")),
    *(("13", "paul", "23:51"), ("14", "omar", "00:20")),
)
TELL = {"4", "13"}
"""The steps that notify: done by telling."""
# One night of test_zones goes the same ways on PostgreSQL.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def ways(database_url: str) -> AsyncIterator[Ways]:
    """Two days and two hours before the window."""
    async with every_way(database_url) as ways:
        ways.night.day = "2026-12-02"
        await ways.night.until(instant("2026-11-30", "21:00"))
        yield ways


async def submitted(night: Night, *, but: str) -> None:
    """Started and submitted; all sign but somebody."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-02 23:00")
    await night.types("tess", "submit")
    for signer in SIGNERS:
        if signer != but:
            await night.types(signer, "approve")


async def carried_out(night: Night, step: str, owner: str, done: str) -> None:
    """Started when it is called, and done at its minute."""
    await night.presses(owner, "Start")
    await night.at(done)
    await night.presses(owner, "Send and done" if step in TELL else "Done")


async def test_all_that_leaves_from_two_days_before_to_the_end(ways: Ways) -> None:
    """Each at its minute, to its audience, by its way, once; it reads like a timetable."""
    night = ways.night
    await submitted(night, but="carla")
    await night.until(instant("2026-12-01", "09:00"))
    await night.presses("carla", "Approve")
    await night.at("20:00")
    for who in NEEDED:
        if who != "dba":
            await night.presses(who, "I'm on")
    await night.at("21:30")
    await night.presses("dba", "I'm on")
    await night.at("22:00")
    await night.types("ana", "begin override it was checked by telephone")
    for step in BEFORE_GO:
        await carried_out(night, *step)
    await night.at("22:50")
    await night.presses("ana", "Go")
    await night.at("23:00")
    for step in AFTER_GO:
        await carried_out(night, *step)
    await as_planned(night)
    await night.presses("quinn", "All 5 passed")
    for who, checkpoint in CONFIRMED:
        await night.presses(who, "Confirm", checkpoint)
    await night.until(instant("2026-12-06", "09:00"))
    matches_golden(GOLDEN / "timetable.txt", ways.timetable())


async def test_all_that_leaves_where_the_last_approval_comes_late(ways: Ways) -> None:
    """Whoever has not signed is reminded three times; then what should have been told is told, as late."""
    night = ways.night
    await submitted(night, but="carla")
    await night.at("20:00")
    assert [] == [each for each in ways.departures if each.way in {"email", "status page"}]
    await night.presses("carla", "Approve")
    await night.at("22:01")
    matches_golden(GOLDEN / "timetable_late.txt", ways.timetable())
