"""Owners who are not in Slack at their turn: the lead records what they say by telephone."""

from pathlib import Path

import pytest

from bot.domain.state import StepStatus
from tests.golden import matches_golden
from tests.scenario.in_vain import refused, refused_form
from tests.scenario.night import Night, instant
from tests.scenario.test_run import before_go, deploying, state

GOLDEN = Path(__file__).parent / "golden"


async def test_the_dba_hands_the_migration_over_by_telephone_and_the_lead_records_it(night: Night) -> None:
    """Dora's network is gone in the middle of the migration; what she says by telephone is kept as hers."""
    await before_go(night)
    told_before = len(night.story.lines)
    await night.at("23:00")
    await night.presses("ana", "Go", "Go at")
    await night.presses("dba", "Start", "Run database migrations")
    await night.at("23:14")
    await night.types("dev", "step 5 done for @dba at 23:09")
    await night.types("ana", "step 5 done for @dba at 23:20 by phone")
    await night.types("ana", "step 5 done for @dba at 23:09 by phone, 3 migrations in 9 min")
    step = (await state(night)).steps["5"]
    assert step.by
    assert ("Ana Castillo", "Dora Nagy") == (step.by.name, step.for_whom)
    assert instant("2026-12-01", "23:09") == step.ended_at
    matches_golden(GOLDEN / "by_telephone.txt", "\n".join(night.story.lines[told_before:]).strip() + "\n")


async def test_the_lead_records_in_a_form(night: Night) -> None:
    """Record in the menu of a step's call asks how it went, when it was, and what was said."""
    await deploying(night)
    await night.at("22:10")
    early = await night.presses("sam", "Record for DBA", "your turn: step 5")
    values = {"outcome": "fail", "time": "21:59", "reason": "lock timeout"}
    assert "cannot be: deploying began at 22:00 CET" in await refused_form(night, "sam", early, values)
    form = await night.presses("sam", "Record for DBA", "your turn: step 5")
    await night.fills("sam", form, {"outcome": "fail", "time": "22:06", "reason": "lock timeout"})
    failed = (await state(night)).steps["5"]
    assert (StepStatus.FAILED, instant("2026-12-01", "22:06")) == (failed.status, failed.ended_at)
    assert "failed 22:06 CET, Sam Whitfield for Dora Nagy" in await night.sees("ned", "failed 22:06 CET, Sam")
    await night.types("sam", "step 5 retry for @dba at 22:07")
    await night.types("sam", "step 5 done for @dba at 22:09")
    assert instant("2026-12-01", "22:09") == (await state(night)).steps["5"].ended_at


@pytest.mark.parametrize("text", ["approve for @pia", "confirm for @quinn"])
async def test_no_sign_off_is_recorded_for_anybody(night: Night, text: str) -> None:
    """Not even the lead signs for somebody else: the deputy of the role may, and is named beforehand."""
    await deploying(night)
    assert "never recorded for anybody" in await refused(night, "ana", text)
