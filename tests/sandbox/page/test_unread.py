import pytest

from sandbox.page.unread import Call, Unread, calls_everywhere, mark_read, newest_calls, unread_in
from sandbox.workspace import World
from tests.sandbox.helpers import actions, button, section


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("hello", Unread(0, anything=True)),
        ("<@U0CARLA> please", Unread(1, anything=True)),
        ("<!subteam^S0CAB> please", Unread(1, anything=True)),
        ("<!here> look", Unread(1, anything=True)),
        ("<@U0ANA> please", Unread(0, anything=True)),
    ],
)
def test_a_message_calls_those_it_mentions(world: World, text: str, unread: Unread) -> None:
    """A mention of the person, a group of theirs, or everybody counts; other news is a dot."""
    place = world.conversations["C0OPS"]
    world.say(place, world.bot.user_id, text)
    told = unread_in(world, "U0CARLA", place)
    mark_read(world, "U0CARLA", place, "")

    assert unread == told
    assert Unread(0, anything=False) == unread_in(world, "U0CARLA", place)


def test_blocks_call_too(world: World) -> None:
    """Also a mention that stands in blocks alone counts, and every direct message."""
    world.say(world.conversations["C0OPS"], world.bot.user_id, "x", blocks=[section("<@U0CARLA>, your turn")])
    world.say(world.direct("U0CARLA"), world.bot.user_id, "hello")

    assert 2 == calls_everywhere(world, "U0CARLA")


def test_a_reply_is_read_in_its_thread(world: World) -> None:
    """A call in a thread stays until the thread is opened, and is no news of the channel."""
    place = world.conversations["C0OPS"]
    root = world.say(place, world.bot.user_id, "root")
    world.say(place, world.bot.user_id, "<@U0DBA>, your turn", thread_ts=root.ts)
    mark_read(world, "U0DBA", place, "")
    before = unread_in(world, "U0DBA", place)
    mark_read(world, "U0DBA", place, root.ts)

    assert Unread(1, anything=False) == before
    assert Unread(0, anything=False) == unread_in(world, "U0DBA", place)


def test_own_words_are_no_news(world: World) -> None:
    """Nobody is told of their own message."""
    place = world.conversations["C0OPS"]
    world.say(place, "U0ANA", "<@U0ANA> note to self")

    assert Unread(0, anything=False) == unread_in(world, "U0ANA", place)


def test_an_edit_calls_nobody(world: World) -> None:
    """A mention that an edit brought notifies nobody, and one that it took away waits for nobody any more."""
    place = world.conversations["C0OPS"]
    first = world.say(place, world.bot.user_id, "x", blocks=[section("Now: <@U0DBA>")])
    first.earlier.append(first.blocks)
    first.blocks = [section("Now: <@U0DEV>")]

    assert (0, 0) == (calls_everywhere(world, "U0DBA"), calls_everywhere(world, "U0DEV"))


def test_the_newest_call_comes_first_with_its_place(world: World) -> None:
    """Each person is there once, with the thread their newest call is in, until it is read."""
    place = world.conversations["C0OPS"]
    press = [actions(button("Approve", "approve", style="primary"))]
    world.say(world.direct("U0CARLA"), world.bot.user_id, "please approve", blocks=press)
    root = world.say(place, world.bot.user_id, "<@U0DBA>, soon")
    turn = [section("<@U0DBA>, your turn; <@U0DEV> waits"), *press]
    world.say(place, world.bot.user_id, "x", thread_ts=root.ts, blocks=turn)
    world.say(place, world.bot.user_id, "<@U0DBA> was asked", blocks=[actions(button("Open plan", "open"))])
    told = newest_calls(world)
    mark_read(world, "U0DBA", place, root.ts)

    to_dev, to_carla = Call("U0DEV", "C0OPS", root.ts), Call("U0CARLA", "D0CARLA", "")
    assert [Call("U0DBA", "C0OPS", root.ts), to_dev, to_carla] == told
    assert [to_dev, to_carla] == newest_calls(world)
