"""The pretend workspace: who is there, what was said, what is open on whose screen. All in memory."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from sandbox import clock
from sandbox.credentials import Answers, Tickets, Triggers
from sandbox.errors import SlackError
from sandbox.model import (
    SLACKBOT,
    Act,
    Bot,
    Conversation,
    File,
    Group,
    Json,
    Message,
    QuietHours,
    Team,
    Upload,
    User,
    View,
)

MODALS_AT_ONCE = 3


def _direct_id(user_id: str) -> str:
    """The direct conversation with U0ANA is D0ANA."""
    return f"D{user_id[1:]}"


class World:
    """One workspace. `now` is the plan's clock, aware UTC; `elapsed` gives real seconds.

    `hint` is what the page's composer suggests to a newcomer. Errors: `SlackError` with Slack's names.
    """

    def __init__(
        self,
        *,
        team: Team,
        bot: Bot,
        users: Iterable[User],
        groups: Iterable[Group],
        channels: Iterable[Conversation],
        hint: str = "/deploy help",
        now: Callable[[], datetime] = clock.real_now,
        elapsed: Callable[[], float] = clock.elapsed,
    ) -> None:
        self.team = team
        self.bot = bot
        self.users = {user.id: user for user in users}
        self.groups = {group.id: group for group in groups}
        self.conversations = {channel.id: channel for channel in channels}
        self.hint = hint
        self.now = now
        self.triggers = Triggers(elapsed)
        self.answers = Answers(elapsed)
        self.tickets = Tickets(elapsed)
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.uploads: dict[str, Upload] = {}
        self.quiet: dict[str, QuietHours] = {}
        self.read_up_to: dict[tuple[str, str], str] = {}
        self._last_ts = 0
        self._serial = 0
        self._listeners: set[asyncio.Event] = set()

    # ── who and where ─────────────────────────────────────────────────────────────────────────

    def people(self) -> list[User]:
        """Everybody but the bot, also those who were deactivated or come from elsewhere."""
        return [user for user in self.users.values() if not user.is_bot]

    def own_people(self) -> list[User]:
        """Those who can be chosen: of this workspace, and not deactivated."""
        return [user for user in self.people() if not user.team and not user.is_deactivated]

    def user(self, user_id: str) -> User:
        """A user. Errors: `user_not_found`."""
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def quiet_hours(self, user_id: str) -> QuietHours | None:
        """Those that somebody is in, or that are to come."""
        hours = self.quiet.get(user_id)
        return hours if hours and hours.end > self.now() else None

    def conversation(self, channel_id: str) -> Conversation:
        """A conversation as the bot finds it; a user's id means the direct messages with them.

        Errors: `channel_not_found`, also for a private channel that the bot is not in.
        """
        if channel_id in self.users and channel_id != self.bot.user_id:
            return self.direct(channel_id)
        if channel_id not in self.conversations:
            raise SlackError("channel_not_found")
        place = self.conversations[channel_id]
        if place.is_private and self.bot.user_id not in place.members:
            raise SlackError("channel_not_found")
        return place

    def direct(self, user_id: str) -> Conversation:
        """The direct messages of the bot and a person, opened if need be. Errors: `user_not_found`."""
        user = self.user(user_id)
        if user.is_bot:
            raise SlackError("user_not_found")
        im = _direct_id(user.id)
        if im not in self.conversations:
            members = [user.id, self.bot.user_id]
            self.conversations[im] = Conversation(id=im, name=user.handle, members=members, is_im=True)
        return self.conversations[im]

    def in_order(self) -> list[Conversation]:
        """All conversations: the channels, then the direct messages in the order of the people."""
        channels = [place for place in self.conversations.values() if not place.is_im]
        names = (_direct_id(user.id) for user in self.people())
        return [*channels, *(self.conversations[name] for name in names if name in self.conversations)]

    def visible_to(self, user: str) -> list[Conversation]:
        """The conversations a user is in, channels first."""
        return [place for place in self.in_order() if user in place.members]

    # ── what is said ──────────────────────────────────────────────────────────────────────────

    def next_ts(self) -> str:
        """A message's name: real time in microseconds, each later than all before."""
        moment = int(clock.real_now().timestamp() * 1_000_000)
        self._last_ts = max(moment, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def serial(self, prefix: str) -> str:
        """A new id of Slack's kind, `V000012`."""
        self._serial += 1
        return f"{prefix}{self._serial:06d}"

    def say(
        self,
        place: Conversation,
        author: str,
        text: str,
        *,
        blocks: list[Json] | None = None,
        thread_ts: str = "",
        metadata: Json | None = None,
        broadcast: bool = False,
        only_for: str = "",
        files: Iterable[str] = (),
    ) -> Message:
        """Add a message to a conversation."""
        if thread_ts:
            self._check_root(place, thread_ts)
        message = Message(
            ts=self.next_ts(),
            author=author,
            text=text,
            at=self.now(),
            blocks=self.named(blocks or []),
            thread_ts=thread_ts,
            metadata=metadata,
            broadcast=broadcast,
            only_for=only_for,
            files=[*files],
        )
        place.add(message)
        self.changed()
        return message

    def _check_root(self, place: Conversation, thread_ts: str) -> None:
        """Replies go to a message that is no reply itself. Errors: `cannot_reply_to_message`."""
        roots = (message for message in place.shared() if not message.is_reply)
        if thread_ts not in (message.ts for message in roots):
            raise SlackError("cannot_reply_to_message")

    def named(self, blocks: list[Json]) -> list[Json]:
        """The blocks, each with a block id: Slack makes one up where none was sent."""
        return [
            block if block.get("block_id") else {**block, "block_id": self.serial("b")} for block in blocks
        ]

    def message(self, place: Conversation, ts: str) -> Message:
        """A message that everybody there sees. Errors: `message_not_found`."""
        found = next((message for message in place.shared() if message.ts == ts), None)
        if not found or found.is_deleted:
            raise SlackError("message_not_found")
        return found

    def edit(self, message: Message, text: str, blocks: list[Json]) -> None:
        """Show something else in a message."""
        message.earlier.append(message.blocks)
        message.text, message.blocks = text, self.named(blocks)
        self.changed()

    def delete(self, place: Conversation, message: Message) -> None:
        """Take a message away; a thread stays readable without its first message."""
        if place.replies(message.ts):
            message.author, message.is_deleted, message.metadata = SLACKBOT, True, None
            self.edit(message, "This message was deleted.", [])
            return
        place.drop(message)
        self.changed()

    def note(self, place: Conversation, act: Act) -> None:
        """Keep what a person did."""
        place.acts.append(act)
        self.changed()

    # ── views ─────────────────────────────────────────────────────────────────────────────────

    def open_modal(self, user: str, content: Json) -> View:
        """Open a modal, in place of any that is open."""
        self.modals[user] = []
        return self._add_modal(user, content)

    def push_modal(self, user: str, content: Json) -> View:
        """Lay a modal over the open one. Errors: `not_found`, `push_limit_reached`."""
        stack = self.modals.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MODALS_AT_ONCE:
            raise SlackError("push_limit_reached")
        return self._add_modal(user, content)

    def _add_modal(self, user: str, content: Json) -> View:
        stack = self.modals[user]
        view = self._view(user, content)
        if stack:
            view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        self.changed()
        return view

    def _view(self, user: str, content: Json) -> View:
        name = self.serial("V")
        return View(id=name, user=user, content=self._content(content), hash=self._hash(), root_id=name)

    def _content(self, content: Json) -> Json:
        return {**content, "blocks": self.named(content["blocks"])}

    def _hash(self) -> str:
        return f"{self.next_ts()}.{self.serial('h')}"

    def replace_view(self, view: View, content: Json) -> None:
        """Show something else in an open view; what was typed stays where block and action are the same."""
        view.content = self._content(content)
        view.hash = self._hash()
        self.changed()

    def open_view(self, view_id: str, external_id: str = "") -> View:
        """A view that is open now, by Slack's id or the bot's own. Errors: `not_found`."""
        stacks = [*self.modals.values(), [*self.homes.values()]]
        for view in (view for stack in stacks for view in stack):
            if view.id == view_id or (external_id and view.content.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def close_modal(self, view: View) -> None:
        """Take a modal off the screen; the one below it shows again."""
        self.modals[view.user] = [other for other in self.modals.get(view.user, []) if other.id != view.id]
        self.changed()

    def close_all_modals(self, user: str) -> None:
        """Take every modal off a user's screen."""
        self.modals.pop(user, None)
        self.changed()

    def publish_home(self, user: str, content: Json) -> View:
        """Show a Home tab to a user."""
        home = self.homes.get(user)
        if home:
            self.replace_view(home, content)
            return home
        self.homes[user] = self._view(user, content)
        self.changed()
        return self.homes[user]

    # ── who looks on ──────────────────────────────────────────────────────────────────────────

    def changed(self) -> None:
        """Tell everybody who looks on that there is something new."""
        for listener in self._listeners:
            listener.set()

    def listen(self) -> asyncio.Event:
        """An event that is set whenever something changes; give it back with `forget`."""
        listener = asyncio.Event()
        self._listeners.add(listener)
        return listener

    def forget(self, listener: asyncio.Event) -> None:
        """Stop telling a listener."""
        self._listeners.discard(listener)
