"""What people say in their own words, and take back; and who looks at the Home tab."""

from sandbox import payloads
from sandbox.desk import Desk, Outcome
from sandbox.errors import ImpossibleError
from sandbox.model import SLACKBOT


class Talk:
    """The people of one workspace, speaking. Errors of every method: `ImpossibleError`, `SlackError`."""

    def __init__(self, desk: Desk) -> None:
        self.world = desk.world
        self._desk = desk

    async def message(self, user: str, channel: str, text: str, thread_ts: str) -> Outcome:
        """Write a message; the bot hears of it where it is mentioned, and in its direct messages."""
        place = self._desk.speaking(user, channel)
        before = self._desk.glance(user)
        words = payloads.escaped(self.world, text, labelled=False)
        said = self.world.say(place, user, words, thread_ts=thread_ts)
        bot = self.world.bot.user_id
        mentioned = f"<@{bot}" in said.text
        if place.is_im:
            await self._desk.send_event(payloads.direct_message(self.world, place, said))
        elif mentioned and bot in place.members:
            await self._desk.send_event(payloads.app_mention(self.world, place, said))
        elif mentioned:
            words = f"<@{bot}> is not in this channel: `/invite @{self.world.users[bot].handle}`"
            self.world.say(place, SLACKBOT, words, only_for=user)
        return self._desk.outcome(user, before)

    async def delete(self, user: str, channel: str, ts: str) -> Outcome:
        """Delete a message: one's own, or as an admin anybody's, also the bot's.

        The bot hears of it in its direct messages alone, whose events it gets all.
        """
        place = self._desk.inside(user, channel)
        message = self.world.message(place, ts)
        if message.author != user and not self.world.user(user).is_admin:
            raise ImpossibleError("Only an admin of the workspace can delete what others wrote.")
        thread = message.thread_ts if message.is_reply else ""
        self._desk.note(user, place, "deletes a message", thread)
        self.world.delete(place, message)
        if place.is_im:
            await self._desk.send_event(payloads.direct_message_deleted(place, message))
        return Outcome()

    async def open_home(self, user: str) -> Outcome:
        """Look at the bot's Home tab."""
        if self.world.user(user).team:
            raise ImpossibleError("People of other workspaces do not see this app's Home tab.")
        await self._desk.send_event(payloads.app_home_opened(self.world, user))
        return Outcome(view=self.world.homes.get(user))
