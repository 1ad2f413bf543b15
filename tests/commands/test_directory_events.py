from collections.abc import Mapping

import pytest
from sqlalchemy import select

from bot.domain.people import Person
from bot.storage.tables import directory_table
from commands.directory_events import DIRECTORY_EVENTS
from sandbox.model import Json
from tests.commands.room import Room

USER = {"id": "U0NEW", "name": "new", "real_name": "Nora New", "tz": "Europe/Berlin"}
GROUP = {"id": "S0DBA", "handle": "dbas", "name": "DBAs", "users": ["U0DBA", "U0DEV"], "date_delete": 0}
CHANNEL = {"id": "C0NEW", "name": "new-channel", "creator": "U0ANA"}
KNOWN: Mapping[str, tuple[Json, Json]] = {
    "user_change": ({"user": USER}, {"id": "U0NEW", "kind": "user", "name": "Nora New"}),
    "team_join": ({"user": USER}, {"id": "U0NEW", "kind": "user", "name": "Nora New"}),
    "subteam_created": ({"subteam": GROUP}, {"id": "S0DBA", "members": '["U0DBA", "U0DEV"]'}),
    "subteam_updated": ({"subteam": GROUP}, {"id": "S0DBA", "members": '["U0DBA", "U0DEV"]'}),
    "channel_created": ({"channel": CHANNEL}, {"id": "C0NEW", "kind": "channel", "active": True}),
    "channel_rename": ({"channel": CHANNEL}, {"id": "C0NEW", "handle": "new-channel"}),
    "channel_archive": ({"channel": "C0OPS", "user": "U0ANA"}, {"id": "C0OPS", "handle": "ops-2"}),
    "channel_unarchive": ({"channel": "C0OPS", "user": "U0ANA"}, {"id": "C0OPS", "handle": "ops-2"}),
    "group_archive": ({"channel": "C0OPS", "user": "U0ANA"}, {"id": "C0OPS", "handle": "ops-2"}),
    "group_rename": ({"channel": CHANNEL}, {"id": "C0NEW", "handle": "new-channel"}),
    "group_unarchive": ({"channel": "C0OPS", "user": "U0ANA"}, {"id": "C0OPS", "handle": "ops-2"}),
    "subteam_members_changed": (
        {"subteam_id": "S0CAB", "added_users": ["U0NED"]},
        {"id": "S0CAB", "members": '["U0CARLA", "U0NED"]'},
    ),
}
"""What each event brings, and some of what the directory then holds."""


async def entry(room: Room, id_: str) -> Json:
    """A row of the directory."""
    statement = select(directory_table).where(directory_table.c.id == id_)
    row = await room.play.database.read(lambda connection: connection.execute(statement).mappings().one())
    return dict(row)


def test_every_event_is_tested() -> None:
    """No event is listened to that these tests do not know."""
    assert set(DIRECTORY_EVENTS) == set(KNOWN)


@pytest.mark.parametrize("kind", KNOWN)
async def test_an_event_reaches_the_directory(room: Room, kind: str) -> None:
    """What Slack tells of people, groups and channels is known once the event is acknowledged."""
    room.slack.world.conversations["C0OPS"].name = "ops-2"
    await room.slack.deed("group", group="S0CAB", users=["U0CARLA", "U0NED"], tell=False)
    event, expected = KNOWN[kind]
    assert "" == (await room.slack.deed("event", type=kind, **event))["error"]
    assert expected == {name: (await entry(room, expected["id"]))[name] for name in expected}


async def test_a_person_who_is_renamed_is_named_so_in_deployments(room: Room) -> None:
    """A new name is the one that a plan started afterwards shows."""
    await room.slack.deed("profile", user="U0DBA", name="Dora Kovacs")
    await room.play.start("tess")
    assert (Person(id="U0DBA", name="Dora Kovacs"),) == (await room.state()).holders("DBA").people


async def test_an_event_that_failed_is_not_acknowledged(room: Room) -> None:
    """Where the groups cannot be read, Slack hears no 200 and sends the event again, which then counts."""
    await room.slack.fail("usergroups.list", "server_error")
    await room.slack.deed("group", group="S0CAB", users=["U0NED"], tell=False)
    event = {"type": "subteam_members_changed", "subteam_id": "S0CAB"}
    assert "" == (await room.slack.deed("event", **event))["error"]
    assert '["U0NED"]' == (await entry(room, "S0CAB"))["members"]
    assert 3 == len(await room.slack.calls("usergroups.list"))


async def test_an_event_that_nobody_asked_for_is_acknowledged(room: Room) -> None:
    """An event without a listener is taken, so that Slack does not send it again."""
    assert "" == (await room.slack.deed("event", type="app_home_opened", user="U0ANA"))["error"]
