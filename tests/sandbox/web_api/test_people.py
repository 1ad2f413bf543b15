from datetime import timedelta

import pytest

from sandbox.workspace import World
from tests.sandbox.helpers import START, Client


async def test_the_token_says_who_speaks(client: Client) -> None:
    """auth.test names the team, the bot and its user."""
    answer = await client.api("auth.test")

    assert ("T0OCTAL", "U0TMINUS", "B0TMINUS", "http://sandbox/") == (
        answer["team_id"],
        answer["user_id"],
        answer["bot_id"],
        answer["url"],
    )


async def test_users_are_listed_with_zone_and_address(client: Client, world: World) -> None:
    """users.list gives everybody, the bot too; the offset is the zone's at the plan's time."""
    members = (await client.api("users.list"))["members"]
    drew = next(member for member in members if member["name"] == "drew")

    assert [user.id for user in world.users.values() if not user.team] == [m["id"] for m in members]
    assert ("America/New_York", -5 * 3600) == (drew["tz"], drew["tz_offset"])
    assert ("drew@octal.example", "drew") == (drew["profile"]["email"], drew["profile"]["display_name"])
    assert [True] == [member["is_admin"] for member in members if member["name"] == "tess"]


async def test_a_person_is_found_by_address(client: Client) -> None:
    """Case does not matter; a stranger is not found."""
    found = await client.api("users.lookupByEmail", email="Ana@Octal.example")
    stranger = await client.api("users.lookupByEmail", email="eve@octal.example")

    assert ("U0ANA", "users_not_found") == (found["user"]["id"], stranger["error"])


@pytest.mark.parametrize(
    ("user", "expected"), [("U0ANA", "Ana Castillo"), ("U9", "user_not_found"), ("", "invalid_arguments")]
)
async def test_a_person_is_described(client: Client, user: str, expected: str) -> None:
    """users.info gives a user or Slack's reason why not."""
    answer = await client.api("users.info", user=user)

    assert expected == (answer["user"]["real_name"] if answer["ok"] else answer["error"])


async def test_groups_come_with_their_users_on_request(client: Client) -> None:
    """usergroups.list tells members only when asked to."""
    bare = (await client.api("usergroups.list"))["usergroups"][0]
    full = (await client.api("usergroups.list", include_users=True))["usergroups"][0]
    listed = await client.api("usergroups.users.list", usergroup="S0CAB")
    unknown = await client.api("usergroups.users.list", usergroup="S9")

    assert ("cab", False) == (bare["handle"], "users" in bare)
    assert ["U0CARLA", "U0OMAR"] == full["users"] == listed["users"]
    assert "no_such_subteam" == unknown["error"]


async def test_api_test_echoes_or_fails_as_told(client: Client) -> None:
    """api.test answers its arguments, or the error it was given."""
    echo = await client.api("api.test", word="here")
    error = await client.api("api.test", error="on_purpose")

    assert ("here", "on_purpose") == (echo["args"]["word"], error["error"])


async def test_quiet_hours_are_told(client: Client) -> None:
    """dnd.teamInfo gives the next ones of each who is known; 1 where there are none."""
    until = START + timedelta(hours=9)
    await client.post("dnd", user="U0DBA", start=START.isoformat(), end=until.isoformat())
    found = (await client.api("dnd.teamInfo", users="U0DBA,U0DEV,U9"))["users"]

    on = {"dnd_enabled": True, "next_dnd_start_ts": START.timestamp(), "next_dnd_end_ts": until.timestamp()}
    off = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    assert {"U0DBA": on, "U0DEV": off} == found


async def test_quiet_hours_of_fifty_are_told_at_once(client: Client) -> None:
    """Of nobody, or of more, dnd.teamInfo tells nothing."""
    asked = [await client.api("dnd.teamInfo", users=",".join(["U0DBA"] * count)) for count in (0, 50, 51)]

    assert ["no_users_provided", "ok", "invalid_arguments"] == [each.get("error", "ok") for each in asked]
