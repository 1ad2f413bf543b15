import pytest

from commands.blocks.actions import ActionId
from sandbox.model import Json
from tests.commands.room import Room
from tests.commands.test_forms import pressed

STEP: Json = {"after": "2", "action": "Look", "person": "U0LEE", "minutes": "5", "reason": "a smell"}


async def opened(room: Room) -> Json:
    """The form on the lead's screen, in pre-deployment."""
    await room.begun()
    view: Json = (await room.presses("ana", ActionId.ADD_STEP, room.shows(pressed(ActionId.ADD_STEP))))[
        "view"
    ]
    return view


async def test_what_was_filled_in_is_the_step(room: Room) -> None:
    """Place, action, owner, minutes and reason are those of the form."""
    view = await opened(room)
    assert (await room.submits("ana", view, STEP))["ok"]
    [added] = (await room.state()).added
    assert ("2a", "Look", 5) == (added.step.number, added.step.action, added.step.minutes)
    assert ["U0LEE"] == [person.id for person in added.people]
    assert added.given
    assert "a smell" == added.given.note


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"person": None}, "person"),
        ({"role": "DBA"}, "person"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "1441"}, "minutes"),
        ({"minutes": "٣"}, "minutes"),
        ({"minutes": "soon"}, "minutes"),
    ],
)
async def test_what_cannot_be_taken_is_said_where_it_stands(room: Room, changed: Json, where: str) -> None:
    """Nobody or two, and what is no number of minutes up to a day, leave the form open."""
    view = await opened(room)
    outcome = await room.submits("ana", view, {**STEP, **changed})
    assert [where] == list(outcome["errors"])
    assert () == (await room.state()).added


@pytest.mark.parametrize("minutes", ["1", "1440"])
async def test_the_limits_of_its_length(room: Room, minutes: str) -> None:
    """A minute and a day are taken."""
    assert (await room.submits("ana", await opened(room), {**STEP, "minutes": minutes}))["ok"]
