import pytest

from sandbox.workspace import World
from tests.sandbox.fake_bot import FakeBot
from tests.sandbox.helpers import Client

ANA_IN_OPS = {"user": "U0ANA", "channel": "C0OPS"}
ANA_IN_PRIVATE = {"user": "U0ANA", "channel": "C0WARROOM"}


def _events(bot: FakeBot) -> list[str]:
    return [payload["event"]["type"] for payload in bot.received]


async def test_the_bot_can_be_invited(client: Client, bot: FakeBot, world: World) -> None:
    """Once invited it is a member and hears so; a second time nothing happens."""
    for _ in range(2):
        await client.post("invite", user="U0ANA", channel="C0GENERAL")

    assert ["member_joined_channel"] == [payload["event"]["type"] for payload in bot.received]
    assert 1 == world.conversations["C0GENERAL"].members.count("U0TMINUS")


@pytest.mark.parametrize(
    ("channel", "event", "error"),
    [("C0OPS", "channel_left", "not_in_channel"), ("C0WARROOM", "group_left", "channel_not_found")],
)
async def test_the_bot_can_be_removed(
    client: Client, bot: FakeBot, world: World, *, channel: str, event: str, error: str
) -> None:
    """It hears of it by the one event that Slack sends for this, and cannot post any more."""
    if channel == "C0WARROOM":
        world.conversations[channel].members.append("U0TMINUS")
    await client.post("remove", user="U0ANA", channel=channel)
    answer = await client.api("chat.postMessage", channel=channel, text="x")

    assert [event] == _events(bot)
    assert ("U0ANA", error) == (bot.received[0]["event"]["actor_id"], answer["error"])


async def test_others_come_and_go(client: Client, bot: FakeBot) -> None:
    """The bot hears so where it is a member, and only there."""
    await client.post("remove", **ANA_IN_OPS, who="U0NED")
    await client.post("invite", **ANA_IN_OPS, who="U0NED")
    await client.post("remove", **{**ANA_IN_OPS, "channel": "C0GENERAL"}, who="U0NED")

    assert ["member_left_channel", "member_joined_channel"] == _events(bot)
    assert ["U0NED", "U0NED"] == [payload["event"]["user"] for payload in bot.received]


async def test_nobody_is_removed_twice(client: Client) -> None:
    """Who is not there cannot be taken out."""
    answer = await client.post("remove", user="U0ANA", channel="C0GENERAL")

    assert "@tminus is not in a channel that one can be removed from." == answer["detail"]


async def test_an_archived_channel_is_only_read(client: Client, bot: FakeBot) -> None:
    """Nobody says anything there; the bot hears of it, gets Slack's errors, and can still read."""
    ts = await client.say("C0OPS", "before")
    await client.post("archive", **ANA_IN_OPS)
    said = await client.post("message", **ANA_IN_OPS, text="x")
    typed = await client.post("command", **ANA_IN_OPS, text="help")
    answers = [
        await client.api("chat.postMessage", channel="C0OPS", text="x"),
        await client.api("chat.postEphemeral", channel="C0OPS", text="x", user="U0ANA"),
        await client.api("chat.update", channel="C0OPS", ts=ts, text="x"),
    ]

    assert ["channel_archive"] == _events(bot)
    assert 2 * ["This channel is archived."] == [said["detail"], typed["detail"]]
    assert ["is_archived", "is_archived", "is_inactive"] == [answer["error"] for answer in answers]
    history = await client.api("conversations.history", channel="C0OPS")
    assert ["before"] == [message["text"] for message in history["messages"]]
    assert (await client.api("conversations.info", channel="C0OPS"))["channel"]["is_archived"]


async def test_an_archived_channel_comes_back(client: Client, bot: FakeBot) -> None:
    """As it was, the bot still in it; what is not archived cannot be brought back."""
    await client.post("archive", **ANA_IN_OPS)
    await client.post("unarchive", **ANA_IN_OPS)
    again = await client.post("unarchive", **ANA_IN_OPS)

    assert ["channel_archive", "channel_unarchive"] == _events(bot)
    assert "This channel is not archived." == again["detail"]
    assert (await client.api("chat.postMessage", channel="C0OPS", text="x"))["ok"]


