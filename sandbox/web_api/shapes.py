"""The workspace's things as Slack's JSON."""

from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sandbox.inputs import state_of
from sandbox.model import Conversation, File, Group, Json, Message, User, View
from sandbox.workspace import World


def user_json(world: World, user: User, at: datetime | None = None) -> Json:
    """A user as `users.info` and the `user_change` event give it."""
    zone = ZoneInfo(user.zone)
    offset = (at or world.now()).astimezone(zone).utcoffset()
    first, _, last = user.name.partition(" ")
    profile = {
        "title": user.title,
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.handle,
        "display_name_normalized": user.handle,
        "first_name": first,
        "last_name": last,
        "team": world.team.id,
    }
    if not user.is_bot:
        profile["email"] = user.email
    return {
        "id": user.id,
        "team_id": world.team.id,
        "name": user.handle,
        "deleted": False,
        "real_name": user.name,
        "tz": user.zone,
        "tz_label": user.zone,
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
    }


def group_json(world: World, group: Group, *, with_users: bool) -> Json:
    """A user group as `usergroups.list` gives it."""
    result: Json = {
        "id": group.id,
        "team_id": world.team.id,
        "is_usergroup": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_delete": 0,
        "user_count": len(group.users),
    }
    return result | ({"users": list(group.users)} if with_users else {})


FILE_TYPES = {"md": "markdown", "markdown": "markdown", "txt": "text"}
"""Slack's own words for endings of file names; other files are called by their ending."""


def file_json(world: World, file: File) -> Json:
    """A file as `files.info` and the state of a file input give it."""
    ending = PurePosixPath(file.name).suffix.removeprefix(".").lower()
    kind = FILE_TYPES.get(ending, ending)
    where = f"{file.address}files-pri/{world.team.id}-{file.id}"
    created = int(file.at.timestamp())
    return {
        "id": file.id,
        "created": created,
        "timestamp": created,
        "name": file.name,
        "title": file.name,
        "mimetype": "text/plain" if ending in FILE_TYPES else "application/octet-stream",
        "filetype": kind,
        "pretty_type": kind.capitalize(),
        "user": file.user,
        "user_team": world.team.id,
        "editable": False,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{where}/{quote(file.name)}",
        "url_private_download": f"{where}/download/{quote(file.name)}",
        "permalink": f"{file.address}files/{file.user}/{file.id}/{quote(file.name)}",
        "channels": [],
        "groups": [],
        "ims": [],
        "file_access": "visible",
    }


def conversation_json(world: World, place: Conversation) -> Json:
    """A conversation as `conversations.info` gives it."""
    if place.is_im:
        other = next(member for member in place.members if member != world.bot.user_id)
        return {"id": place.id, "is_im": True, "is_archived": False, "user": other, "is_open": True}
    return {
        "id": place.id,
        "name": place.name,
        "name_normalized": place.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": False,
        "is_archived": False,
        "is_general": place.name == "general",
        "is_member": world.bot.user_id in place.members,
        "num_members": len(place.members),
        "context_team_id": world.team.id,
        "topic": {"value": place.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message_json(world: World, place: Conversation, message: Message, *, all_metadata: bool = True) -> Json:
    """A message as history and interactions give it; without `all_metadata` only what kind it is."""
    result: Json = {
        "type": "message",
        "user": message.author,
        "ts": message.ts,
        "team": world.team.id,
        "text": message.text,
    }
    if message.author == world.bot.user_id:
        result |= {"bot_id": world.bot.bot_id, "app_id": world.bot.app_id}
    if message.blocks:
        result["blocks"] = message.blocks
    if message.metadata:
        kind = {"event_type": message.metadata["event_type"]}
        result["metadata"] = message.metadata if all_metadata else kind
    if message.is_deleted:
        result |= {"subtype": "tombstone", "hidden": True}
    if message.edited:
        result["edited"] = {"user": message.author, "ts": message.ts}
    return result | _thread(place, message)


def _thread(place: Conversation, message: Message) -> Json:
    """What tells of a message's thread: of the root, or of a reply's place in it."""
    if message.is_reply:
        root = next(other for other in place.shared() if other.ts == message.thread_ts)
        result: Json = {"thread_ts": message.thread_ts, "parent_user_id": root.author}
        return result | ({"subtype": "thread_broadcast"} if message.broadcast else {})
    replies = place.replies(message.ts)
    if not replies:
        return {}
    authors = list(dict.fromkeys(reply.author for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "latest_reply": replies[-1].ts,
        "reply_users": authors,
    }


def view_json(world: World, view: View) -> Json:
    """A view as interactions and the views methods give it."""
    content = view.content
    return {
        "id": view.id,
        "team_id": world.team.id,
        "type": content["type"],
        "callback_id": content.get("callback_id", ""),
        "private_metadata": content.get("private_metadata", ""),
        "title": content.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "submit": content.get("submit"),
        "close": content.get("close"),
        "blocks": content["blocks"],
        "state": state_of(content["blocks"], view.typed),
        "hash": view.hash,
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "external_id": content.get("external_id", ""),
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": world.bot.app_id,
        "app_installed_team_id": world.team.id,
        "bot_id": world.bot.bot_id,
    }
