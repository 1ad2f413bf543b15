from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import real_now
from bot.storage import dead_letters
from tests.golden import matches_golden
from tests.scenario.as_planned import as_planned
from tests.scenario.night import Night

GOLDEN = Path(__file__).parent / "golden"
SIGNERS = ("pia", "sec", "omar", "carla", "lee", "quinn", "ivo")
READY = (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12)
"""The checklist but for the snapshot, which step 1 does."""
BEFORE_GO = (
    ("20:30", "ruth", "Start", "Take database snapshot"),
    ("20:30", "ivo", "Start", "Verify replicas"),
    ("20:44", "ivo", "Done", "Verify replicas"),
    ("20:46", "ivo", "Start", "Export control totals"),
    ("21:04", "ivo", "Done", "Export control totals"),
    ("21:08", "ruth", "Done", "Take database snapshot"),
    ("21:09", "paul", "Start", "Tell branches"),
    ("21:16", "paul", "Done", "Tell branches"),
)
IN_TURN = (
    ("dev", "22:04"),
    ("ruth", "22:15"),
    ("ivo", "23:41"),
    ("ivo", "00:08"),
    ("quinn", "00:30"),
    ("ivo", "00:34"),
)
SIDE_BY_SIDE = (
    ("00:34", "dev", "Start", "Deploy application"),
    ("00:36", "ivo", "Start", "Refresh planner statistics"),
    ("00:45", "ivo", "Done", "Refresh planner statistics"),
    ("00:50", "dev", "Done", "Deploy application"),
    ("00:51", "quinn", "Start", "Run smoke tests"),
    ("00:52", "priya", "Start", "Verify monitoring"),
    ("01:05", "quinn", "Done", "Run smoke tests"),
    ("01:07", "priya", "Done", "Verify monitoring"),
    ("01:08", "dev", "Start", "Switch ledger to read-write"),
    ("01:27", "dev", "Done", "Switch ledger to read-write"),
    ("01:28", "paul", "Start", "Tell branches"),
    ("01:28", "priya", "Start", "Monitor for 30 min"),
    ("01:30", "ruth", "Start", "Attach second replica"),
    ("01:31", "paul", "Done", "Tell branches"),
    ("01:44", "ruth", "Done", "Attach second replica"),
    ("01:58", "priya", "Done", "Monitor for 30 min"),
)
CONFIRMED = (
    ("quinn", "Smoke Tests Pass"),
    ("priya", "Monitoring Normal"),
    ("maya", "Deployment Complete"),
    ("pia", "Release Approved"),
)


async def pressed(night: Night, presses: tuple[tuple[str, str, str, str], ...]) -> None:
    """Each press at its time, by somebody, of a label, in the message about a step."""
    for time, who, label, about in presses:
        await night.at(time)
        await night.presses(who, label, about)


async def test_the_ledger_goes_over_midnight_in_new_york(night: Night) -> None:
    """A long window of another zone, read in Berlin, with steps side by side: every time is said in both."""
    night.day, night.zone, night.channel = "2026-12-05", ZoneInfo("America/New_York"), "C0LEDGER"
    await night.types("noor", "start ledger-migration 7.0.0 2026-12-05 22:00")
    await night.presses("noor", "Submit for review")
    for signer in SIGNERS:
        await night.presses(signer, "Approve")
    for item in READY:
        await night.types("maya", f"check {item}")
    await night.at("20:30")
    await night.presses("maya", "Begin")
    await pressed(night, BEFORE_GO)
    await night.presses("maya", "Go")
    await night.at("22:00")
    for owner, done in IN_TURN:
        await night.presses(owner, "Start")
        await night.at(done)
        await night.presses(owner, "Done")
    await pressed(night, SIDE_BY_SIDE)
    await as_planned(night, by="maya")
    await night.presses("quinn", "All 5 passed")
    for confirmer, checkpoint in CONFIRMED:
        await night.presses(confirmer, "Confirm", checkpoint)

    matches_golden(GOLDEN / "ledger.txt", str(night.story))
    assert [] == await night.house.database.read(
        lambda c: dead_letters.of_deployment(c, "LEDGER-DEPLOY-017", real_now())
    )
