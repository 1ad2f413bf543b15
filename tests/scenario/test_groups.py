"""Roles that a user group holds: any member may sign or do a step, and the record says as whose member."""

from pathlib import Path

import pytest

from bot.domain.state import StepStatus
from tests.bot.web_shop import PLANS
from tests.scenario.in_vain import refused
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
