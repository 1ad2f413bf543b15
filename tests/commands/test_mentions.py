import json

import pytest

from bot.clock import real_now
from bot.domain.state import Lifecycle, StepStatus
from bot.ports import Place
from bot.storage.codec import decode
from bot.storage.outbox import Answer
from commands.mentions import Unsaid, words_of
from sandbox.model import Json
from tests.bot import web_shop as w
from tests.commands.room import Room, user
from tests.commands.signed import JSON

BOT = "U0TMINUS"
ROOT = "1795456010.000100"


def mention(text: str, who: str = "dba", **more: object) -> Json:
    """What Slack tells of a message in which the bot is mentioned."""
    said = {"user": user(who), "text": text, "ts": "1795456011.000100", "channel": w.CHANNEL}
    return {"type": "app_mention", "event_ts": "1795456011.000100", **said, **more}


async def hears(room: Room, event: Json) -> list[Answer]:
    """The answers that wait to be given once the bot heard an event."""
    assert "" == (await room.slack.deed("event", **event))["error"]
    return [decode(Answer, found) for found in await room.answers()]


async def test_the_words_are_those_of_the_command(room: Room) -> None:
    """What is said to the bot is done, and the answer waits for whoever said it, where they said it."""
    await room.begun()
    bot = room.slack.world.bot.user_id
    [answer] = await hears(room, mention(f"<@{bot}> step 1 done all green", thread_ts=ROOT))
    assert StepStatus.DONE is (await room.state()).steps["1"].status
    assert user("dba") == answer.user
    assert Place(channel=w.CHANNEL, thread=ROOT) == answer.place
    assert "Step 1" in answer.body


async def test_an_event_that_comes_again_is_handled_once(room: Room) -> None:
    """A repeated event does nothing more and is answered no second time."""
    await room.begun()
    bot = room.slack.world.bot.user_id
    [first] = await hears(room, mention(f"<@{bot}> step 1 done"))
    before = await room.state()
    again = await room.slack.deed("repeat")
    assert (200, "") == (again["status"], again["error"])
    assert before == await room.state()
    assert [first.body] == [json.loads(answer)["body"] for answer in await room.answers()]


async def test_a_refusal_is_the_persons_alone(room: Room) -> None:
    """Whoever may not hears why in an answer of their own."""
    await room.begun()
    bot = room.slack.world.bot.user_id
    [answer] = await hears(room, mention(f"<@{bot}> go now", who="ned"))
    assert user("ned") == answer.user
    assert Lifecycle.PRE_DEPLOYMENT is (await room.state()).state


async def test_a_name_in_passing_does_nothing_and_says_so(room: Room) -> None:
    """Somebody who names the bot in a sentence hears that nothing was done: they may have meant it."""
    await room.begun()
    bot = room.slack.world.bot.user_id
    [answer] = await hears(room, mention(f"hey <@{bot}> step 1 done"))
    assert "Nothing was done" in answer.body
    assert StepStatus.DONE is not (await room.state()).steps["1"].status


@pytest.mark.parametrize(("seconds", "is_done"), [(170, True), (190, False)])
async def test_what_comes_long_after_it_was_written_is_not_done(
    room: Room, seconds: int, is_done: bool
) -> None:
    """Slack's second repeat is no news to anybody: whoever wrote it hears so, and may say it again."""
    await room.begun()
    said = mention(f"<@{room.slack.world.bot.user_id}> step 1 done")
    written = int(real_now().timestamp()) - seconds
    envelope = {"type": "event_callback", "team_id": "T0OCTAL", "event_id": "Ev1", "event_time": written}
    body = json.dumps({**envelope, "event": said}).encode()
    assert 200 == (await room.delivers(body, JSON)).status_code
    assert is_done is ((await room.state()).steps["1"].status is StepStatus.DONE)
    [answer] = await room.answers()
    assert is_done is ("I did not act on this" not in answer)


