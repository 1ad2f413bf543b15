"""Forms that presses open: what cannot be filled in is said instead."""

import pytest

from bot.domain import intents as i
from commands.blocks.actions import ActionId, ButtonValue
from commands.blocks.kit import Content, actions, button
from commands.forms import TYPED
from tests.bot import web_shop as w
from tests.commands.room import Room, read


def pressed(action: ActionId, deployment: str = w.ID) -> Content:
    """A message with one button."""
    return Content(text="x", blocks=actions(button(action, "Press", ButtonValue(deployment=deployment))))


@pytest.mark.parametrize("action", TYPED)
async def test_a_deployment_that_is_none_has_no_form(room: Room, action: ActionId) -> None:
    """A button of something that is not there is answered, and opens nothing."""
    outcome = await room.presses("ana", action, room.shows(pressed(action, "WEB-9")))
    assert "There is no deployment WEB-9" in read(outcome)
    assert outcome["view"] is None


@pytest.mark.parametrize("action", [ActionId.HAND, ActionId.ADD_STEP])
async def test_a_cancelled_deployment_has_no_form(room: Room, action: ActionId) -> None:
    """What may be done now is said instead."""
    await room.play.start("tess")
    await room.play.do("ana", i.Cancel(reason="not tonight"))
    outcome = await room.presses("ana", action, room.shows(pressed(action)))
    assert "is cancelled" in read(outcome)


@pytest.mark.parametrize("action", sorted(set(TYPED) - {ActionId.PROPOSE}))
async def test_what_is_typed_instead_is_said(room: Room, action: ActionId) -> None:
    """Where Slack does not open a form, the person is told the word that does the same."""
    await room.begun()
    await room.slack.fail("views.open", "server_error")
    outcome = await room.presses("ana", action, room.shows(pressed(action)))
    assert f"/deploy {TYPED[action].format(id=w.ID)}" in read(outcome)


async def test_a_modal_that_is_not_replaced_says_so_in_the_channel(room: Room) -> None:
    """What was chosen behind "More…" can be typed where Slack does not show it."""
    await room.begun()
    more = await room.presses("ana", ActionId.MORE, room.shows(pressed(ActionId.MORE)))
    for action, words in ((ActionId.HAND, "/deploy hand"), (ActionId.NOTE, f"/deploy note {w.ID} TEXT")):
        await room.slack.fail("views.update", "server_error")
        outcome = await room.chooses("ana", more["view"], action, "")
        assert words in read(outcome)


async def test_who_may_not_is_told_in_the_modal_or_in_the_channel(room: Room) -> None:
    """A refusal takes the modal's place; where Slack does not show it, it stands in the channel."""
    await room.begun()
    more = await room.presses("ned", ActionId.MORE, room.shows(pressed(ActionId.MORE)))
    await room.slack.fail("views.update", "server_error")
    outcome = await room.chooses("ned", more["view"], ActionId.HAND, "")
    assert "Only the Deployment Lead" in read(outcome)
    outcome = await room.chooses("ned", more["view"], ActionId.ADD_STEP, "")
    assert "Only the Deployment Lead" in str(outcome["view"]["blocks"])


async def test_what_is_being_given_up_takes_no_more_steps(room: Room) -> None:
    """While what was done is undone, an old button says who gave it up."""
    await room.begun()
    for step in range(1, 4):
        await room.play.do("ana", i.FinishStep(step=str(step)))
    await room.play.do("ana", i.Cancel(reason="not tonight"))
    outcome = await room.presses("ana", ActionId.ADD_STEP, room.shows(pressed(ActionId.ADD_STEP)))
    assert outcome["view"] is None
    assert "It is being cancelled, by you" in read(outcome)
