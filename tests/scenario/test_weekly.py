"""A document that is used every week: a run number each time, and the people of the last run."""

import shutil
from pathlib import Path

import pytest

from tests.bot.web_shop import PLANS
from tests.scenario.in_vain import refused_form
from tests.scenario.night import Night, said

ID = "WEB-DEPLOY-041"


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The night's plans; the web shop's does not say who the Security Lead is."""
    folder = Path(shutil.copytree(PLANS, tmp_path / "plans"))
    text = (folder / "web-shop.md").read_text("utf-8")
    named = "| Security Lead | Sefa Yilmaz (@sec) | +49 30 5550 1008 |"
    assert named in text
    (folder / "web-shop.md").write_text(text.replace(named, "| Security Lead | | |"), "utf-8")
    return folder


async def security(night: Night, deployment: str) -> list[str]:
    """Who stands for the Security Lead."""
    known = await night.house.queries.deployment(deployment)
    assert known
    return [person.name for person in known.state.holders("Security Lead").people]


async def test_the_next_week_has_the_last_week_s_people(night: Night) -> None:
    """The form asks once; the typed start of the next week takes the same people over and says so."""
    form = await night.types("tess", "start")
    asked = await night.chooses("tess", form, "plan", "web-shop")
    values = {"plan": "web-shop", "version": "4.12.0", "date": "2026-12-01", "time": "23:00"}
    await night.fills("tess", asked, {**values, "people": ["U0SEC"]})
    assert ["Sefa Yilmaz"] == await security(night, ID)
    await night.types("ana", "cancel not this week")
    answer = said(await night.types("tess", "start web-shop 4.12.1 2026-12-08 23:00"))
    assert "As last time: Security Lead @sec" in answer
    assert ["Sefa Yilmaz"] == await security(night, f"{ID}.2")


async def test_the_form_is_filled_with_the_last_week_s_people(night: Night) -> None:
    """The form of the next week has last week's people in it, to be kept or changed."""
    values = {"plan": "web-shop", "version": "4.12.0", "date": "2026-12-01", "time": "23:00"}
    form = await night.chooses("tess", await night.types("tess", "start"), "plan", "web-shop")
    await night.fills("tess", form, {**values, "people": ["U0SEC"]})
    await night.types("ana", "cancel not this week")
    again = await night.chooses("tess", await night.types("tess", "start"), "plan", "web-shop")
    (people,) = [block for block in again["view"]["blocks"] if block["block_id"].startswith("people-")]
    assert ["U0SEC"] == people["element"]["initial_users"]
    assert "As in the last run" == people["hint"]["text"]
    await night.fills("tess", again, {**values, "version": "4.12.1", "people": ["U0NED"]})
    assert ["Ned Holm"] == await security(night, f"{ID}.2")


@pytest.mark.parametrize("who", ["U0ERIN", "U0TMINUS"], ids=["another company", "a bot"])
async def test_who_cannot_act_is_not_chosen_for_a_role(night: Night, who: str) -> None:
    """Slack's list offers them as well: the form stays open and says so, and nothing is started."""
    form = await night.chooses("tess", await night.types("tess", "start"), "plan", "web-shop")
    values = {"plan": "web-shop", "version": "4.12.0", "date": "2026-12-01", "time": "23:00"}
    why = await refused_form(night, "tess", form, {**values, "people": [who]})
    assert "chosen for “security lead” is no active member of this workspace" in why
    await night.fills("tess", form, {**values, "people": ["U0GIL"]})
    assert ["Gil Brandt"] == await security(night, ID)
