"""The window's end: an extension is offered, taken, and refused where something is in the way."""

from tests.scenario.night import Night, said
from tests.scenario.test_first_journey import approved, pre_deployed


async def deploying(night: Night) -> None:
    """Go at T-0; the migration takes its time."""
    await approved(night)
    await pre_deployed(night)
    await night.at("23:00")
    await night.presses("ana", "Go")
    await night.types("dba", "step 5 start")


async def test_an_extension_is_offered_and_taken(night: Night) -> None:
    """Fifteen minutes before the end lead and deputy are asked; one press and a reason, and all moves."""
    await deploying(night)
    await night.at("00:44")
    assert "" == await night.sees("ana", "Extend the window?")
    await night.at("00:45")
    for who in ("ana", "sam"):
        assert "It ends 01:00 CET" in await night.sees(who, "Extend the window?")
    assert "" == await night.sees("dba", "Extend the window?")

    outcome = await night.presses("ana", "Extend", "Extend the window?")
    await night.fills("ana", outcome, {"minutes": "45", "reason": "the copy is slow"})
    assert "Extended to 01:45 CET, Ana Castillo at 00:45 CET: “the copy is slow”" in await night.sees(
        "sam", "Extended"
    )
    assert "The window is extended by 45 min, to 01:45 CET" in await night.sees(
        "dba", "The window is extended"
    )
    assert "window to 01:45 CET" in await night.sees("dba", "production: deploying")
    await night.at("01:30")
    assert "It ends 01:45 CET" in await night.sees("ana", "Extend the window?")


async def test_an_extension_into_a_freeze_is_named(night: Night) -> None:
    """As for a window that is moved: only a reason goes past it."""
    await night.types("tess", "freeze all production 2026-12-02 01:30 2026-12-02 06:00 stocktaking")
    await deploying(night)
    await night.types("ana", "extend 20 the copy is slow")
    refused = said(await night.types("ana", "extend 20 the copy is slow"))
    assert "In the way" in refused
    assert "stocktaking" in refused
    accepted = said(await night.types("ana", "extend 20 the copy is slow override agreed with them"))
    assert "to 01:40 CET" in accepted


async def test_the_latest_start_of_a_rollback_is_told_and_asked_about(night: Night) -> None:
    """Ten minutes before, in the thread and to the lead; then the lead carries on, and nothing stopped."""
    await deploying(night)
    assert "latest start 00:36" in await night.sees("ned", "production: deploying")
    await night.at("00:25")
    assert "" == await night.sees("ana", "A rollback must begin by")
    await night.at("00:26")
    for who in ("ana", "sam", "ned"):
        assert "A rollback must begin by 00:36 CET" in await night.sees(who, "A rollback must begin by")
    await night.at("00:36")
    assert "It takes R3 (3 migrations)" in await night.sees("ana", "Extend, or carry on?")
    assert "" == await night.sees("ned", "Extend, or carry on?")
    await night.types("dba", "step 5 done")
    assert "your turn: step 6" in await night.sees("dev", "your turn: step 6")
    await night.presses("sam", "Carry on", "Extend, or carry on?")
    assert "Carried on, Sam Whitfield at 00:36 CET" in await night.sees("ana", "Carried on")
    assert "Carries on, though a rollback" in await night.sees("ned", "Carries on")
    await night.at("01:30")
    assert "" == await night.sees("ana", "Extend, or carry on?")