async def test_direct_messages_are_not_archived(client: Client, world: World) -> None:
    """They belong to two people."""
    im = world.direct("U0ANA").id

    assert "impossible" == (await client.post("archive", user="U0ANA", channel=im))["error"]


async def test_a_private_channel_is_not_there_for_strangers(client: Client, bot: FakeBot) -> None:
    """What happens in it is told to nobody else; a command from it names no name."""
    await client.post("archive", **ANA_IN_PRIVATE)
    await client.post("unarchive", **ANA_IN_PRIVATE)
    info = await client.api("conversations.info", channel="C0WARROOM")
    listed = await client.api("conversations.list", types="public_channel,private_channel")
    await client.post("command", **ANA_IN_PRIVATE, text="start")

    assert "channel_not_found" == info["error"]
    assert "C0WARROOM" not in [place["id"] for place in listed["channels"]]
    assert ["privategroup"] == [payload["channel_name"] for payload in bot.received]


async def test_a_private_channel_opens_by_invitation(client: Client) -> None:
    """Then the bot reads and writes there, and finds it listed as private."""
    await client.post("invite", **ANA_IN_PRIVATE)
    await client.say("C0WARROOM", "here")
    listed = await client.api("conversations.list", types="private_channel")

    assert [("C0WARROOM", True)] == [(place["id"], place["is_private"]) for place in listed["channels"]]


async def test_archived_channels_can_be_left_out(client: Client) -> None:
    """exclude_archived is heeded."""
    await client.post("archive", **ANA_IN_OPS)
    listed = await client.api("conversations.list", exclude_archived=True)

    assert "C0OPS" not in [place["id"] for place in listed["channels"]]


async def test_somebody_of_another_company_presses_and_mentions(client: Client, bot: FakeBot) -> None:
    """In the shared channel their team is named, beside ours; commands and Home are not for them."""
    erin = {"user": "U0ERIN", "channel": "C0ACME"}
    await client.post("message", **erin, text="@tminus status")
    typed = await client.post("command", **erin, text="status")
    home = await client.post("open_home", user="U0ERIN")

    envelope, event = bot.received[0], bot.received[0]["event"]
    assert ("T0OCTAL", True) == (envelope["team_id"], envelope["is_ext_shared_channel"])
    assert 3 * ["T0ACME"] == [event[key] for key in ("team", "user_team", "source_team")]
    assert 2 * ["impossible"] == [typed["error"], home["error"]]
    assert 1 == len(bot.received)


async def test_a_channel_hosted_elsewhere_names_its_host(client: Client, bot: FakeBot, world: World) -> None:
    """Then team_id is theirs, and ours stands in authorizations and context_team_id."""
    world.conversations["C0ACME"].host = "T0ACME"
    await client.post("message", user="U0ANA", channel="C0ACME", text="@tminus status")

    envelope = bot.received[0]
    assert ("T0ACME", "T0OCTAL", "T0OCTAL") == (
        envelope["team_id"],
        envelope["context_team_id"],
        envelope["authorizations"][0]["team_id"],
    )
    assert "T0OCTAL" == envelope["event"]["team"]


async def test_people_of_another_company_are_met_not_listed(client: Client, world: World) -> None:
    """users.list leaves them out; users.info knows them as long as a channel is shared."""
    listed = [user["id"] for user in (await client.api("users.list"))["members"]]
    met = (await client.api("users.info", user="U0ERIN"))["user"]
    world.conversations["C0ACME"].members.remove("U0TMINUS")
    unmet = (await client.api("users.info", user="U0ERIN"))["user"]

    assert ("U0GIL" in listed, "U0ERIN" in listed) == (True, False)
    assert ("T0ACME", False, True) == (met["team_id"], met["is_stranger"], unmet["is_stranger"])
    assert "email" not in met["profile"]
