from zoneinfo import ZoneInfo

from sandbox.workspace import World


def test_the_cast_is_complete(world: World) -> None:
    """Two teams who work, and one who looks on, all with an address, a title and a real zone."""
    people = world.own_people()

    assert {"ana", "maya", "ned"} <= {person.handle for person in people}
    assert all(person.email for person in people)
    assert all(person.title and ZoneInfo(person.zone) for person in people)
    assert len(people) == len({person.id for person in people})


def test_the_bot_is_missing_where_people_can_see_what_happens_then(world: World) -> None:
    """One public channel and the private one stay without it."""
    without = [place.name for place in world.in_order() if world.bot.user_id not in place.members]

    assert ["general", "release-war-room"] == without


def test_a_guest_and_a_stranger_see_one_channel_each(world: World) -> None:
    """The guest where they work, the other company's person where it is shared."""
    seen = {user: [place.name for place in world.visible_to(user)] for user in ("U0GIL", "U0ERIN")}

    assert {"U0GIL": ["web-shop-release"], "U0ERIN": ["acme-payments"]} == seen


def test_groups_have_two_three_and_twelve_people(world: World) -> None:
    """Small enough for a call, larger, and large; everybody in them works here."""
    sizes = {group.handle: len(group.users) for group in world.groups.values()}

    assert {"cab": 2, "dba-team": 3, "release-crew": 12} == sizes
    assert {user for group in world.groups.values() for user in group.users} <= world.users.keys()
