import pytest

from bot.domain.state import Lifecycle
from sandbox.model import Json
from tests.bot import web_shop as w
from tests.commands.room import Room, read

VALUES: Json = {"plan": "web-shop", "version": "4.12.0", "date": "2026-12-01", "time": "23:00"}


async def opened(room: Room) -> Json:
    view: Json = (await room.types("tess", "start"))["view"]
    return view


async def test_start_alone_opens_the_form(room: Room) -> None:
    """The form offers the plans of the folder, and the command is answered with nothing else."""
    outcome = await room.types("tess", "start")
    assert [] == outcome["messages"]
    assert "web-shop" in str(outcome["view"]["blocks"])


async def test_the_form_starts_a_plan(room: Room) -> None:
    """What was filled in opens a draft in the channel the form was asked for in, and the form closes."""
    closed = await room.submits("tess", await opened(room), VALUES)
    assert (True, None) == (closed["ok"], closed["view"])
    state = await room.state()
    assert (Lifecycle.DRAFT, w.CHANNEL, "4.12.0") == (state.state, state.channel, state.version)
    assert state.window_start
    assert "2026-12-01T22:00:00+00:00" == state.window_start.isoformat()


async def test_people_are_asked_for_roles_that_nobody_fills(room: Room) -> None:
    """Once a plan is chosen the form asks who the unfilled roles are, and who was named holds them."""
    path = room.plans / "web-shop.md"
    text = path.read_text("utf-8").replace("Sefa Yilmaz (@sec)", "").replace("+49 30 5550 1008", "")
    path.write_text(text, "utf-8")
    view = await opened(room)
    asking = (await room.chooses("tess", view, "plan", "web-shop"))["view"]
    assert "Who is Security Lead?" in str(asking["blocks"])
    await room.submits("tess", asking, {**VALUES, "people": ["U0SEC"]})
    holders = (await room.state()).holders("Security Lead")
    assert ["Sefa Yilmaz"] == [person.name for person in holders.people]


async def test_a_form_that_cannot_be_updated_can_still_be_sent(room: Room) -> None:
    """Where Slack does not take the update, the plan is started without those people."""
    view = await opened(room)
    await room.slack.fail("views.update", "error", code="hash_conflict")
    outcome = await room.chooses("tess", view, "plan", "web-shop")
    assert "" == outcome["error"]
    assert (await room.submits("tess", view, VALUES))["ok"]


async def test_a_plan_that_went_away_leaves_the_form_as_it_is(room: Room) -> None:
    """A chosen plan that is not there any more is told when the form is sent off, and nothing is lost."""
    view = await opened(room)
    (room.plans / "web-shop.md").unlink()
    assert "" == (await room.chooses("tess", view, "plan", "web-shop"))["error"]
    outcome = await room.submits("tess", view, VALUES)
    assert "There are no plans" in outcome["errors"]["plan"]


@pytest.mark.parametrize("missing", ["date", "time"])
async def test_date_and_time_go_together(room: Room, missing: str) -> None:
    """A date without a time, or a time without a date, is told where it is missing."""
    outcome = await room.submits("tess", await opened(room), {**VALUES, missing: None})
    assert "go together" in outcome["errors"][missing]
    assert () == await room.parts.queries.open_deployments()


async def test_a_year_that_no_deployment_has_is_told(room: Room) -> None:
    """Slack's date picker takes any year; what was typed beside it is still there."""
    outcome = await room.submits("tess", await opened(room), {**VALUES, "date": "9999-12-31"})
    assert "No deployment is on that date" in outcome["errors"]["date"]
    assert () == await room.parts.queries.open_deployments()


async def test_without_date_and_time_the_plan_keeps_its_own(room: Room) -> None:
    """A plan that says when it is deployed need not be told again."""
    values = {**VALUES, "date": None, "time": None}
    assert (await room.submits("tess", await opened(room), values))["ok"]
    assert "4.12.0" == (await room.state()).version


async def test_a_refusal_stands_in_the_form(room: Room) -> None:
    """Whoever may not start the plan reads so in the form, which stays open."""
    view = (await room.types("ned", "start"))["view"]
    outcome = await room.submits("ned", view, VALUES)
    assert "Only somebody named in the plan" in outcome["errors"]["plan"]


async def test_a_form_that_did_not_open_says_what_to_type(room: Room) -> None:
    """Where Slack does not open the form, the command is answered with the typed one."""
    await room.slack.fail("views.open", "rate_limited")
    assert "/deploy start [PLAN VERSION" in read(await room.types("tess", "start"))
