import pytest

from sandbox.model import Json
from sandbox.workspace import World
from tests.sandbox.helpers import Client


async def test_history_is_newest_first_without_replies(client: Client) -> None:
    """Replies show in the channel's history only where they were sent there, too."""
    root = await client.say("C0OPS", "root")
    await client.say("C0OPS", "quiet", thread_ts=root)
    await client.say("C0OPS", "loud", thread_ts=root, reply_broadcast=True)

    messages = (await client.api("conversations.history", channel="C0OPS"))["messages"]

    assert ["loud", "root"] == [message["text"] for message in messages]
    assert "thread_broadcast" == messages[0]["subtype"]
    assert 2 == messages[1]["reply_count"]


async def test_replies_begin_with_the_root(client: Client) -> None:
    """A thread is read oldest first, each reply naming whose message it answers."""
    root = await client.say("C0OPS", "root")
    await client.say("C0OPS", "one", thread_ts=root)
    await client.say("C0OPS", "two", thread_ts=root)

    messages = (await client.api("conversations.replies", channel="C0OPS", ts=root))["messages"]

    assert ["root", "one", "two"] == [message["text"] for message in messages]
    assert {"U0TMINUS"} == {message["parent_user_id"] for message in messages[1:]}


async def test_a_mark_is_found_by_its_metadata(client: Client) -> None:
    """Only with include_all_metadata does the payload come along."""
    metadata = {"event_type": "mark", "event_payload": {"mark": "7"}}
    await client.say("C0OPS", "root", metadata=metadata)

    all_of_it = await client.api("conversations.history", channel="C0OPS", include_all_metadata=True)
    less = await client.api("conversations.history", channel="C0OPS")

    assert metadata == all_of_it["messages"][0]["metadata"]
    assert {"event_type": "mark"} == less["messages"][0]["metadata"]


async def test_pages_hang_together_while_messages_come(client: Client) -> None:
    """A cursor leads on from where the page ended, also when something new was said meanwhile."""
    for number in range(5):
        await client.say("C0OPS", str(number))
    first = await client.api("conversations.history", channel="C0OPS", limit=2)
    await client.say("C0OPS", "new")
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.api("conversations.history", channel="C0OPS", limit=3, cursor=cursor)

    assert ["4", "3"] == [message["text"] for message in first["messages"]]
    assert ["2", "1", "0"] == [message["text"] for message in second["messages"]]
    assert (True, False) == (first["has_more"], second["has_more"])


async def test_oldest_and_latest_bound_the_history(client: Client) -> None:
    """The bounds themselves count only with inclusive."""
    stamps = [await client.say("C0OPS", str(number)) for number in range(4)]
    bounds = {"channel": "C0OPS", "oldest": stamps[0], "latest": stamps[3]}

    between = await client.api("conversations.history", **bounds)
    with_bounds = await client.api("conversations.history", **bounds, inclusive=True)

    assert ["2", "1"] == [message["text"] for message in between["messages"]]
    assert ["3", "2", "1", "0"] == [message["text"] for message in with_bounds["messages"]]


REFUSED: list[tuple[str, str, Json]] = [
    ("channel_not_found", "conversations.info", {"channel": "C9"}),
    ("not_in_channel", "conversations.history", {"channel": "C0GENERAL"}),
    ("thread_not_found", "conversations.replies", {"channel": "C0OPS", "ts": "1.000001"}),
    ("invalid_ts_oldest", "conversations.history", {"channel": "C0OPS", "oldest": "soon"}),
    ("users_list_not_supplied", "conversations.open", {}),
    ("too_many_users", "conversations.open", {"users": "U0ANA,U0SAM"}),
    ("user_not_found", "conversations.open", {"users": "U9"}),
    ("invalid_types", "conversations.list", {"types": "secret"}),
    ("user_not_found", "users.conversations", {"user": "U9"}),
]


@pytest.mark.parametrize(("error", "method", "arguments"), REFUSED)
async def test_what_slack_refuses_is_refused(
    client: Client, error: str, method: str, arguments: Json
) -> None:
    """Each method has Slack's names for what is wrong."""
    assert error == (await client.api(method, **arguments))["error"]


async def test_direct_messages_are_opened_once(client: Client) -> None:
    """Opening them again gives the same conversation."""
    first = await client.api("conversations.open", users="U0ANA")
    again = await client.api("conversations.open", users="U0ANA", return_im=True)

    assert ("D0ANA", "D0ANA", "U0ANA") == (
        first["channel"]["id"],
        again["channel"]["id"],
        again["channel"]["user"],
    )


async def test_channels_and_direct_messages_are_listed_apart(client: Client, world: World) -> None:
    """`types` says what is wanted; the list of a user holds what they are in."""
    world.direct("U0ANA")

    channels = await client.api("conversations.list")
    direct = await client.api("conversations.list", types="im")
    own = await client.api("users.conversations", types="public_channel,im")

    mine = ["C0WEBSHOP", "C0LEDGER", "C0OPS", "C0ACME"]
    assert {*mine, "C0GENERAL"} == {one["id"] for one in channels["channels"]}
    assert mine == [one["id"] for one in channels["channels"] if one["is_member"]]
    assert ["D0ANA"] == [one["id"] for one in direct["channels"]]
    assert [*mine, "D0ANA"] == [one["id"] for one in own["channels"]]


async def test_members_come_in_pages(client: Client, world: World) -> None:
    """All pages together are all members, each once."""
    seen: list[str] = []
    cursor = ""
    while True:
        answer = await client.api("conversations.members", channel="C0OPS", limit=4, cursor=cursor)
        seen += answer["members"]
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break

    assert sorted(world.conversations["C0OPS"].members) == sorted(seen)
