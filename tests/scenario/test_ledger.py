from pathlib import Path
from zoneinfo import ZoneInfo

from bot.storage import outbox
from tests.golden import matches_golden
from tests.scenario.night import Night

GOLDEN = Path(__file__).parent / "golden"
SIGNERS = ("pia", "sec", "omar", "carla", "lee", "quinn", "ivo")
READY = (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12)
"""The checklist but for the snapshot, which step 1 does."""
BEFORE_GO = (("ruth", "21:08"), ("ivo", "21:25"), ("ivo", "21:44"), ("paul", "21:52"))
AFTER_GO = (
    ("dev", "22:04"),
    ("ruth", "22:15"),
    ("ivo", "23:41"),
    ("ivo", "00:08"),
    ("quinn", "00:30"),
    ("ivo", "00:34"),
    ("dev", "00:50"),
    ("ivo", "01:00"),
    ("quinn", "01:14"),
    ("priya", "01:28"),
    ("dev", "01:49"),
    ("ruth", "02:05"),
    ("paul", "02:09"),
    ("priya", "02:39"),
)
CONFIRMED = (
    ("quinn", "Smoke Tests Pass"),
    ("priya", "Monitoring Normal"),
    ("maya", "Deployment Complete"),
    ("pia", "Release Approved"),
)


async def test_the_ledger_goes_over_midnight_in_new_york(night: Night) -> None:
    """A long window of another zone, read in Berlin: each time is said in both, and all is delivered."""
    night.day, night.zone, night.channel = "2026-12-05", ZoneInfo("America/New_York"), "C0LEDGER"
    await night.types("noor", "start ledger-migration 7.0.0 2026-12-05 22:00")
    await night.presses("noor", "Submit for review")
    for signer in SIGNERS:
        await night.presses(signer, "Approve")
    for item in READY:
        await night.types("maya", f"check {item}")
    await night.at("20:30")
    await night.presses("maya", "Begin")
    for owner, done in BEFORE_GO:
        await night.presses(owner, "Start")
        await night.at(done)
        await night.presses(owner, "Done")
    await night.presses("maya", "Go")
    await night.at("22:00")
    for owner, done in AFTER_GO:
        await night.presses(owner, "Start")
        await night.at(done)
        await night.presses(owner, "Done")
    for confirmer, checkpoint in CONFIRMED:
        await night.presses(confirmer, "Confirm", checkpoint)

    matches_golden(GOLDEN / "ledger.txt", str(night.story))
    assert [] == await night.house.database.read(lambda c: outbox.dead_letters(c, "LEDGER-DEPLOY-017"))
