"""Given up, or moved, when the maintenance page is up already."""

from bot.domain.state import Lifecycle
from tests.scenario.in_vain import refused, refused_press
from tests.scenario.night import Night
from tests.scenario.teams import begun
from tests.scenario.test_run import before_go, state


async def test_maintenance_mode_is_off_before_it_is_cancelled(night: Night) -> None:
    """At 22:40 the supplier is down: R6 is called, everything else stops, and then it is cancelled."""
    await before_go(night)
    go = await night.finds("ana", "Go")
    assert go
    await night.at("22:40")
    form = await night.presses("ana", "Cancel")
    await night.fills("ana", form, {"reason": "the payment supplier is down"})
    assert Lifecycle.PRE_DEPLOYMENT is (await state(night)).state
    assert "the payment supplier is down" in await night.sees("ned", "being cancelled")
    assert "being cancelled" in await refused_press(night, "ana", go)
    assert "being cancelled" in await refused(night, "sam", "go now")
    assert "being cancelled" in await refused(night, "sam", "cancel me too")
    assert await night.finds("ana", "Hold") is None
    await night.presses("dev", "Start", "R6")
    await night.at("22:44")
    await night.presses("dev", "Failed", "R6")
    await night.types("dev", "step R6 fail the switch hangs")
    assert "the switch hangs" in await night.sees("sam", "R6 Disable maintenance mode: failed")
    await night.types("sam", "step R6 retry")
    await night.types("dev", "step R6 done")
    assert Lifecycle.CANCELLED is (await state(night)).state
    assert "Cancelled by Ana Castillo" in await night.sees("ned", "Cancelled by")


async def test_a_moved_window_repeats_what_has_grown_stale(night: Night) -> None:
    """Moved by two days: maintenance mode goes off, two approve again, the backup is made anew."""
    await before_go(night)
    await night.at("22:40")
    await night.types("ana", "reschedule 2026-12-03 23:00")
    assert "being moved" in await refused(night, "ana", "go now")
    await night.presses("dev", "Start", "R6")
    await night.presses("dev", "Done", "R6")
    assert Lifecycle.IN_REVIEW is (await state(night)).state
    assert await night.finds("ana", "Reopen") is None
    for signer in ("omar", "carla"):
        await night.presses(signer, "Approve")
    assert Lifecycle.APPROVED is (await state(night)).state
    night.day = "2026-12-03"
    await night.at("22:00")
    await night.types("ana", "begin override it was checked on Tuesday")
    assert "your turn: step 1, Create database backup" in await night.sees("dba", "your turn: step 1")
    await night.presses("dba", "Start", "your turn: step 1")
    for step in (1, 2, 3, 4):
        await night.types("ana", f"step {step} done")
    await night.types("ana", "go")
    await night.at("23:00")
    assert Lifecycle.DEPLOYING is (await state(night)).state


async def test_without_anything_to_undo_it_is_cancelled_at_once(night: Night) -> None:
    """A maintenance page that nobody put up need not be taken down."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("ana", "cancel not this week")
    assert Lifecycle.CANCELLED is (await state(night)).state


async def test_a_page_that_came_half_up_is_taken_down(night: Night) -> None:
    """Enabling maintenance mode failed and was skipped: given up all the same, R6 is called."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await begun(night, "WEB-DEPLOY-041")
    for step in (1, 2):
        await night.types("ana", f"step {step} done")
    await night.types("dev", "step 3 fail half of the nodes show it")
    await night.types("dev", "step 3 skip the other half does not matter")
    await night.types("ana", "cancel the payment supplier is down")
    assert Lifecycle.PRE_DEPLOYMENT is (await state(night)).state
    await night.presses("dev", "Start", "R6")
    await night.presses("dev", "Done", "R6")
    assert Lifecycle.CANCELLED is (await state(night)).state
