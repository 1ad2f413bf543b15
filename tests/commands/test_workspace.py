import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.dnd_events import Quiet
from bot.errors import Permanent, Transient
from bot.ports import DirectoryEntry
from commands.workspace import SlackWorkspace, channel_entry, group_entry, quiet_of, user_entry
from sandbox.model import Conversation, User
from tests.bot.web_shop import EVENING
from tests.pretend_slack import Slack


async def read(slack: Slack) -> dict[str, DirectoryEntry]:
    return {entry.id: entry async for page in SlackWorkspace(slack.client).read() for entry in page}


async def test_people_groups_and_channels_are_read(slack: Slack) -> None:
    """Everybody and everything of the workspace comes out as entries of the directory."""
    entries = await read(slack)
    ana = DirectoryEntry(
        id="U0ANA",
        kind="user",
        handle="ana",
        name="Ana Castillo",
        email="ana@octal.example",
        timezone="Europe/Berlin",
    )
    cab = DirectoryEntry(
        id="S0CAB",
        kind="group",
        handle="cab",
        name="Change Advisory Board",
        members=("U0CARLA", "U0OMAR"),
    )
    ops = DirectoryEntry(id="C0OPS", kind="channel", handle="ops", name="ops")
    assert (ana, cab, ops) == (entries["U0ANA"], entries["S0CAB"], entries["C0OPS"])
    assert entries["U0TESS"].admin
    assert not entries["U0ANA"].admin


async def test_a_bot_is_no_user(slack: Slack) -> None:
    """The bot itself, and any other, can hold no role."""
    assert "bot" == (await read(slack))["U0TMINUS"].kind


async def test_a_large_workspace_is_read_page_by_page(slack: Slack) -> None:
    """Nobody is left out where there are more people and channels than fit on a page."""
    ana = slack.world.users["U0ANA"]
    for number in range(450):
        user: User = dataclasses.replace(ana, id=f"U{number:04}", handle=f"user{number}")
        slack.world.users[user.id] = user
        channel = Conversation(id=f"C{number:04}", name=f"channel-{number}", topic="", members=[])
        slack.world.conversations[channel.id] = channel
    entries = await read(slack)
    assert {"U0000", "U0449", "C0000", "C0449"} <= entries.keys()
    assert 3 == len(await slack.calls("users.list"))


async def test_a_read_waits_where_slack_asks_to(slack: Slack) -> None:
    """A read that is limited goes on by itself once the time is over."""
    await slack.fail("users.list", "rate_limited", retry_after=0)
    assert "U0ANA" in await read(slack)


async def test_a_read_that_breaks_is_told(slack: Slack) -> None:
    """A read that cannot be finished raises."""
    await slack.fail("usergroups.list", "server_error")
    with pytest.raises(Transient):
        await read(slack)


async def test_a_workspace_without_user_groups_is_read(slack: Slack) -> None:
    """In a plan of Slack's that has no user groups, people and channels are known all the same."""
    await slack.fail("usergroups.list", "error", code="plan_upgrade_required")
    entries = await read(slack)
    assert "U0ANA" in entries
    assert "S0CAB" not in entries


async def test_a_refused_read_of_groups_is_told(slack: Slack) -> None:
    """A missing permission is no workspace without groups."""
    await slack.fail("usergroups.list", "error", code="missing_scope")
    with pytest.raises(Permanent):
        await read(slack)


async def test_one_channel_is_read(slack: Slack) -> None:
    """A channel is read by its id when an event tells of it."""
    expected = DirectoryEntry(id="C0OPS", kind="channel", handle="ops", name="ops")
    assert expected == await SlackWorkspace(slack.client).channel("C0OPS")


