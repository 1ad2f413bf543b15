"""What nobody foresaw: a step more, a way back that fails."""

from bot.domain.state import Lifecycle, StepStatus
from tests.scenario.as_planned import all_back, as_planned
from tests.scenario.in_vain import refused, refused_press
from tests.scenario.night import Night
from tests.scenario.test_run import deploying, state


async def test_the_lead_adds_a_step_that_nobody_foresaw(night: Night) -> None:
    """Behind step 5 comes 5a, called in its turn; the log and the ending say that it was ad hoc."""
    await deploying(night)
    add = "after 5 “Restart the order queue” @lee 7"
    assert "ask Ana Castillo or Sam Whitfield" in await refused(night, "dba", f"add {add}")
    await night.types("ana", f"add WEB-DEPLOY-041 {add}")
    assert "ad hoc after 5" in await night.sees("ned", "Restart the order queue")
    await night.types("dba", "step 5 done")
    assert "your turn: step 5a, Restart the order queue" in await night.sees("lee", "your turn")
    await night.presses("lee", "Start", "Restart the order queue")
    await night.presses("lee", "Done", "Restart the order queue")
    assert "your turn: step 6" in await night.sees("dev", "your turn: step 6")
    for step in range(6, 15):
        await night.types("ana", f"step {step} done")
    await as_planned(night)
    await night.types("quinn", "smoke all passed")
    for who in ("quinn", "omar", "ana", "pia"):
        await night.types(who, "confirm")
    assert Lifecycle.COMPLETED is (await state(night)).state
    ending = await night.sees("ned", "is live")
    assert "15 of 15 done" in ending
    assert "1 × ad hoc" in ending


async def test_what_was_called_waits_for_the_added_step(night: Night) -> None:
    """Step 6 was called and not started: its owner hears to wait; once it runs nothing is put before it."""
    await deploying(night)
    await night.types("dba", "step 5 done")
    start = await night.finds("dev", "Start", "your turn: step 6")
    assert start
    await night.types("sam", "add after 5 call the bank @paul 5")
    assert "Step 6 is not called any more" in await refused_press(night, "dev", start)
    await night.types("paul", "step 5A done they know")
    await night.types("dev", "step 6 start")
    assert "step 6, Deploy application" in await refused(night, "ana", "add after 5 x @paul 5")


async def test_a_rollback_step_fails(night: Night) -> None:
    """The lead and the deputy are told directly; restoring takes its place, and all copies say so."""
    await deploying(night)
    await night.types("dba", "step 5 done")
    await night.types("dev", "step 6 start")
    await night.types("ana", "rollback critical data is lost")
    await night.types("dev", "step R2 done")
    await night.types("dba", "step R3 fail the migration has no way down")
    for who in ("ana", "sam"):
        assert "no way down" in await night.sees(who, "R3 Rollback database: failed")
    direct = [m for m in await night.messages("sam") if "no way down" in "\n".join(m["lines"])]
    assert {"C0WEBSHOP"} < {message["channel"] for message in direct}
    restore = await night.finds("dba", "Restore from backup")
    assert restore
    form = await night.uses("sam", restore)
    await night.fills("sam", form, {"reason": "orders are damaged"})
    called = await night.sees("dba", "your turn: step R3a, Restore from backup")
    assert "restore" in called
    assert "orders are damaged" in await night.sees("ned", "takes the place of step R3")
    assert await night.finds("ana", "Restore from backup") is None
    assert StepStatus.SKIPPED is (await state(night)).steps["R3"].status
    await night.types("dba", "step R3a done")
    for step in (4, 5, 6):
        await night.types("ana", f"step R{step} done")
    await all_back(night)
    assert Lifecycle.ROLLED_BACK is (await state(night)).state
