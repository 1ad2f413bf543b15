"""Builds what Slack sends a bot: slash commands, interactions, events."""

import re
from uuid import NAMESPACE_OID, uuid5

from sandbox.model import Conversation, Group, Json, Message, View
from sandbox.web_api.shapes import group_json, message_json, user_json, view_json
from sandbox.workspace import World

TOKEN = "deprecated"  # noqa: S105 - the word that Slack's old verification token is replaced by
_REFERENCE = re.compile(r"(?<![\w<|@#.])(?P<kind>[@#])(?P<name>[a-z0-9][\w-]*(?:\.[\w-]+)*)", re.IGNORECASE)


def escaped(world: World, text: str, *, labelled: bool = True) -> str:
    """The text as Slack sends it: `@handle`, `@group` and `#channel` as references.

    In commands (with `should_escape`) people and groups are `labelled` with their handles, in messages not.
    """

    def label(handle: str) -> str:
        return f"|{handle}" if labelled else ""

    users = {user.handle: f"<@{user.id}{label(user.handle)}>" for user in world.users.values()}
    groups = {
        group.handle: f"<!subteam^{group.id}{label(f'@{group.handle}')}>" for group in world.groups.values()
    }
    places = {
        place.name: f"<#{place.id}|{place.name}>" for place in world.conversations.values() if not place.is_im
    }
    known = {"@": groups | users, "#": places}

    def refer(match: re.Match[str]) -> str:
        return known[match["kind"]].get(match["name"].lower(), match[0])

    return _REFERENCE.sub(refer, text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def slash_command(
    world: World, user: str, place: Conversation, *, command: str, text: str, response_url: str
) -> dict[str, str]:
    """The form of a slash command; issues its trigger id."""
    return {
        "token": TOKEN,
        "team_id": world.team.id,
        "team_domain": world.team.domain,
        "channel_id": place.id,
        "channel_name": _name(place),
        "user_id": user,
        "user_name": world.users[user].handle,
        "command": command,
        "text": escaped(world, text),
        "api_app_id": world.bot.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": world.triggers.issue(user),
    }


def _name(place: Conversation) -> str:
    """A conversation's name as interactions tell it: those that are private have none."""
    if place.is_im:
        return "directmessage"
    return "privategroup" if place.is_private else place.name


def _interaction(world: World, user: str, kind: str) -> Json:
    person = world.users[user]
    handle, team = person.handle, person.team or world.team.id
    return {
        "type": kind,
        "team": {"id": world.team.id, "domain": world.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user, "username": handle, "name": handle, "team_id": team},
        "api_app_id": world.bot.app_id,
        "token": TOKEN,
    }


def message_action(
    world: World,
    user: str,
    place: Conversation,
    message: Message,
    *,
    action: Json,
    state: Json,
    response_url: str,
) -> Json:
    """A `block_actions` payload from a message."""
    shown = message_json(world, place, message)
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": place.id,
        "is_ephemeral": bool(message.only_for),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    result = _interaction(world, user, "block_actions") | {
        "container": container,
        "trigger_id": world.triggers.issue(user),
        "channel": {"id": place.id, "name": _name(place)},
        "state": state,
        "response_url": response_url,
        "actions": [action],
    }
    # Slack does not send the text of a message that only one person sees.
    return result if message.only_for else result | {"message": shown}


def view_action(world: World, view: View, action: Json) -> Json:
    """A `block_actions` payload from a modal or the Home tab."""
    return _interaction(world, view.user, "block_actions") | {
        "trigger_id": world.triggers.issue(view.user),
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(world, view),
        "actions": [action],
    }


def view_submission(world: World, view: View) -> Json:
    """A `view_submission` payload."""
    return _interaction(world, view.user, "view_submission") | {
        "trigger_id": world.triggers.issue(view.user),
        "view": view_json(world, view),
        "response_urls": [],
    }


def view_closed(world: World, view: View, *, is_cleared: bool) -> Json:
    """A `view_closed` payload."""
    closed = {"view": view_json(world, view), "is_cleared": is_cleared}
    return _interaction(world, view.user, "view_closed") | closed


def event_callback(world: World, event: Json) -> Json:
    """The envelope of an event.

    In a channel that is shared between workspaces, `team_id` is the one that hosts the channel.
    """
    stamp = world.next_ts()
    place = world.conversations.get(str(event.get("channel", "")))
    return {
        "token": TOKEN,
        "team_id": (place.host if place else "") or world.team.id,
        "context_team_id": world.team.id,
        "context_enterprise_id": None,
        "api_app_id": world.bot.app_id,
        "event": {**event, "event_ts": event.get("ts", stamp)},
        "type": "event_callback",
        "event_id": world.serial("Ev"),
        "event_time": int(float(stamp)),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": world.team.id,
                "user_id": world.bot.user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(place and place.shared_with),
        "event_context": world.serial("EC"),
    }


def app_home_opened(world: World, user: str) -> Json:
    """Somebody looks at the bot's Home tab."""
    event: Json = {"type": "app_home_opened", "user": user, "channel": world.direct(user).id, "tab": "home"}
    home = world.homes.get(user)
    return event | ({"view": view_json(world, home)} if home else {})


def app_mention(world: World, place: Conversation, message: Message) -> Json:
    """Somebody mentioned the bot in a channel."""
    event = {
        "client_msg_id": str(uuid5(NAMESPACE_OID, message.ts)),
        "type": "app_mention",
        "user": message.author,
        "text": message.text,
        "ts": message.ts,
        "team": world.team.id,
        "channel": place.id,
    }
    if other := world.users[message.author].team:
        event |= {"team": other, "user_team": other, "source_team": other}
    return event | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def direct_message(world: World, place: Conversation, message: Message) -> Json:
    """Somebody wrote to the bot: `message` in a direct conversation."""
    return app_mention(world, place, message) | {"type": "message", "channel_type": "im"}


def direct_message_deleted(place: Conversation, message: Message) -> Json:
    """Somebody deleted a message in their direct messages with the bot."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": place.id,
        "channel_type": "im",
        "deleted_ts": message.ts,
        "previous_message": {
            "type": "message",
            "user": message.author,
            "ts": message.ts,
            "text": message.text,
        },
    }


def member_joined(world: World, place: Conversation, user: str, inviter: str) -> Json:
    """Somebody, or the bot, came into a channel."""
    return {
        "type": "member_joined_channel",
        "user": user,
        "channel": place.id,
        "channel_type": "C",
        "team": world.users[user].team or world.team.id,
        "inviter": inviter,
    }


def member_left(world: World, place: Conversation, user: str) -> Json:
    """Somebody else went out of a channel that the bot is in."""
    return {
        "type": "member_left_channel",
        "user": user,
        "channel": place.id,
        "channel_type": "C",
        "team": world.users[user].team or world.team.id,
    }


def channel_left(place: Conversation, actor: str) -> Json:
    """The bot itself was taken out of a channel."""
    kind = "group_left" if place.is_private else "channel_left"
    return {"type": kind, "channel": place.id, "actor_id": actor}


def archived(place: Conversation, actor: str) -> Json:
    """A channel was archived, or brought back: as it is now."""
    kind = "group" if place.is_private else "channel"
    deed = "archive" if place.is_archived else "unarchive"
    return {"type": f"{kind}_{deed}", "channel": place.id, "user": actor}


def user_change(world: World, user: str) -> Json:
    """Somebody's profile changed."""
    return {"type": "user_change", "user": user_json(world, world.user(user)), "cache_ts": 0}


def team_join(world: World, user: str) -> Json:
    """Somebody new came."""
    return {"type": "team_join", "user": user_json(world, world.user(user)), "cache_ts": 0}


def subteam_members_changed(world: World, before: Group, after: Group) -> Json:
    """Who came into a user group, and who went."""
    added = [user for user in after.users if user not in before.users]
    removed = [user for user in before.users if user not in after.users]
    return {
        "type": "subteam_members_changed",
        "subteam_id": after.id,
        "team_id": world.team.id,
        "date_previous_update": 0,
        "date_update": int(world.now().timestamp()),
        "added_users": added,
        "added_users_count": str(len(added)),
        "removed_users": removed,
        "removed_users_count": str(len(removed)),
    }


def subteam_updated(world: World, group: Group) -> Json:
    """Other people are in a user group now."""
    return {"type": "subteam_updated", "subteam": group_json(world, group, with_users=True)}
