"""A plan that names no Product Owner: the start modal, or the roster, says who that is."""

from pathlib import Path

import pytest

from bot.domain.people import Person
from sandbox.model import Json
from tests.bot.web_shop import PLANS
from tests.scenario.in_vain import nothing_changes, refused, refused_form, refused_press, repeated
from tests.scenario.night import Night, user
from tests.scenario.test_review import START, state

NAMED = "| Product Owner | Pia Moreau (@pia) | | |"


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The web shop's plan without the name of its Product Owner."""
    text = (PLANS / "web-shop.md").read_text("utf-8")
    assert NAMED in text
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "web-shop.md").write_text(text.replace(NAMED, "| Product Owner | | | |"), "utf-8")
    return folder


async def holders(night: Night) -> tuple[Person, ...]:
    """Who stands for the Product Owner now."""
    return (await state(night)).holders("Product Owner").people


async def test_the_roster_names_who_signs_and_whoever_submitted_does_not(night: Night) -> None:
    """A role that nobody fills stops the submit; two in the roster, and the one who submitted cannot sign."""
    await night.types("tess", START)
    assert "nobody stands for “Product Owner”" in await refused(night, "tess", "submit")
    await night.types("tess", "roster Product Owner @pia @lee")
    await night.types("pia", "submit")
    assert "nobody approves what is theirs" in await refused(night, "pia", "approve product owner")
    await night.types("lee", "approve")
    assert [1, 5, 8] == sorted((await state(night)).signoffs)


async def test_the_roster_reaches_an_approver_in_the_middle_of_the_review(night: Night) -> None:
    """Who comes to hold a role is asked at once and may approve; who held it before no longer may."""
    await night.types("tess", "roster Product Owner @pia")
    await night.types("tess", START)
    await night.types("tess", "submit")
    old = await night.finds("pia", "Approve")
    assert old
    assert "Only the workspace's admins" in await refused(night, "ned", "roster Product Owner @ned")
    await night.types("tess", "roster product owner @ned")
    assert "UAT Sign-off, Product Owner" in await night.sees("ned", "Approval wanted")
    assert await night.finds("pia", "Approve") is None
    assert "UAT Sign-off: ask Ned Holm" in await refused_press(night, "pia", old)
    await night.presses("ned", "Approve")
    assert [1, 8] == sorted((await state(night)).signoffs)
    async with nothing_changes(night):
        await night.types("tess", "roster product owner @ned")


async def chosen(night: Night, who: str, values: Json) -> Json:
    """The start modal, once its plan was chosen while other inputs were filled already."""
    opened = await night.types(who, "start")
    asked = {"user": user(who), "view_id": opened["view"]["id"], "action_id": "plan", "value": "web-shop"}
    answer = await night.sandbox.post("/sandbox/view/action", json={**asked, "values": values})
    outcome: Json = answer.json()
    return outcome


async def test_the_start_modal_asks_for_people_and_loses_nothing(night: Night) -> None:
    """What was typed stays when the plan is chosen and when a field is wrong; the people are bound."""
    form = await chosen(night, "tess", {"version": "4.12.0"})
    assert "Who is Product Owner?" in str(form["view"]["blocks"])
    assert "choose both" in await refused_form(
        night, "tess", form, {"date": "2026-12-01", "people": ["U0PIA"]}
    )
    closed = await night.fills("tess", form, {"time": "23:00"})
    assert ("", None) == (closed["error"], closed["view"])
    await repeated(night)
    started = await state(night)
    assert "4.12.0" == started.version
    assert started.window_start
    assert "2026-12-01T22:00:00+00:00" == started.window_start.isoformat()
    assert [user("pia")] == [person.id for person in await holders(night)]
    await night.types("tess", "submit")
    await night.presses("pia", "Approve")
    assert [1, 8] == sorted((await state(night)).signoffs)


async def test_the_start_modal_refuses_whom_the_plan_does_not_name(night: Night) -> None:
    """A stranger reads under the plan whom to ask, also after choosing themselves for a role."""
    form = await chosen(night, "ned", {"version": "4.12.0"})
    told = await refused_form(night, "ned", form, {"date": "2026-12-01", "time": "23:00"})
    assert "Only somebody named in the plan may start it: ask Ana Castillo or Sam Whitfield." == told
    assert told == await refused_form(night, "ned", form, {"people": ["U0NED"]})
