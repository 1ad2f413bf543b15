"""The Workspace port over Slack's Web API: people, groups and channels as entries. Do Not Disturb, too."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.dnd_events import Quiet
from bot.errors import Permanent
from bot.ports import DirectoryEntry
from commands.slack_api import call, identify

PAGE = 200
"""Slack recommends no more than 200 at a time (docs.slack.dev: pagination)."""
DND_AT_ONCE = 50
"""How many people dnd.teamInfo takes (docs.slack.dev)."""
WAITS = 5
"""How often in a row a read waits as long as Slack asks before it gives up until later."""
CHANNEL_TYPES = "public_channel,private_channel"

NO_GROUPS = "plan_upgrade_required"
"""Slack has user groups in paid plans only."""

Entry = Mapping[str, Any]


class SlackWorkspace:
    """Reads the workspace. Errors as `commands.slack_api.call` names them.

    Reads may be repeated, so they wait where Slack asks to wait: the client is one of its own.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = AsyncWebClient(
            token=client.token,
            base_url=client.base_url,
            session=client.session,
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=WAITS)],
        )
        self._team = ""

    async def team(self) -> str:
        """The workspace's id, asked once (auth.test)."""
        if not self._team:
            self._team = (await identify(self._client)).team
        return self._team

    async def read(self) -> AsyncIterator[Sequence[DirectoryEntry]]:
        """Everybody and everything there is, a page at a time."""
        team = await self.team()
        async for users in self._pages("users.list", "members"):
            yield [user_entry(user, team) for user in users]
        yield await self.groups()
        async for channels in self._pages("conversations.list", "channels", types=CHANNEL_TYPES):
            yield [channel_entry(channel) for channel in channels]

    async def groups(self) -> Sequence[DirectoryEntry]:
        """The user groups with their members, in one piece; none where the workspace's plan has none."""
        try:
            answer = await call(self._client.usergroups_list(include_users=True, include_disabled=True))
        except Permanent as error:
            if error.code != NO_GROUPS:
                raise
            return []
        return [group_entry(group) for group in answer["usergroups"]]

    async def dnd(self, people: Sequence[str]) -> Mapping[str, Quiet | None]:
        """When it is next quiet for people, by id: `None` for never. Who is not known is not there."""
        found: dict[str, Quiet | None] = {}
        for first in range(0, len(people), DND_AT_ONCE):
            answer = await call(self._client.dnd_teamInfo(users=list(people[first : first + DND_AT_ONCE])))
            found.update({user: quiet_of(entry) for user, entry in answer["users"].items()})
        return found

    async def channel(self, channel: str) -> DirectoryEntry:
        """One channel as it is now."""
        answer = await call(self._client.conversations_info(channel=channel))
        return channel_entry(answer["channel"])

    async def _pages(self, method: str, what: str, **arguments: str) -> AsyncIterator[Sequence[Entry]]:
        cursor = ""
        while True:
            params = {"limit": PAGE, "cursor": cursor, **arguments}
            answer = await call(self._client.api_call(method, params=params))
            yield answer[what]
            cursor = answer.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return


def quiet_of(entry: Entry) -> Quiet | None:
    """What dnd.teamInfo says of somebody; without quiet hours to come both ends are 1."""
    start, end = (entry.get(f"next_dnd_{name}_ts") or 0 for name in ("start", "end"))
    if not entry.get("dnd_enabled") or start >= end:
        return None
    return Quiet(start=datetime.fromtimestamp(start, UTC), end=datetime.fromtimestamp(end, UTC))


def user_entry(user: Entry, team: str) -> DirectoryEntry:
    """A user object (docs.slack.dev: user object). `team` is our workspace.

    A bot can hold no role, nor can somebody of another organisation: both are no users here.
    """
    profile = user.get("profile", {})
    return DirectoryEntry(
        id=user["id"],
        kind=_kind_of(user, team),
        handle=profile.get("display_name") or user.get("name", ""),
        name=profile.get("real_name") or user.get("real_name") or user.get("name", ""),
        email=profile.get("email", ""),
        timezone=user.get("tz") or "",
        active=not user.get("deleted", False),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
    )


def _kind_of(user: Entry, team: str) -> str:
    if user.get("is_bot"):
        return "bot"
    # In an Enterprise organization people have several workspaces, and `team_id` may be another than ours.
    teams = {user.get("team_id", team), *user.get("enterprise_user", {}).get("teams", ())}
    return "user" if team in teams else "stranger"


def group_entry(group: Entry) -> DirectoryEntry:
    """A user group object with its users."""
    return DirectoryEntry(
        id=group["id"],
        kind="group",
        handle=group["handle"],
        name=group["name"],
        active=not group.get("date_delete"),
        members=tuple(group.get("users", ())),
    )


def channel_entry(channel: Entry) -> DirectoryEntry:
    """A channel object."""
    return DirectoryEntry(
        id=channel["id"],
        kind="channel",
        handle=channel["name"],
        name=channel["name"],
        active=not channel.get("is_archived", False),
    )
