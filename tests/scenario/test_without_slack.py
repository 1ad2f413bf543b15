"""Owners who are not in Slack: a name with a telephone number, and the lead records for them."""

from pathlib import Path

import pytest

from bot.domain.state import StepStatus
from tests.bot.web_shop import PLANS
from tests.scenario.in_vain import refused
from tests.scenario.night import Night, instant
from tests.scenario.teams import DONE_BY_DORA, write
from tests.scenario.test_run import before_go, state


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The web shop's plan, whose DBA is of a supplier's and has a telephone."""
    text = (PLANS / "web-shop.md").read_text("utf-8")
    assert DONE_BY_DORA in text
    return write(tmp_path / "plans", **{"web-shop": text.replace(DONE_BY_DORA, "| DBA | Jane Roe |")})


async def test_the_lead_telephones_and_records(night: Night) -> None:
    """The call names the number and who telephones; what she did stands with her name and the true time."""
    await before_go(night)
    await night.at("23:00")
    await night.types("ana", "go")
    call = await night.sees("ned", "step 5, Run database migrations")
    assert "Jane Roe (+49 30 5550 1003)" in call
    assert "@ana" in call
    await refused(night, "dba", "step 5 done")
    await refused(night, "dev", 'step 5 done for "Jane Roe" at 23:08')
    await night.at("23:12")
    await night.types("ana", 'step 5 done for "Jane Roe" at 23:08 three migrations')
    step = (await state(night)).steps["5"]
    assert (StepStatus.DONE, instant("2026-12-01", "23:08")) == (step.status, step.ended_at)
    assert step.by
    assert ("Ana Castillo", "Jane Roe") == (step.by.name, step.for_whom)
    assert "Ana Castillo for Jane Roe" in await night.sees("ned", "5 Run database migrations: done")


async def test_an_approver_needs_slack(night: Night, plans_dir: Path) -> None:
    """A telephone number does a step, but signs nothing: submit says whose approval nobody could give."""
    path = plans_dir / "web-shop.md"
    named = "Sefa Yilmaz (@sec) | +49 30 5550 1008"
    text = path.read_text("utf-8")
    assert named in text
    path.write_text(text.replace(named, "John Doe | +49 171 5550 43"), "utf-8")
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    why = await refused(night, "tess", "submit")
    assert "Security Sign-off: nobody stands for" in why
    assert "Jane Roe" not in why
