import json
from datetime import timedelta

import pytest

from bot.errors import Lost, Permanent, Transient
from bot.ports import Place, Rendered
from bot.postmarks import postmark
from commands.messenger import SlackMessenger
from tests.pretend_slack import Slack

OPS = Place(channel="C0OPS")


def rendered(text: str) -> Rendered:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return Rendered(text=text, body=json.dumps([block]), fingerprint=text)


@pytest.fixture
def messenger(slack: Slack) -> SlackMessenger:
    return SlackMessenger(slack.client, is_by_our_clock=True)


async def test_a_post_bears_its_mark_and_text(slack: Slack, messenger: SlackMessenger) -> None:
    """A message arrives with its blocks, its notification text and the mark in its metadata."""
    ts = await messenger.post(rendered("Web shop"), OPS, "mark-1")
    [message] = slack.messages("C0OPS")
    assert ts == message.ts
    assert "Web shop" == message.text
    assert "Web shop" == message.blocks[0]["text"]["text"]
    assert {"event_type": "tminus_message", "event_payload": {"mark": "mark-1"}} == message.metadata


async def test_a_post_unfurls_nothing(slack: Slack, messenger: SlackMessenger) -> None:
    """Links in a message open no previews, which would push it off the screen."""
    await messenger.post(rendered("Web shop"), OPS, "mark-1")
    [posted] = await slack.calls("chat.postMessage")
    assert (False, False) == (posted["arguments"]["unfurl_links"], posted["arguments"]["unfurl_media"])


async def test_a_reply_goes_into_its_thread(slack: Slack, messenger: SlackMessenger) -> None:
    """A reply stands in the thread, and in the channel only where that is asked for."""
    root = await messenger.post(rendered("root"), OPS, "root")
    await messenger.post(rendered("log"), Place(channel="C0OPS", thread=root), "log")
    await messenger.post(rendered("end"), Place(channel="C0OPS", thread=root, broadcast=True), "end")
    assert [("", False), (root, False), (root, True)] == [
        (message.thread_ts, message.broadcast) for message in slack.messages("C0OPS")
    ]


async def test_an_edit_changes_the_message_in_place(slack: Slack, messenger: SlackMessenger) -> None:
    """An edit keeps the message's place and mark, and leaves no "edited" behind."""
    ts = await messenger.post(rendered("draft"), OPS, "mark-1")
    await messenger.edit(rendered("in review"), Place(channel="C0OPS", ts=ts))
    [message] = slack.messages("C0OPS")
    assert "in review" == message.blocks[0]["text"]["text"]
    assert "in review" == message.text
    assert not message.edited
    assert ts == await messenger.find(OPS, "mark-1")


async def test_a_post_whose_answer_was_lost_is_found(slack: Slack, messenger: SlackMessenger) -> None:
    """A root post that arrived though its answer did not is found by its mark, and no other is."""
    await slack.fail("chat.postMessage", "drop_after")
    with pytest.raises(Lost):
        await messenger.post(rendered("Web shop"), OPS, "mark-1")
    [message] = slack.messages("C0OPS")
    assert message.ts == await messenger.find(OPS, "mark-1")
    assert "" == await messenger.find(OPS, "mark-2")


async def test_a_reply_whose_answer_was_lost_is_found(slack: Slack, messenger: SlackMessenger) -> None:
    """A reply is looked for in its thread, page after page."""
    root = await messenger.post(rendered("root"), OPS, "root")
    thread = Place(channel="C0OPS", thread=root)
    for number in range(250):
        slack.world.say(slack.world.conversations["C0OPS"], "U0ANA", f"chatter {number}", thread_ts=root)
    reply = await messenger.post(rendered("log"), thread, "mark-1")
    assert reply == await messenger.find(thread, "mark-1")
    assert 2 == len(await slack.calls("conversations.replies"))


async def test_a_post_is_looked_for_from_when_its_mark_was_made_on(
    slack: Slack, messenger: SlackMessenger
) -> None:
    """All that was said since is read, however much; nothing of before, but for clocks that differ."""
    ops, now = slack.world.conversations["C0OPS"], slack.world.now()
    mark = postmark(now)
    ts = await messenger.post(rendered("Web shop"), OPS, mark)
    for number in range(2_100):
        slack.world.say(ops, "U0ANA", f"chatter {number}")
    assert ts == await messenger.find(OPS, mark)
    assert 11 == len(await slack.calls("conversations.history"))
    assert "" == await messenger.find(OPS, postmark(now + timedelta(hours=1)))
    assert 12 == len(await slack.calls("conversations.history"))


