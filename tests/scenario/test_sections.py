"""What sections 4 and 5 changed: asked of whoever did it, answered, corrected, weighed and restored."""

from bot.domain.plan import Severity
from tests.scenario.as_planned import as_planned
from tests.scenario.in_vain import refused, refused_form, refused_press
from tests.scenario.night import Night
from tests.scenario.test_run import deploying, state

DATA, CONFIGURATION = "is the data as it should be?", "is all of this changed?"


async def test_what_does_not_match_leads_back_and_what_was_not_changed_is_left(night: Night) -> None:
    """Pressed, filled in and typed; by the wrong person, twice, and after it was done anew."""
    await deploying(night)
    assert "is not over" in await refused(night, "dba", "check V1 ok")
    await night.types("dba", "step 5 done")
    first = await night.finds("dba", "All match", DATA)
    assert first
    assert "is Dora Nagy's" in await refused_press(night, "quinn", first)
    await night.types("dba", "step 5 reopen")
    await night.types("dba", "step 5 done")
    assert "answer the newer call" in await refused_press(night, "dba", first)
    form = await night.presses("dba", "Note results", DATA)
    assert "What was found instead?" in await refused_form(night, "dba", form, {"outcome-V3": "failed"})
    answers = {"outcome-V1": "ok", "outcome-V3": "failed", "value-V3": "2"}
    await night.fills("dba", form, answers)
    assert "V3, Payment methods seeded, is “2”, expected 3" in await night.sees("ana", "Roll back?")
    question = (await state(night)).question
    assert question
    assert Severity.HIGH is question.severity
    await night.types("ana", "check V3 ok 3, the second run added it")
    assert "matches: “3, the second run added it”, Ana Castillo for Dora Nagy" in await night.sees(
        "ana", DATA
    )
    for who in ("ana", "lee"):
        await night.types(who, "vote continue it is mended")
    await night.types("dba", "check V ok")
    assert "3 of 3 as expected" in await night.sees("ana", "Data after step 5")

    await night.types("dev", "step 6 done")
    await night.types("dev", "check C3 failed the console is down")
    await night.types("ana", "rollback critical orders are lost")
    for step, owner in (("R2", "dev"), ("R3", "dba")):
        await night.types(owner, f"step {step} done")
    restoring = await night.sees("dev", "your turn: step R4")
    assert "left, as not changed: express_checkout" in restoring
    assert "not confirmed as changed: all of them" in restoring


async def test_complete_is_confirmed_past_what_is_open_by_the_lead_alone(night: Night) -> None:
    """With a reason, or once somebody answered."""
    await deploying(night)
    for step in range(5, 15):
        await night.types("ana", f"step {step} done")
    against = await refused(night, "ana", "confirm 1")
    assert "V1 V2 V3 of section 4.3 not answered yet: ask Dora Nagy" in against
    assert "C1 C2 C3 of section 5 not answered yet: ask Devi Rao" in against
    await as_planned(night)
    await night.types("ana", "check C3 failed the console is down")
    assert "C3, express_checkout, is not changed: “the console is down”" in await refused(
        night, "ana", "confirm 1"
    )
    await night.types("ana", "confirm 1 override it is switched on tomorrow")
    assert 1 in (await state(night)).confirmations
    assert "what was said of the configuration stands" in await refused(night, "dev", "check C3 ok")
