"""The communication plan on real nights: every notice at its minute, to its audience, in its channel."""

import pytest

from tests.scenario.as_planned import as_planned
from tests.scenario.night import Night, instant, said
from tests.scenario.test_first_journey import BEFORE_GO, READY, SIGNERS

WINDOW_DAY = "2026-12-02"
OPS, TEAM = "C0OPS", "C0WEBSHOP"
AFTER_GO = (
    *(("5", "dba", "23:11"), ("6", "dev", "23:25"), ("7", "dev", "23:30"), ("8", "dev", "23:32")),
    *(("9", "dev", "23:37"), ("10", "quinn", "23:52"), ("11", "omar", "00:02"), ("12", "dev", "00:04")),
    *(("13", "paul", "00:09"), ("14", "omar", "00:39")),
)

CONFIRMED = (
    ("quinn", "Smoke Tests Pass"),
    ("omar", "Monitoring Normal"),
    ("ana", "Deployment Complete"),
    ("pia", "Release Approved"),
)


RELEASE = ", Web shop 4.12.0, production"


async def posts(night: Night, channel: str) -> list[str]:
    """What audiences read in a channel: the first lines of notices, without the status message."""
    found = [m for m in await night.messages("ana") if m["channel"] == channel and "thread_ts" not in m]
    lines = [message["lines"] for message in sorted(found, key=lambda m: float(m["ts"]))]
    return [each[0] for each in lines if each[0].endswith(RELEASE)]


async def approved(night: Night) -> None:
    """Two days and two hours before the window everything is signed; the roster knows two audiences."""
    night.day = WINDOW_DAY
    await night.types("tess", "roster audience “Tech team” #ops")
    await night.types("tess", "roster audience All #ops #web-shop-release")
    await night.until(instant("2026-11-30", "21:00"))
    await night.types("tess", "start web-shop 4.12.0 2026-12-02 23:00")
    await night.presses("tess", "Submit for review")
    for signer in SIGNERS:
        await night.presses(signer, "Approve")
    for item in READY:
        await night.types("ana", f"check {item}")


async def begun(night: Night) -> None:
    """Pre-deployment begins at its hour."""
    await night.at("22:00")
    await night.presses("ana", "Begin")


async def prepared(night: Night) -> None:
    """And its steps are done."""
    await begun(night)
    for step, owner, done in BEFORE_GO:
        await night.at(done)
        await night.types(owner, f"step {step} done")


SOON = "Deployment of Web shop 4.12.0 is starting soon, Web shop 4.12.0, production"
COMPLETE = "Deployment complete, Web shop 4.12.0, production"


async def test_the_plan_is_told_from_two_days_before_to_the_end(night: Night) -> None:
    """Each row at its minute; what has no way says so in the thread."""
    await approved(night)
    await night.until(instant("2026-12-01", "23:00"))
    assert "All stakeholders not told (email is not set up" in await night.sees("ana", "is scheduled")
    await night.at("21:59")
    assert [] == await posts(night, OPS)
    await prepared(night)
    assert [SOON] == await posts(night, OPS)
    await night.at("22:50")
    await night.presses("ana", "Go")
    for step, owner, done in AFTER_GO:
        await night.at(done)
        await night.types(owner, f"step {step} done")
    assert [SOON] == await posts(night, OPS)
    await as_planned(night)
    await night.presses("quinn", "All 5 passed")
    for who, checkpoint in CONFIRMED:
        await night.presses(who, "Confirm", checkpoint)
    assert [SOON, COMPLETE] == await posts(night, OPS)
    assert [COMPLETE] == await posts(night, TEAM)


async def test_the_window_slips_after_starting_soon_was_told(night: Night) -> None:
    """Whoever counts on tonight hears the new time at once, and once."""
    await approved(night)
    await begun(night)
    await night.at("22:20")
    await night.types("ana", "reschedule 2026-12-03 00:00")
    moved = await posts(night, OPS)
    assert SOON == moved[0]
    assert moved[1].startswith("Moved to Thu 3 Dec 00:00 CET if that is approved; it was Wed 2 Dec 23:00 CET")
    for signer in ("omar", "carla"):
        await night.presses(signer, "Approve")
    held = "Approved: it is planned for Thu 3 Dec 00:00 CET, Web shop 4.12.0, production"
    assert [*moved, held] == await posts(night, OPS)


async def test_whoever_was_told_hears_that_it_is_cancelled(night: Night) -> None:
    """With the reason; nobody else does."""
    await approved(night)
    await begun(night)
    await night.types("ana", "cancel the supplier is down")
    assert [SOON, "Cancelled: the supplier is down, Web shop 4.12.0, production"] == await posts(night, OPS)
    assert [] == await posts(night, TEAM)


@pytest.mark.parametrize("text", ["send 2", "send Deployment of Web shop 4.12.0 is starting soon"])
async def test_the_lead_tells_a_row_by_hand(night: Night, text: str) -> None:
    """In other words, ahead of its minute; the answer says who was told, and it is not told again."""
    await approved(night)
    await night.types("ana", "edit 2 We start in an hour")
    answer = said(await night.types("ana", text))
    assert "We start in an hour: Tech team told in Slack" in answer
    await night.at("22:30")
    assert ["We start in an hour, Web shop 4.12.0, production"] == await posts(night, OPS)


async def test_the_roster_shows_its_audiences(night: Night) -> None:
    """And takes one off with nothing behind its name."""
    await night.types("tess", "roster audience “Tech team” #ops tech@octal.example")
    assert "Audience “Tech team”: #ops, tech@octal.example" in said(await night.types("ana", "roster"))
    await night.types("tess", "roster audience “Tech team”")
    assert "The roster is empty" in said(await night.types("ana", "roster"))
