from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sandbox.model import File, Message, User
from sandbox.web_api.shapes import (
    conversation_json,
    file_json,
    group_json,
    message_json,
    user_json,
    view_json,
)
from sandbox.workspace import World
from tests.sandbox.helpers import START, entry, modal, section

SUMMER, WINTER = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
STRANGER = User(
    id="U0EVE",
    handle="eve",
    name="Eve van der Berg",
    email="eve@other.example",
    zone="Europe/Berlin",
    team="T0X",
)


@pytest.mark.parametrize("at", [SUMMER, WINTER], ids=["summer", "winter"])
def test_a_users_offset_is_that_of_the_day(world: World, at: datetime) -> None:
    """Daylight saving counts, in seconds east of Greenwich."""
    ana = world.users["U0ANA"]
    offset = at.astimezone(ZoneInfo(ana.zone)).utcoffset()

    assert offset
    assert offset.total_seconds() == user_json(world, ana, at)["tz_offset"]


def test_a_name_has_a_first_and_a_last_part(world: World) -> None:
    """Everything behind the first word is the last name."""
    profile = user_json(world, STRANGER)["profile"]

    assert ("Eve", "van der Berg", "eve") == tuple(
        profile[key] for key in ("first_name", "last_name", "display_name")
    )


def test_somebody_of_another_workspace_shows_no_address(world: World) -> None:
    """They are strangers until a channel of the bot's has them; people of our own have no such word."""
    world.users[STRANGER.id] = STRANGER
    before = user_json(world, STRANGER)
    place = next(one for one in world.conversations.values() if world.bot.user_id in one.members)
    place.members.append(STRANGER.id)

    assert (True, False) == (before["is_stranger"], user_json(world, STRANGER)["is_stranger"])
    assert ("T0X", False) == (before["team_id"], "email" in before["profile"])
    assert "is_stranger" not in user_json(world, world.users["U0ANA"])


def test_a_bot_has_no_address(world: World) -> None:
    """Nobody writes mails to it."""
    shown = user_json(world, world.users[world.bot.user_id])

    assert (True, False) == (shown["is_bot"], "email" in shown["profile"])


@pytest.mark.parametrize("with_users", [True, False])
def test_a_groups_members_are_told_when_they_are_asked_for(world: World, with_users: bool) -> None:
    """Their number always."""
    group = next(iter(world.groups.values()))
    shown = group_json(world, group, with_users=with_users)

    assert len(group.users) == shown["user_count"]
    assert (list(group.users) if with_users else None) == shown.get("users")


@pytest.mark.parametrize(
    ("name", "kind", "mime"),
    [
        ("a.md", "markdown", "text/plain"),
        ("a.txt", "text", "text/plain"),
        ("a.PDF", "pdf", "application/octet-stream"),
        ("plan", "", "application/octet-stream"),
        ("a.tar.gz", "gz", "application/octet-stream"),
    ],
)
def test_a_files_type_follows_its_ending(world: World, name: str, kind: str, mime: str) -> None:
    """Slack's own words for texts, the ending for others."""
    file = File(id="F1", user="U0ANA", name=name, content=b"x" * 12, at=START, address="http://here/")
    shown = file_json(world, file)

    assert (kind, mime, 12) == (shown["filetype"], shown["mimetype"], shown["size"])


def test_a_files_address_holds_any_name(world: World) -> None:
    """Spaces, slashes of other alphabets and question marks do not end it."""
    file = File(id="F1", user="U0ANA", name="Plan für 1?.md", content=b"x", at=START, address="http://here/")

    assert (
        "http://here/files-pri/T0OCTAL-F1/download/Plan%20f%C3%BCr%201%3F.md"
        == (file_json(world, file)["url_private_download"])
    )


def test_direct_messages_name_the_other(world: World) -> None:
    """Those of somebody who left are closed."""
    place = world.direct("U0ANA")
    before = conversation_json(world, place)
    world.users["U0ANA"] = replace(world.users["U0ANA"], is_deactivated=True)
    after = conversation_json(world, place)

    assert ("U0ANA", True, False) == (before["user"], before["is_open"], before["is_archived"])
    assert (False, True, True) == (after["is_open"], after["is_archived"], after["is_user_deleted"])


def test_a_channel_says_whether_the_bot_is_in_it(world: World) -> None:
    """And with whom it is shared."""
    place = world.conversations["C0OPS"]
    place.shared_with = ("T0X",)
    shown = conversation_json(world, place)
    place.members.remove(world.bot.user_id)

    assert (True, [world.team.id, "T0X"], True) == (
        shown["is_member"],
        shown["shared_team_ids"],
        shown["is_ext_shared"],
    )
    assert not conversation_json(world, place)["is_member"]


def test_a_threads_root_counts_its_replies(world: World) -> None:
    """Each author once, in order; what only one person sees does not count."""
    place = world.conversations["C0OPS"]
    root = world.say(place, "U0ANA", "root")
    alone = message_json(world, place, root)
    replies = [world.say(place, who, "x", thread_ts=root.ts) for who in ("U0SAM", "U0ANA", "U0SAM")]
    place.add(Message(ts="9.9", author="U0SAM", text="x", at=START, thread_ts=root.ts, only_for="U0ANA"))
    shown = message_json(world, place, root)

    assert "thread_ts" not in alone
    assert (3, 2, ["U0SAM", "U0ANA"], replies[-1].ts) == tuple(
        shown[key] for key in ("reply_count", "reply_users_count", "reply_users", "latest_reply")
    )
    assert ("U0ANA", root.ts) == (
        message_json(world, place, replies[0])["parent_user_id"],
        message_json(world, place, replies[0])["thread_ts"],
    )


def test_metadata_is_told_whole_or_by_its_kind(world: World) -> None:
    """Events do not carry what history does."""
    place = world.conversations["C0OPS"]
    message = world.say(place, world.bot.user_id, "x")
    message.metadata = {"event_type": "tminus", "event_payload": {"mark": "m"}}
    whole, kind = (message_json(world, place, message, all_metadata=all_) for all_ in (True, False))

    assert message.metadata == whole["metadata"]
    assert {"event_type": "tminus"} == kind["metadata"]
    assert (world.bot.bot_id, world.bot.app_id) == (whole["bot_id"], whole["app_id"])


def test_a_view_tells_what_stands_in_its_inputs(world: World) -> None:
    """Its state is what was typed, and what was not sent is as Slack fills it in."""
    blocks = [section("x"), entry("why", {"type": "plain_text_input", "action_id": "reason"})]
    view = world.open_modal("U0ANA", modal(*blocks))
    view.typed = {"why": {"reason": {"type": "plain_text_input", "value": "cache"}}}
    shown = view_json(world, view)

    assert "cache" == shown["state"]["values"]["why"]["reason"]["value"]
    assert ("", "", None, view.id) == tuple(
        shown[key] for key in ("callback_id", "private_metadata", "previous_view_id", "root_view_id")
    )
