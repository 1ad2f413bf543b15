import pytest

from bot.ports import Place
from commands.telling import tell_now
from tests.bot import web_shop as w
from tests.commands.room import Room


async def test_somebody_is_told_alone(room: Room) -> None:
    """What was said is in the channel for their eyes only."""
    assert await tell_now(room.parts.messenger, "U0NED", Place(channel=w.CHANNEL), "Not yours.")
    (message,) = room.slack.messages(w.CHANNEL)
    assert ("U0NED", True) == (message.only_for, "Not yours." in message.text)


@pytest.mark.parametrize("kind", ["server_error", "drop_before", "rate_limited", "error"])
async def test_whoever_could_not_be_told_is_known(room: Room, kind: str) -> None:
    """Whatever Slack says, it is said once more by nobody: the caller decides what is left to do."""
    await room.slack.fail("chat.postEphemeral", kind)
    assert not await tell_now(room.parts.messenger, "U0NED", Place(channel=w.CHANNEL), "Not yours.")
    assert 1 == len(await room.slack.calls("chat.postEphemeral"))


async def test_nobody_is_waited_for_who_is_not_there(room: Room) -> None:
    """A request in the name of somebody whom Slack does not know needs no answer that says it failed."""
    assert await tell_now(room.parts.messenger, "U0NOBODY", Place(channel=w.CHANNEL), "Not yours.")