def test_sparse_objects_are_read() -> None:
    """What Slack leaves out of an object is empty; deactivated and archived things are not active."""
    user = {"id": "U1", "name": "ana", "deleted": True}
    group = {"id": "S1", "handle": "cab", "name": "CAB", "date_delete": 1795455993}
    channel = {"id": "C1", "name": "ops", "is_archived": True}
    assert DirectoryEntry(id="U1", kind="user", handle="ana", name="ana", active=False) == user_entry(
        user, "T1"
    )
    assert DirectoryEntry(id="S1", kind="group", handle="cab", name="CAB", active=False) == group_entry(group)
    assert DirectoryEntry(id="C1", kind="channel", handle="ops", name="ops", active=False) == channel_entry(
        channel
    )


def test_an_owner_is_an_admin() -> None:
    """Owners of the workspace may do what its admins may."""
    assert user_entry({"id": "U1", "name": "ana", "is_owner": True}, "T1").admin


def test_somebody_of_another_organisation_is_no_user() -> None:
    """Who shares a channel through Slack Connect can hold no role; a guest of ours can."""
    elsewhere = {"id": "U1", "name": "ana", "team_id": "T2"}
    guest = {"id": "U2", "name": "gus", "team_id": "T1", "is_restricted": True}
    assert ("stranger", "user") == (user_entry(elsewhere, "T1").kind, user_entry(guest, "T1").kind)


def test_somebody_of_several_workspaces_of_our_organization_is_ours() -> None:
    """In an Enterprise organization a user names one workspace, or the organization, and lists them all."""
    shared = {"id": "U1", "name": "ana", "enterprise_user": {"teams": ["T2", "T1"]}}
    kinds = [user_entry({**shared, "team_id": team}, "T1").kind for team in ("T1", "T2", "E1")]
    other = user_entry({**shared, "team_id": "T2", "enterprise_user": {"teams": ["T2"]}}, "T1").kind
    assert (["user", "user", "user"], "stranger") == (kinds, other)


def quiet(hour: int, hours: int) -> dict[str, object]:
    """What the control API is asked for: quiet hours of the first of December."""
    start = datetime(2026, 12, 1, hour, tzinfo=UTC)
    return {"start": start.isoformat(), "end": (start + timedelta(hours=hours)).isoformat()}


async def test_quiet_hours_are_read(slack: Slack) -> None:
    """Of each who is known: the next ones, or that there are none."""
    slack.world.now = lambda: EVENING
    await slack.deed("dnd", user="U0DBA", **quiet(21, 10))
    found = await SlackWorkspace(slack.client).dnd(("U0DBA", "U0DEV", "U404"))
    start = datetime(2026, 12, 1, 21, tzinfo=UTC)
    assert {"U0DBA": Quiet(start=start, end=start + timedelta(hours=10)), "U0DEV": None} == found


async def test_fifty_people_are_read_at_once(slack: Slack) -> None:
    """One more is another call, and nobody is left out."""
    ana = slack.world.users["U0ANA"]
    people = [f"U{number:04}" for number in range(51)]
    slack.world.users |= {user: dataclasses.replace(ana, id=user, handle=user) for user in people}
    workspace = SlackWorkspace(slack.client)
    assert (50, 51) == (len(await workspace.dnd(people[:50])), len(await workspace.dnd(people)))
    assert 3 == len(await slack.calls("dnd.teamInfo"))
    assert {} == await workspace.dnd(())


@pytest.mark.parametrize(
    ("enabled", "start", "end", "expected"),
    [
        (True, 100, 101, True),
        (True, 100, 100, False),
        (True, 1, 1, False),
        (True, None, None, False),
        (False, 100, 200, False),
    ],
)
def test_hours_without_length_are_none(
    enabled: bool, start: int | None, end: int | None, expected: bool
) -> None:
    """Where Do Not Disturb is off, Slack gives hours of no length."""
    entry = {"dnd_enabled": enabled, "next_dnd_start_ts": start, "next_dnd_end_ts": end}
    assert expected is (quiet_of(entry) is not None)
    assert quiet_of({}) is None
