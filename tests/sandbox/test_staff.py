import pytest

from sandbox.workspace import World
from tests.sandbox.fake_bot import FakeBot
from tests.sandbox.helpers import Client


async def test_a_changed_profile_is_told(client: Client, bot: FakeBot) -> None:
    """The name is another everywhere, and the bot gets user_change."""
    await client.post("profile", user="U0ANA", name="Ana Weber")

    assert "Ana Weber" == (await client.api("users.info", user="U0ANA"))["user"]["real_name"]
    assert ("user_change", "Ana Weber") == (
        bot.received[0]["event"]["type"],
        bot.received[0]["event"]["user"]["real_name"],
    )


@pytest.mark.parametrize(
    ("tell", "events"), [(True, ["subteam_members_changed", "subteam_updated"]), (False, [])]
)
async def test_a_group_gets_other_members(
    client: Client, bot: FakeBot, tell: bool, events: list[str]
) -> None:
    """With or without the bot hearing of it at once."""
    await client.post("group", group="S0CAB", users=["U0SAM"], tell=tell)

    assert ["U0SAM"] == (await client.api("usergroups.users.list", usergroup="S0CAB"))["users"]
    assert events == [payload["event"]["type"] for payload in bot.received]


async def test_a_handle_changes_alone(client: Client, world: World) -> None:
    """What is not named stays as it was."""
    await client.post("profile", user="U0ANA", handle="ana.w")

    assert ("ana.w", "Ana Castillo") == (world.users["U0ANA"].handle, world.users["U0ANA"].name)


async def test_who_comes_and_goes_in_a_group_is_told(client: Client, bot: FakeBot) -> None:
    """subteam_members_changed names both, with counts as texts."""
    await client.post("group", group="S0CAB", users=["U0OMAR", "U0SAM"])

    event = bot.received[0]["event"]
    assert (["U0SAM"], "1", ["U0CARLA"], "1") == tuple(
        event[key] for key in ("added_users", "added_users_count", "removed_users", "removed_users_count")
    )


async def test_a_deactivated_person_does_nothing_any_more(client: Client, bot: FakeBot) -> None:
    """The bot hears user_change, finds them by id alone, and can no longer write to them."""
    await client.api("conversations.open", users="U0SAM")
    await client.post("deactivate", user="U0SAM")
    typed = await client.post("command", user="U0SAM", channel="C0OPS", text="help")
    answers = [
        await client.api("users.lookupByEmail", email="sam@octal.example"),
        await client.api("conversations.open", users="U0SAM"),
        await client.api("chat.postMessage", channel="D0SAM", text="x"),
    ]

    assert ("user_change", True) == (
        bot.received[0]["event"]["type"],
        bot.received[0]["event"]["user"]["deleted"],
    )
    assert (1, "This account was deactivated.") == (len(bot.received), typed["detail"])
    assert ["users_not_found", "user_disabled", "is_archived"] == [answer["error"] for answer in answers]
    assert (await client.api("users.info", user="U0SAM"))["user"]["deleted"]


async def test_a_reactivated_person_is_back(client: Client) -> None:
    """They act and are written to again."""
    await client.post("deactivate", user="U0SAM")
    await client.post("reactivate", user="U0SAM")

    assert (await client.post("command", user="U0SAM", channel="C0OPS", text="help"))["ok"]
    assert (await client.api("chat.postMessage", channel="U0SAM", text="x"))["ok"]


async def test_somebody_new_joins(client: Client, bot: FakeBot, world: World) -> None:
    """The bot hears team_join; a handle is given once."""
    joined = await client.post("join", handle="zoe", name="Zoe Lind", channels=["C0OPS"], is_guest=True)
    again = await client.post("join", handle="zoe", name="Zoe Other")

    user = bot.received[0]["event"]["user"]
    assert ("team_join", "U0ZOE", True) == (
        bot.received[0]["event"]["type"],
        user["id"],
        user["is_restricted"],
    )
    assert "U0ZOE" in world.conversations["C0OPS"].members
    assert ("", "There is a @zoe already.") == (joined["error"], again["detail"])
