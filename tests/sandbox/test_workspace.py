import pytest

from sandbox.errors import SlackError
from sandbox.workspace import World
from tests.sandbox.helpers import modal


def test_timestamps_only_go_up(world: World) -> None:
    """Each message's ts is later than all before, also within one microsecond."""
    stamps = [world.next_ts() for _ in range(500)]

    assert sorted(set(stamps), key=float) == stamps


def test_replies_go_to_a_root_alone(world: World) -> None:
    """A reply to a reply, or to nothing, is refused."""
    place = world.conversation("C0OPS")
    root = world.say(place, "U0ANA", "root")
    reply = world.say(place, "U0ANA", "reply", thread_ts=root.ts)

    for wrong in (reply.ts, "1.000001"):
        with pytest.raises(SlackError, match="cannot_reply_to_message"):
            world.say(place, "U0ANA", "deeper", thread_ts=wrong)


def test_an_ephemeral_message_is_seen_by_one(world: World) -> None:
    """Only whom it is for sees an ephemeral message, and it cannot be found to be edited."""
    place = world.conversation("C0OPS")
    message = world.say(place, world.bot.user_id, "psst", only_for="U0ANA")

    assert [message] == place.seen_by("U0ANA")
    assert [] == place.seen_by("U0SAM")
    with pytest.raises(SlackError, match="message_not_found"):
        world.message(place, message.ts)


def test_three_modals_at_most(world: World) -> None:
    """A third modal may be pushed, a fourth not, and none where none is open."""
    with pytest.raises(SlackError, match="not_found"):
        world.push_modal("U0ANA", modal())
    first = world.open_modal("U0ANA", modal())
    second = world.push_modal("U0ANA", modal())
    world.push_modal("U0ANA", modal())

    assert (first.id, first.id) == (second.root_id, second.previous_id)
    with pytest.raises(SlackError, match="push_limit_reached"):
        world.push_modal("U0ANA", modal())


def test_direct_messages_come_in_the_order_of_the_people(world: World) -> None:
    """Whoever was written to first: conversations are always listed in the same order."""
    world.direct("U0SAM")
    world.direct("U0ANA")

    names = [place.id for place in world.in_order()]

    assert ["D0ANA", "D0SAM"] == names[-2:]
    assert all(not world.conversations[name].is_im for name in names[:-2])


def test_the_bot_has_no_direct_messages_with_itself(world: World) -> None:
    """Slack has no conversation of a bot with itself."""
    with pytest.raises(SlackError, match="user_not_found"):
        world.direct(world.bot.user_id)


def test_whoever_listens_hears_of_a_change(world: World) -> None:
    """A message sets the events of those who look on, until they no longer do."""
    listener = world.listen()
    world.say(world.conversation("C0OPS"), "U0ANA", "hello")
    heard = listener.is_set()
    listener.clear()
    world.forget(listener)
    world.say(world.conversation("C0OPS"), "U0ANA", "again")

    assert (True, False) == (heard, listener.is_set())
