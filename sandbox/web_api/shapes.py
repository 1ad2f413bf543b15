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
    team = user.team or world.team.id
    profile: Json = {
        "title": user.title,
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.handle,
        "display_name_normalized": user.handle,
        "first_name": first,
        "last_name": last,
        "team": team,
    }
    if not user.is_bot and not user.team:
        profile["email"] = user.email
    shown: Json = {
        "id": user.id,
        "team_id": team,
        "name": user.handle,
        "deleted": user.is_deactivated,
        "real_name": user.name,
        "tz": user.zone,
        "tz_label": user.zone,
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
    }
    if not user.team:
        return shown
    met = any({user.id, world.bot.user_id} <= set(place.members) for place in world.conversations.values())
    return shown | {"is_stranger": not met}


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
        "title": file.title or file.name,
        "mimetype": file.picture or ("text/plain" if ending in FILE_TYPES else "application/octet-stream"),
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
        gone = world.users[other].is_deactivated
        im: Json = {"id": place.id, "is_im": True, "is_archived": gone, "user": other, "is_open": not gone}
        return im | ({"is_user_deleted": True} if gone else {})
    return {
        "id": place.id,
        "name": place.name,
        "name_normalized": place.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": place.is_private,
        "is_archived": place.is_archived,
        "is_general": place.name == "general",
        "is_member": world.bot.user_id in place.members,
        "num_members": len(place.members),
        "context_team_id": world.team.id,
        "is_shared": bool(place.shared_with),
        "is_ext_shared": bool(place.shared_with),
        "is_org_shared": False,
        "shared_team_ids": [world.team.id, *place.shared_with],
        "topic": {"value": place.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message_json(world: World, place: Conversation, message: Message, *, all_metadata: bool = True) -> Json:
    """A message as history and interactions give it; without `all_metadata` only what kind it is."""
    author = world.users.get(message.author)
    result: Json = {
        "type": "message",
        "user": message.author,
        "ts": message.ts,
        "team": author.team if author and author.team else world.team.id,
        "text": message.text,
    }
    if message.author == world.bot.user_id:
        result |= {"bot_id": world.bot.bot_id, "app_id": world.bot.app_id}
    if message.blocks:
        result["blocks"] = message.blocks
    if message.metadata:
        kind = {"event_type": message.metadata["event_type"]}
        result["metadata"] = message.metadata if all_metadata else kind
    if message.files:
        result["files"] = [file_json(world, world.files[file]) for file in message.files]
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
