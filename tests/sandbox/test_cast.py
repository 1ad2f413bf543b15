from zoneinfo import ZoneInfo

from sandbox.workspace import World


def test_the_cast_is_complete(world: World) -> None:
    """Two teams who work, and one who looks on, all with an address, a title and a real zone."""
    people = world.people()

    assert {"ana", "maya", "ned"} <= {person.handle for person in people}
    assert all(person.email == f"{person.handle}@octal.example" for person in people)
    assert all(person.title and ZoneInfo(person.zone) for person in people)
    assert len(people) == len({person.id for person in people})


def test_the_bot_is_everywhere_but_in_general(world: World) -> None:
    """One channel stays without the bot, so that people can see what happens then."""
    without = [place.name for place in world.in_order() if world.bot.user_id not in place.members]

    assert ["general"] == without
