"""Slack's events about people, user groups and channels: each becomes entries of the directory."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.directory import Directory
from bot.ports import DirectoryEntry
from commands.workspace import SlackWorkspace, channel_entry, group_entry, user_entry

Event = Mapping[str, Any]
Read = Callable[[SlackWorkspace, Event], Awaitable[Sequence[DirectoryEntry]]]


async def _user(_workspace: SlackWorkspace, event: Event) -> Sequence[DirectoryEntry]:
    return [user_entry(event["user"])]


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
}
"""Every event that is listened to (docs.slack.dev: event types); the manifest subscribes to these."""


class DirectoryListener:
    """Keeps the directory as Slack's events tell."""

    def __init__(self, directory: Directory, workspace: SlackWorkspace) -> None:
        self._directory = directory
        self._workspace = workspace

    async def on_event(self, event: Event) -> None:
        """Noted before it is acknowledged. Errors: `Transient`, `Permanent`: Slack sends the event again."""
        if read := DIRECTORY_EVENTS.get(event["type"]):
            await self._directory.note(await read(self._workspace, event))