async def test_start_alone_says_what_to_type(room: Room) -> None:
    """No form can be opened from a message: the answer is the typed form."""
    bot = room.slack.world.bot.user_id
    [answer] = await hears(room, mention(f"<@{bot}> start"))
    assert "start web-shop 4.12.0" in answer.body


async def test_a_direct_message_needs_no_name(room: Room) -> None:
    """In its direct messages the bot takes the words as they are, and answers there."""
    await room.play.start("tess")
    said = {"type": "message", "channel_type": "im", "user": user("tess"), "ts": "1.2", "channel": "D1"}
    [answer] = await hears(room, {**said, "text": f"submit {w.ID}"})
    assert Lifecycle.IN_REVIEW is (await room.state()).state
    assert "D1" == answer.place.channel


async def test_people_in_a_message_go_by_their_handles(room: Room) -> None:
    """A message names people by ids alone: the record has their handles."""
    await room.begun()
    bot = room.slack.world.bot.user_id
    await hears(room, mention(f"<@{bot}> step 1 done with <@U0SAM>"))
    assert "with @sam" == (await room.state()).steps["1"].note


async def test_what_could_not_be_done_is_told_and_not_done_later(room: Room) -> None:
    """While the database is busy the person hears it, and Slack does not send the event again."""
    await room.begun()
    bot = room.slack.world.bot.user_id
    with room.locked():
        assert "" == (await room.slack.deed("event", **mention(f"<@{bot}> step 1 done")))["error"]
    assert "again" in room.slack.messages(w.CHANNEL)[-1].text
    assert user("dba") == room.slack.messages(w.CHANNEL)[-1].only_for


async def test_a_database_that_is_busy_and_a_person_who_cannot_be_told_is_no_200(room: Room) -> None:
    """Where nobody could be told, Slack sends the event again."""
    await room.begun()
    bot = room.slack.world.bot.user_id
    await room.slack.fail("chat.postEphemeral", "server_error")
    await room.slack.fail("chat.postEphemeral", "server_error")
    with room.locked():
        assert "" != (await room.slack.deed("event", **mention(f"<@{bot}> step 1 done")))["error"]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({"type": "app_mention", "text": f"<@{BOT}> status"}, "status"),
        ({"type": "app_mention", "text": f"  <@{BOT}|t-minus>: status"}, "status"),
        ({"type": "app_mention", "text": f"<@{BOT}>"}, ""),
        ({"type": "app_mention", "text": f"ask <@{BOT}> later"}, Unsaid.IN_PASSING),
        ({"type": "app_mention", "text": f"<@{BOT}> status", "edited": {"ts": "1"}}, Unsaid.NOT_OURS),
        ({"type": "app_mention", "text": f"<@{BOT}> status", "bot_id": "B1"}, Unsaid.NOT_OURS),
        ({"type": "app_mention", "text": f"<@{BOT}> status", "user": BOT}, Unsaid.NOT_OURS),
        ({"type": "message", "channel_type": "im", "text": "status"}, "status"),
        ({"type": "message", "channel_type": "im", "text": f"<@{BOT}> status"}, "status"),
        ({"type": "message", "channel_type": "im", "text": "status", "subtype": "file_share"}, "status"),
        ({"type": "app_mention", "text": f"<@{BOT}> /deploy status"}, " status"),
        ({"type": "message", "channel_type": "im", "text": "/deploy status"}, " status"),
        ({"type": "message", "channel_type": "channel", "text": "hold on, I look"}, Unsaid.NOT_OURS),
        ({"type": "message", "channel_type": "channel", "text": f"<@{BOT}> status"}, Unsaid.NOT_OURS),
        ({"type": "message", "subtype": "message_changed", "user": "U1"}, Unsaid.NOT_OURS),
        ({"type": "message", "subtype": "message_deleted"}, Unsaid.NOT_OURS),
    ],
)
def test_only_what_somebody_wrote_to_the_bot_counts(event: Json, words: str | Unsaid) -> None:
    """Words after the bot's name count, once; edits, bots and names in passing do not."""
    assert words == words_of({"user": "U1", **event}, BOT)