async def test_a_look_up_that_takes_too_long_is_tried_later(slack: Slack) -> None:
    """A delivery ends within its lease, however slowly Slack answers."""
    hasty = SlackMessenger(slack.client, is_by_our_clock=True, seconds_to_find=0.05)
    await slack.fail("conversations.history", "hang_before")
    with pytest.raises(Transient, match="too long"):
        await hasty.find(OPS, "mark-1")


async def test_somebody_elses_metadata_is_no_mark(slack: Slack, messenger: SlackMessenger) -> None:
    """A message of another app with the same payload is not taken for ours."""
    other = {"event_type": "other_app", "event_payload": {"mark": "mark-1"}}
    slack.world.say(slack.world.conversations["C0OPS"], "U0ANA", "hello", metadata=other)
    assert "" == await messenger.find(OPS, "mark-1")


async def test_a_direct_message_has_its_own_conversation(slack: Slack, messenger: SlackMessenger) -> None:
    """What is for one person goes to their direct conversation."""
    channel = await messenger.conversation("U0ANA")
    ts = await messenger.post(rendered("Approve?"), Place(channel=channel), "mark-1")
    assert slack.world.direct("U0ANA").id == channel
    assert ts == await messenger.find(Place(channel=channel), "mark-1")


async def test_an_answer_is_seen_by_one_person_where_they_are(
    slack: Slack, messenger: SlackMessenger
) -> None:
    """An answer to a button shows in the thread it was pressed in, to whoever pressed it."""
    root = await messenger.post(rendered("root"), OPS, "root")
    await messenger.tell("U0ANA", Place(channel="C0OPS", thread=root), "Only the lead may.")
    told = slack.messages("C0OPS")[-1]
    assert ("U0ANA", root, "Only the lead may.") == (told.only_for, told.thread_ts, told.text)


@pytest.mark.parametrize("channel", ["", "C0GENERAL", "C0NOWHERE"])
async def test_an_answer_that_cannot_be_given_there_goes_direct(
    slack: Slack, messenger: SlackMessenger, channel: str
) -> None:
    """Where the bot cannot speak, or no place is known, the person hears by direct message."""
    await messenger.tell("U0ANA", Place(channel=channel), "Only the lead may.")
    [told] = slack.messages(slack.world.direct("U0ANA").id)
    assert "Only the lead may." == told.text


@pytest.mark.parametrize(
    "code",
    [
        "cannot_reply_to_message",
        "restricted_action",
        "restricted_action_thread_locked",
        "user_not_in_channel",
    ],
)
async def test_an_answer_that_slack_does_not_take_there_goes_direct(
    slack: Slack, messenger: SlackMessenger, code: str
) -> None:
    """Where only some may post, or the thread is gone, whoever pressed hears by direct message."""
    await slack.fail("chat.postEphemeral", "error", code=code)
    await messenger.tell("U0ANA", OPS, "Only the lead may.")
    [told] = slack.messages(slack.world.direct("U0ANA").id)
    assert "Only the lead may." == told.text


async def test_other_errors_of_an_answer_come_through(slack: Slack, messenger: SlackMessenger) -> None:
    """An answer that Slack refuses for good is no reason to try it elsewhere."""
    await slack.fail("chat.postEphemeral", "error", code="messages_tab_disabled")
    with pytest.raises(Permanent):
        await messenger.tell("U0ANA", OPS, "Only the lead may.")
    assert [] == slack.messages(slack.world.direct("U0ANA").id)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (Place(channel="C0GENERAL"), "not_in_channel"),
        (Place(channel="C0NOWHERE"), "channel_not_found"),
    ],
)
async def test_a_post_that_cannot_be_says_why(messenger: SlackMessenger, place: Place, code: str) -> None:
    """A channel without the bot, or none at all, is a permanent error with Slack's word."""
    with pytest.raises(Permanent) as caught:
        await messenger.post(rendered("Web shop"), place, "mark-1")
    assert code == caught.value.code


async def test_an_edit_of_a_deleted_message_says_so(messenger: SlackMessenger) -> None:
    """A message that somebody deleted cannot be edited, and the error says that."""
    with pytest.raises(Permanent, match="deleted") as caught:
        await messenger.edit(rendered("x"), Place(channel="C0OPS", ts="1.1"))
    assert "message_not_found" == caught.value.code


async def test_an_answer_with_blocks_stands_in_the_thread(slack: Slack, messenger: SlackMessenger) -> None:
    """An answer that was built with blocks is shown so, to one person, in their thread."""
    root = await messenger.post(rendered("root"), OPS, "root")
    answer = rendered("*Step 5* is done")
    await messenger.tell("U0ANA", Place(channel="C0OPS", thread=root), answer.text, answer.body)
    told = slack.messages("C0OPS")[-1]
    assert ("U0ANA", root, "*Step 5* is done") == (told.only_for, told.thread_ts, told.text)
    assert "*Step 5* is done" == told.blocks[0]["text"]["text"]
