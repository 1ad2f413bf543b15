import pytest

from sandbox.model import Json
from sandbox.workspace import World
from tests.sandbox.fake_bot import FakeBot
from tests.sandbox.helpers import Client, section

ANA_IN_OPS = {"user": "U0ANA", "channel": "C0OPS"}


@pytest.mark.parametrize(
    ("channel", "text", "events"),
    [
        ("C0OPS", "hello all", []),
        ("C0OPS", "@tminus status", ["app_mention"]),
        ("D0ANA", "hello", ["message"]),
        ("C0GENERAL", "@tminus status", []),
    ],
)
async def test_the_bot_hears_what_is_meant_for_it(
    client: Client, bot: FakeBot, world: World, *, channel: str, text: str, events: list[str]
) -> None:
    """Mentions where it is, and its direct messages; nothing else."""
    world.direct("U0ANA")
    await client.post("message", user="U0ANA", channel=channel, text=text)

    assert events == [payload["event"]["type"] for payload in bot.received]


async def test_a_mention_in_a_thread_names_the_thread(client: Client, bot: FakeBot) -> None:
    """thread_ts is the root's."""
    root = await client.say("C0OPS", "root")
    await client.post("message", **ANA_IN_OPS, text="@tminus go", thread_ts=root)

    assert root == bot.received[0]["event"]["thread_ts"]


@pytest.mark.parametrize(
    ("who", "author", "left"), [("U0ANA", "U0ANA", 0), ("U0SAM", "U0ANA", 1), ("U0TESS", "U0ANA", 0)]
)
async def test_a_message_is_deleted_by_its_author_or_an_admin(
    client: Client, world: World, *, who: str, author: str, left: int
) -> None:
    """Others cannot; the bot is not told of it in a channel."""
    ts = world.say(world.conversations["C0OPS"], author, "oops").ts
    outcome = await client.post("delete", user=who, channel="C0OPS", ts=ts)

    assert (left == 0, left) == (outcome["ok"], len(world.conversations["C0OPS"].messages))


async def test_a_thread_stays_without_its_deleted_root(client: Client, bot: FakeBot) -> None:
    """The root is a tombstone that cannot be edited; replies can be read, and more can be written."""
    root = await client.say("C0OPS", "status")
    await client.say("C0OPS", "called", thread_ts=root)
    await client.post("delete", user="U0TESS", channel="C0OPS", ts=root)
    edited = await client.api("chat.update", channel="C0OPS", ts=root, text="x")
    await client.say("C0OPS", "called again", thread_ts=root)
    thread = await client.api("conversations.replies", channel="C0OPS", ts=root)

    assert "message_not_found" == edited["error"]
    assert ["This message was deleted.", "called", "called again"] == [m["text"] for m in thread["messages"]]
    assert ("tombstone", "USLACKBOT") == (thread["messages"][0]["subtype"], thread["messages"][0]["user"])
    assert [] == bot.received


async def test_a_deletion_among_direct_messages_is_told(client: Client, bot: FakeBot) -> None:
    """message.im brings message_deleted, with the ts that is gone."""
    ts = await client.say("U0TESS", "asked")
    await client.post("delete", user="U0TESS", channel="D0TESS", ts=ts)

    event = bot.received[0]["event"]
    assert ("message_deleted", ts, "im") == (event["subtype"], event["deleted_ts"], event["channel_type"])


async def test_a_mention_carries_the_bare_id(client: Client, bot: FakeBot) -> None:
    """The text begins with the bot's id, without a label; the author's team is named."""
    await client.post("message", **ANA_IN_OPS, text="@tminus step 5 done")

    event = bot.received[0]["event"]
    assert ("<@U0TMINUS> step 5 done", "U0ANA", "T0OCTAL") == (event["text"], event["user"], event["team"])


async def test_opening_home_shows_what_the_bot_publishes(client: Client, bot: FakeBot) -> None:
    """The Home tab comes back with the outcome."""

    async def handler(payload: Json) -> None:
        view = {"type": "home", "blocks": [section("yours")]}
        await client.api("views.publish", user_id=payload["event"]["user"], view=view)

    bot.handler = handler

    assert "home" == (await client.post("open_home", user="U0ANA"))["view"]["type"]
