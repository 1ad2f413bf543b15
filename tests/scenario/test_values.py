"""What a plan's commands lack, asked of whoever knows it, before and within a rollback."""

from pathlib import Path

import pytest

from tests.bot.web_shop import PLANS
from tests.scenario.in_vain import in_vain, refused_form
from tests.scenario.night import Night
from tests.scenario.test_run import approved, state

RESTORE = "./restore-backup.sh --backup-id {backup_id}"
MORE = "./restore-backup.sh --backup-id {backup_id} --tape {tape} --rack {rack}"
CONFIGURE = "./config.sh restore --service web-shop --release previous"
LOGGED = "./migrate.sh down --env production --steps 3"


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The web shop's plan, whose commands lack more: of the lead, and of the step that migrates."""
    text = (PLANS / "web-shop.md").read_text("utf-8")
    lacking = {
        RESTORE: MORE,
        LOGGED: f"{LOGGED} --log {{migrations_log}}",
        CONFIGURE: f"{CONFIGURE} {{tape}}",
    }
    for old, new in lacking.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "web-shop.md").write_text(text, "utf-8")
    return tmp_path


async def noted(night: Night) -> dict[str, str]:
    """What is noted, by key."""
    return {key: given.note for key, given in (await state(night)).values.items()}


async def begun(night: Night) -> None:
    """At 22:00."""
    await approved(night)
    await night.at("22:00")
    await night.types("ana", "begin override all is briefed")


async def test_the_lead_answers_all_in_one_form(night: Night) -> None:
    """One message asks for what no step makes; what was left empty is asked for still."""
    await begun(night)
    asks = [m for m in await night.messages("ana") if "what are {tape}, {rack}?" in "\n".join(m["lines"])]
    assert 1 == len(asks)
    first = await night.finds("ana", "Note them", "what are {tape}, {rack}?")
    assert first
    await night.fills("ana", await night.uses("ana", first), {"value-tape": "T7", "value-rack": ""})
    assert {"tape": "T7"} == await noted(night)
    assert "{tape} is T7, noted by Ana Castillo" in await night.sees("ana", "what is {rack}?")
    taken = "{tape} is “T7”, noted by Ana Castillo at 22:00 CET"
    assert taken in await in_vain(night, "sam", first, {"value-tape": "T8"}, late=True)
    form = await night.presses("sam", "Note it", "what is {rack}?")
    assert "That says no value of {rack}" in await refused_form(night, "sam", form, {"value-rack": "TBD"})
    await night.fills("sam", form, {"value-rack": "2"})
    assert {"tape": "T7", "rack": "2"} == await noted(night)
    anew = await night.presses("ana", "Note anew", "{tape} is T7")
    await night.fills("ana", anew, {"value-tape": "T9", "value-rack": "2"})
    assert {"tape": "T9", "rack": "2"} == await noted(night)


async def test_who_did_not_end_their_step_is_asked_as_it_goes_back(night: Night) -> None:
    """And the lead once more, whom the way back waits for; the step that needs it shows it at once."""
    await begun(night)
    for step in (1, 2, 3, 4):
        await night.types("ana", f"step {step} done")
    await night.types("ana", "go now")
    await night.types("dba", "step 5 start")
    assert "" == await night.sees("dba", "what is {migrations_log}?")
    old = await night.finds("ana", "Note them", "what are {tape}, {rack}?")
    await night.types("ana", "rollback critical orders are lost")
    asked = await night.sees("dba", "what is {migrations_log}?")
    assert "5 Run database migrations, which did not end" in asked
    assert "The way back waits for it: R3 Rollback database" in asked
    again = await night.finds("ana", "Note them", "what are {tape}, {rack}?")
    assert old
    assert again
    assert again.ts != old.ts
    call = await night.sees("dba", "your turn: step R3")
    assert "This waits for {migrations_log}: Dora Nagy, of 5 Run database migrations, is asked for it" in call
    await night.types("ana", "note migrations_log=5.log")
    assert f"{LOGGED} --log 5.log" in await night.sees("dba", "your turn: step R3")
