"""Slack's events about people, user groups and channels: each becomes entries of the directory."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.directory import Directory
from bot.ports import DirectoryEntry
from bot.service import Service
from commands.workspace import SlackWorkspace, channel_entry, group_entry, user_entry

Event = Mapping[str, Any]
Read = Callable[[SlackWorkspace, Event], Awaitable[Sequence[DirectoryEntry]]]


async def _user(workspace: SlackWorkspace, event: Event) -> Sequence[DirectoryEntry]:
    return [user_entry(event["user"], await workspace.team())]


async def _group(_workspace: SlackWorkspace, event: Event) -> Sequence[DirectoryEntry]:
    return [group_entry(event["subteam"])]


async def _groups(workspace: SlackWorkspace, _event: Event) -> Sequence[DirectoryEntry]:
    """The event tells who came and went, the directory keeps who is there."""
    return await workspace.groups()


async def _channel(_workspace: SlackWorkspace, event: Event) -> Sequence[DirectoryEntry]:
    return [channel_entry(event["channel"])]


async def _channel_by_id(workspace: SlackWorkspace, event: Event) -> Sequence[DirectoryEntry]:
    """The event has nothing but the channel's id."""
    return [await workspace.channel(event["channel"])]


DIRECTORY_EVENTS: Mapping[str, Read] = {
    "user_change": _user,
    "team_join": _user,
    "subteam_created": _group,
    "subteam_updated": _group,
    "subteam_members_changed": _groups,
    "channel_created": _channel,
    "channel_rename": _channel,
    "channel_archive": _channel_by_id,
    "channel_unarchive": _channel_by_id,
    "group_archive": _channel_by_id,
    "group_rename": _channel,
    "group_unarchive": _channel_by_id,
}
"""What each event tells of (docs.slack.dev: event types); `group_…` is a private channel."""
JOINED = "member_joined_channel"
"""Somebody came into a channel that the bot is in, or the bot itself did."""
UNARCHIVED = frozenset({"channel_unarchive", "group_unarchive"})


class DirectoryListener:
    """Keeps the directory as Slack's events tell, and hears where the bot may speak again."""

    def __init__(
        self, directory: Directory, workspace: SlackWorkspace, service: Service, bot_user: str
    ) -> None:
        self._directory = directory
        self._workspace = workspace
        self._service = service
        self._bot_user = bot_user

    async def on_event(self, event: Event) -> None:
        """Noted before it is acknowledged. Errors: `Transient`, `Permanent`: Slack sends the event again."""
        if read := DIRECTORY_EVENTS.get(event["type"]):
            await self._directory.note(await read(self._workspace, event))
        has_joined = event["type"] == JOINED and event["user"] == self._bot_user
        if has_joined or event["type"] in UNARCHIVED:
            await self._service.channel_is_back(event["channel"])
