from pathlib import Path

import pytest

from bot.clock import real_now
from bot.queries import Known
from bot.storage import dead_letters
from tests.scenario.night import Night, said
from tests.scenario.odd_plans import ODD, REVIEWED


@pytest.fixture(params=sorted(ODD))
def odd(request: pytest.FixtureRequest) -> str:
    """Which odd plan the story is about."""
    name: str = request.param
    return name


@pytest.fixture
def plans_dir(odd: str, tmp_path: Path) -> Path:
    """A folder with that plan alone."""
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / f"{odd}.md").write_bytes(ODD[odd].encode())
    return folder


async def test_an_odd_plan_gets_an_honest_answer(night: Night, odd: str) -> None:
    """It starts; submit takes it or says what is wrong; and every message of it reaches Slack."""
    started = said(await night.types("tess", f"start {odd} 4.12.0 2026-12-01 23:00"))
    submitted = said(await night.types("tess", "submit"))
    state = (await known(night)).state
    dead = await night.house.database.read(lambda c: dead_letters.of_deployment(c, state.id, real_now()))

    assert "is started as a draft" in started
    assert dead == []
    assert (odd in REVIEWED) == (state.submitted is not None), submitted


@pytest.mark.parametrize("odd", ["all-at-once"])
async def test_an_odd_plan_is_carried_out_to_its_end(night: Night, odd: str) -> None:
    """Forty steps, three hundred commands, names that could format: all that is said of it reaches Slack."""
    await night.types("tess", f"start {odd} 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    opened = await night.presses("tess", "Open plan")
    for signer in ("pia", "sec", "omar", "carla", "lee", "quinn", "drew"):
        await night.types(signer, "approve")
    await night.types("ana", "begin override the lists were ticked by mouth")
    plan = (await known(night)).plan
    for step in plan.steps:
        await night.types("ana", f"step {step.number} done")
        if step.number == "4":
            for item in range(1, 12):
                await night.types("ana", f"check {item}")
            await night.types("ana", "go now")
    state = (await known(night)).state
    dead = await night.house.database.read(lambda c: dead_letters.of_deployment(c, state.id, real_now()))

    assert opened["view"] is not None
    assert len(plan.steps) == sum(progress.status.is_over for progress in state.steps.values())
    assert dead == []


async def known(night: Night) -> Known:
    """The only open deployment, as it stands."""
    (found,) = await night.house.queries.open_deployments()
    return found
