"""Roles that a user group holds: any member may sign or do a step, and the record says as whose member."""

from pathlib import Path

import pytest

from bot.domain.state import StepStatus
from tests.bot.web_shop import PLANS
from tests.scenario.in_vain import refused, refused_press
from tests.scenario.night import Night, said
from tests.scenario.test_run import before_go, state

NAMED = {"Dora Nagy (@dba)": "@dba-team", "Carla Reyes (@carla)": "@cab"}


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The web shop's plan with user groups for the DBA and for CAB."""
    text = (PLANS / "web-shop.md").read_text("utf-8")
    for name, group in NAMED.items():
        assert name in text
        text = text.replace(name, group)
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "web-shop.md").write_text(text, "utf-8")
    return folder


async def test_any_member_of_a_group_acts_for_it(night: Night) -> None:
    """One of CAB approves and one of the DBAs does the step, which is said; others are refused."""
    await before_go(night)
    assert "as a member of @cab" in await night.sees("ned", "Change Advisory Board")
    await night.types("ana", "go now")
    assert "your turn: step 5" in await night.sees("ruth", "Run database migrations")
    assert "Step 5, Run database migrations, is" in await refused(night, "dev", "step 5 done")
    done = await night.types("ruth", "step 5 done")
    assert StepStatus.DONE is (await state(night)).steps["5"].status
    assert "is done, as a member of @dba-team" in said(done)


async def test_a_step_is_theirs_who_started_it(night: Night) -> None:
    """Of three DBAs Ivo starts the step: Ruth hears that he has it, and Ivo ends it."""
    await before_go(night)
    await night.types("ana", "go now")
    start = await night.finds("ruth", "Start", "Run database migrations")
    assert start
    await night.presses("ivo", "Start", "Run database migrations")
    has = "Ivo Marchetti has step 5, Run database migrations, since 22:00 CET"
    assert has in await refused(night, "ruth", "step 5 done")
    assert has in await refused_press(night, "ruth", start)
    assert "step 5" not in said(await night.types("ruth", "mine")).lower()
    await night.presses("ivo", "Done", "Run database migrations")
    assert StepStatus.DONE is (await state(night)).steps["5"].status
