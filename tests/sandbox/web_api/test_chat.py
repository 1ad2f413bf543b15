import pytest

from sandbox.model import Json
from sandbox.workspace import World
from tests.sandbox.helpers import Client, actions, button, section

DROPPED = "This message was deleted."


async def test_a_post_comes_back_as_slack_gives_it(client: Client) -> None:
    """The answer names channel and ts and holds the message with its blocks, each with an id."""
    posted = await client.api("chat.postMessage", channel="C0OPS", text="hi", blocks=[section("hello")])

    message = posted["message"]
    assert ("C0OPS", posted["ts"], "U0TMINUS") == (posted["channel"], message["ts"], message["user"])
    assert message["blocks"][0]["block_id"]


REFUSED: list[tuple[str, Json]] = [
    ("no_text", {"channel": "C0OPS"}),
    ("channel_not_found", {"channel": "C9", "text": "x"}),
    ("not_in_channel", {"channel": "C0GENERAL", "text": "x"}),
    ("cannot_reply_to_message", {"channel": "C0OPS", "text": "x", "thread_ts": "1.000001"}),
    ("invalid_blocks_format", {"channel": "C0OPS", "blocks": "words"}),
    ("invalid_blocks", {"channel": "C0OPS", "blocks": [{"type": "marquee"}]}),
    ("msg_blocks_too_long", {"channel": "C0OPS", "blocks": [section("x" * 3000)] * 5}),
    ("invalid_metadata_format", {"channel": "C0OPS", "text": "x", "metadata": {"event_type": "only"}}),
    ("invalid_arguments", {"text": "x"}),
]


@pytest.mark.parametrize(("error", "arguments"), REFUSED, ids=[case[0] for case in REFUSED])
async def test_what_slack_refuses_is_refused(
    client: Client, world: World, error: str, arguments: Json
) -> None:
    """A refused post has Slack's name for why, and leaves nothing behind."""
    answer = await client.api("chat.postMessage", **arguments)

    assert (False, error) == (answer["ok"], answer["error"])
    assert [] == [message for place in world.in_order() for message in place.messages]


async def test_refused_blocks_are_explained(client: Client) -> None:
    """`response_metadata.messages` says what is wrong where."""
    answer = await client.api("chat.postMessage", channel="C0OPS", blocks=[section("x" * 3001)])

    said = ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]
    assert said == answer["response_metadata"]["messages"]


async def test_a_long_post_is_cut(client: Client, world: World) -> None:
    """chat.postMessage cuts the text at 40,000 characters."""
    await client.say("C0OPS", "x" * 40_001)

    assert 40_000 == len(world.conversations["C0OPS"].messages[0].text)


async def test_a_users_id_reaches_their_direct_messages(client: Client) -> None:
    """Posting to a person opens the conversation."""
    answer = await client.api("chat.postMessage", channel="U0ANA", text="hello")

    assert "D0ANA" == answer["channel"]


@pytest.mark.parametrize(("length", "error"), [(4000, None), (4001, "msg_too_long")])
async def test_an_edit_takes_4000_characters(client: Client, length: int, error: str | None) -> None:
    """chat.update refuses longer texts instead of cutting them."""
    ts = await client.say("C0OPS", "short")

    answer = await client.api("chat.update", channel="C0OPS", ts=ts, text="x" * length)

    assert error == answer.get("error")


async def test_an_edit_with_blocks_bears_no_mark(client: Client, world: World) -> None:
    """Text alone takes the blocks away and marks the message edited; blocks keep the text and do not."""
    ts = await client.say("C0OPS", "first", blocks=[section("one")])
    message = world.conversations["C0OPS"].messages[0]
    await client.api("chat.update", channel="C0OPS", ts=ts, blocks=[section("two")])
    with_blocks = (message.text, len(message.blocks), message.edited)
    await client.api("chat.update", channel="C0OPS", ts=ts, text="last")

    assert ("first", 1, False) == with_blocks
    assert ("last", 0, True) == (message.text, len(message.blocks), message.edited)


