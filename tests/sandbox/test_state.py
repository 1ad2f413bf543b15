from sandbox.workspace import World
from tests.sandbox.helpers import Client, modal, section


async def test_the_state_is_what_one_person_sees(client: Client, world: World) -> None:
    """Their conversations, messages with the lines they read, their modals and Home tab, nobody else's."""
    await client.say("C0OPS", "x", blocks=[section("at <!date^1796162400^{time}|then>")])
    await client.say("U0ANA", "for Ana")
    world.open_modal("U0DREW", modal(callback_id="his"))
    world.publish_home("U0DREW", {"type": "home", "blocks": []})

    drew = await client.get("state", user="U0DREW")
    ops = next(place for place in drew["conversations"] if place["id"] == "C0OPS")

    assert ["at 17:00"] == ops["messages"][0]["lines"]
    assert world.visible_to("U0DREW") == [world.conversations[one["id"]] for one in drew["conversations"]]
    assert (["his"], "home") == ([view["callback_id"] for view in drew["views"]], drew["home"]["type"])
    assert ("2026-12-01T21:00:00+00:00", len(world.users)) == (drew["now"], len(drew["users"]))


async def test_a_stranger_sees_nothing(client: Client) -> None:
    """Who is not in the workspace gets Slack's word for it."""
    assert "user_not_found" == (await client.get("state", user="U9"))["detail"]
