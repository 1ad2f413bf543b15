from bot.domain import intents as i
from commands.blocks.actions import ActionId
from sandbox.model import Json
from tests.commands.room import Room
from tests.commands.test_forms import pressed


async def opened(room: Room, who: str) -> tuple[Json, str]:
    """The form on somebody's screen, and what stands for the DBA in it."""
    outcome = await room.presses(who, ActionId.HAND, room.shows(pressed(ActionId.HAND)))
    view: Json = outcome["view"]
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == "role")
    return view, next(
        str(option["value"]) for option in element["options"] if option["text"]["text"].startswith("DBA")
    )


async def test_what_was_chosen_is_the_intent(room: Room) -> None:
    """The role is whoever's was chosen, in the next moment."""
    await room.begun()
    view, dba = await opened(room, "ana")
    assert (await room.submits("ana", view, {"role": dba, "person": "U0NED"}))["ok"]
    assert ["U0NED"] == [person.id for person in (await room.state()).holders("DBA").people]


async def test_a_form_that_is_behind_keeps_what_was_chosen(room: Room) -> None:
    """What happened meanwhile stands under the role, and nothing is handed over."""
    await room.begun()
    view, dba = await opened(room, "ana")
    await room.play.do("sam", i.HandOver(role="DBA", to="U0LEE"))
    outcome = await room.submits("ana", view, {"role": dba, "person": "U0NED"})
    assert {"role": "Meanwhile Lee Park stands for DBA: open the form anew to hand it on."} == outcome[
        "errors"
    ]
    assert ["U0LEE"] == [person.id for person in (await room.state()).holders("DBA").people]
