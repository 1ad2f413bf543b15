"""Who works in the workspace, and in which groups: what an admin changes, and the events that tell of it."""

from collections.abc import Sequence
from dataclasses import replace

from sandbox import payloads
from sandbox.desk import Desk
from sandbox.model import Json, User


class Staff:
    """The people and groups of one workspace. Methods give Slack's word for what the bot did not take."""

    def __init__(self, desk: Desk) -> None:
        self.world = desk.world
        self._desk = desk

    async def change(self, user: str, *, name: str = "", handle: str = "") -> str:
        """Give somebody another real name, another handle, or both. Errors: `user_not_found`."""
        person = self.world.user(user)
        changed = replace(person, name=name or person.name, handle=handle or person.handle)
        return await self._changed(changed)

    async def deactivate(self, user: str) -> str:
        """Close somebody's account: they do nothing any more. Their messages, channels and groups stay."""
        return await self._changed(replace(self.world.user(user), is_deactivated=True))

    async def reactivate(self, user: str) -> str:
        """Open somebody's account again."""
        return await self._changed(replace(self.world.user(user), is_deactivated=False))

    async def _changed(self, person: User) -> str:
        self.world.users[person.id] = person
        self.world.modals.pop(person.id, None)
        self.world.changed()
        return (await self._desk.send_event(payloads.user_change(self.world, person.id))).error

    async def join(self, person: User, channels: Sequence[str]) -> str:
        """Somebody new comes, into some channels at once."""
        self.world.users[person.id] = person
        for channel in channels:
            self.world.conversations[channel].members.append(person.id)
        self.world.changed()
        return (await self._desk.send_event(payloads.team_join(self.world, person.id))).error

    async def regroup(self, group: str, users: Sequence[str], *, tell: bool) -> str:
        """Put other people into a user group; `tell`: whether the bot hears of it at once."""
        before = self.world.groups[group]
        after = replace(before, users=tuple(self.world.user(user).id for user in users))
        self.world.groups[group] = after
        self.world.changed()
        if not tell:
            return ""
        events: tuple[Json, ...] = (
            payloads.subteam_members_changed(self.world, before, after),
            payloads.subteam_updated(self.world, after),
        )
        acks = [await self._desk.send_event(event) for event in events]
        return next((ack.error for ack in acks if ack.error), "")