async def test_metadata_stays_unless_it_is_sent(client: Client, world: World) -> None:
    """An edit keeps the metadata; an empty object removes it."""
    metadata = {"event_type": "mark", "event_payload": {"mark": "7"}}
    ts = await client.say("C0OPS", "first", metadata=metadata)
    message = world.conversations["C0OPS"].messages[0]
    await client.api("chat.update", channel="C0OPS", ts=ts, text="second")
    kept = message.metadata
    await client.api("chat.update", channel="C0OPS", ts=ts, text="third", metadata={})

    assert (metadata, None) == (kept, message.metadata)


async def test_only_own_messages_can_be_changed(client: Client, world: World) -> None:
    """A person's message can be neither edited nor deleted by the bot."""
    ts = world.say(world.conversations["C0OPS"], "U0ANA", "mine").ts

    edited = await client.api("chat.update", channel="C0OPS", ts=ts, text="yours")
    deleted = await client.api("chat.delete", channel="C0OPS", ts=ts)

    assert ("cant_update_message", "cant_delete_message") == (edited["error"], deleted["error"])


async def test_what_is_not_there_cannot_be_edited(client: Client) -> None:
    """An unknown ts, and that of an ephemeral message, are not found."""
    told = await client.api("chat.postEphemeral", channel="C0OPS", user="U0ANA", text="psst")

    for ts in ("1.000001", told["message_ts"]):
        answer = await client.api("chat.update", channel="C0OPS", ts=ts, text="x")
        assert "message_not_found" == answer["error"]


async def test_an_edit_needs_something_to_show(client: Client) -> None:
    """Neither text nor blocks is refused."""
    ts = await client.say("C0OPS", "first")

    assert "no_text" == (await client.api("chat.update", channel="C0OPS", ts=ts))["error"]


async def test_a_deleted_message_is_gone_unless_it_has_a_thread(client: Client, world: World) -> None:
    """The first message of a thread leaves a stone behind, another one leaves nothing."""
    root = await client.say("C0OPS", "root", blocks=[actions(button("Go", "go"))])
    reply = await client.say("C0OPS", "reply", thread_ts=root)
    await client.api("chat.delete", channel="C0OPS", ts=root)
    stone = world.conversations["C0OPS"].messages[0]
    shown = (stone.text, stone.blocks)
    again = await client.api("chat.update", channel="C0OPS", ts=root, text="back")
    await client.api("chat.delete", channel="C0OPS", ts=reply)

    assert (DROPPED, []) == shown
    assert "message_not_found" == again["error"]
    assert [DROPPED] == [message.text for message in world.conversations["C0OPS"].messages]


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        ("user_not_in_channel", {"channel": "C0OPS", "user": "U9", "text": "x"}),
        ("not_in_channel", {"channel": "C0GENERAL", "user": "U0ANA", "text": "x"}),
        ("no_text", {"channel": "C0OPS", "user": "U0ANA"}),
        ("msg_too_long", {"channel": "C0OPS", "user": "U0ANA", "text": "x" * 4001}),
    ],
)
async def test_an_ephemeral_message_has_its_own_refusals(client: Client, error: str, arguments: Json) -> None:
    """chat.postEphemeral says why it does not reach the person."""
    assert error == (await client.api("chat.postEphemeral", **arguments))["error"]


async def test_an_ephemeral_message_reaches_one_person(client: Client) -> None:
    """Nobody else reads it."""
    await client.api("chat.postEphemeral", channel="C0OPS", user="U0ANA", text="psst")

    assert ["psst"] == await client.lines("U0ANA", "C0OPS")
    assert [] == await client.lines("U0SAM", "C0OPS")


@pytest.mark.parametrize("in_thread", [False, True])
async def test_a_permalink_leads_to_the_page(client: Client, in_thread: bool) -> None:
    """The link opens the sandbox's page with the thread of the message, also for a reply."""
    root = ts = await client.say("C0OPS", "here")
    if in_thread:
        ts = await client.say("C0OPS", "there", thread_ts=root)
    link = (await client.api("chat.getPermalink", channel="C0OPS", message_ts=ts))["permalink"]

    answer = await client.http.get(link)

    assert f"http://sandbox/archives/C0OPS/p{ts.replace('.', '')}" == link
    assert f"http://sandbox/?channel=C0OPS&thread={root}" == answer.headers["location"]
