"""What people do to channels: take somebody in or out, archive, bring back; and what the bot hears of it."""

from sandbox import payloads
from sandbox.desk import Desk, Outcome
from sandbox.errors import ImpossibleError
from sandbox.model import Conversation, Json


class Channels:
    """The channels of one workspace, in people's hands. Errors: `ImpossibleError`, `SlackError`."""

    def __init__(self, desk: Desk) -> None:
        self.world = desk.world
        self._desk = desk

    async def invite(self, user: str, channel: str, who: str = "") -> Outcome:
        """Take somebody into a channel, the bot if nobody is named."""
        place = self._desk.speaking(user, channel)
        guest = self.world.user(who or self.world.bot.user_id)
        self._desk.note_command(user, place, f"/invite @{guest.handle}")
        if guest.id not in place.members:
            place.members.append(guest.id)
            self.world.changed()
            await self._tell(place, payloads.member_joined(self.world, place, guest.id, user))
        return Outcome()

    async def remove(self, user: str, channel: str, who: str = "") -> Outcome:
        """Take somebody out of a channel, the bot if nobody is named.

        Of its own removal the bot hears `channel_left` or `group_left`, not `member_left_channel`.
        """
        place = self._desk.speaking(user, channel)
        gone = self.world.user(who or self.world.bot.user_id)
        if place.is_im or gone.id not in place.members:
            raise ImpossibleError(f"@{gone.handle} is not in a channel that one can be removed from.")
        self._desk.note_command(user, place, f"/remove @{gone.handle}")
        place.members.remove(gone.id)
        self.world.changed()
        if gone.id == self.world.bot.user_id:
            await self._desk.send_event(payloads.channel_left(place, user))
        else:
            await self._tell(place, payloads.member_left(self.world, place, gone.id))
        return Outcome()

    async def archive(self, user: str, channel: str) -> Outcome:
        """Close a channel: it can be read, and nothing can be said there. Its members stay."""
        place = self._desk.speaking(user, channel)
        if place.is_im:
            raise ImpossibleError("Direct messages cannot be archived.")
        self._desk.note_command(user, place, "/archive")
        return await self._set_archived(user, place, archived=True)

    async def unarchive(self, user: str, channel: str) -> Outcome:
        """Bring a channel back as it was."""
        place = self._desk.inside(user, channel)
        if not place.is_archived:
            raise ImpossibleError("This channel is not archived.")
        return await self._set_archived(user, place, archived=False)

    async def _set_archived(self, user: str, place: Conversation, *, archived: bool) -> Outcome:
        place.is_archived = archived
        self.world.changed()
        await self._tell(place, payloads.archived(place, user))
        return Outcome()

    async def _tell(self, place: Conversation, event: Json) -> None:
        """What happens in a public channel anybody may hear; of a private one its members alone do."""
        if self.world.bot.user_id in place.members or not (
            place.is_private or event["type"].startswith("member")
        ):
            await self._desk.send_event(event)
