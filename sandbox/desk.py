"""What every deed of a person's needs: where they are, what they saw before, what the bot is told."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sandbox import payloads
from sandbox.ack import Ack
from sandbox.bot_link import BotCaller
from sandbox.errors import ImpossibleError
from sandbox.model import Act, Conversation, Json, Message, View
from sandbox.web_api.shapes import file_json
from sandbox.workspace import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the person gets to see at once.

    `error` is Slack's word where something went wrong; `messages` are those that only this person sees and
    that came while the bot answered; `view` is the modal on top, if it is new or changed; `errors` maps
    block ids to words, in a modal that was not accepted.
    """

    error: str = ""
    messages: list[Message] = field(default_factory=list)
    view: View | None = None
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What a person saw before they did something: the time, and the modal on top with its hash."""

    ts: str
    view: tuple[str, str] | None


class Desk:
    """The people's side of one workspace. Errors of every method: `ImpossibleError`, `SlackError`."""

    def __init__(self, world: World, caller: BotCaller) -> None:
        self.world = world
        self.caller = caller
        self._last_place: dict[str, tuple[str, str]] = {}

    async def send_event(self, event: Json) -> Ack:
        """Send an event, and once more at once where it was not taken. Slack's later repeats are left out."""
        envelope = payloads.event_callback(self.world, event)
        ack = await self.caller.send_event(envelope)
        if not ack.error:
            return ack
        reason = "http_timeout" if ack.error == "operation_timeout" else "http_error"
        return await self.caller.send_event(envelope, 1, reason)

    async def repeat(self) -> Ack:
        """Send the bot once more what it was sent last, as a network may."""
        return await self.caller.repeat()

    def inside(self, user: str, channel: str) -> Conversation:
        """A conversation that the user is in."""
        if self.world.user(user).is_deactivated:
            raise ImpossibleError("This account was deactivated.")
        place = self.world.conversations.get(channel)
        if not place or user not in place.members:
            raise ImpossibleError("This person is not in that conversation.")
        return place

    def speaking(self, user: str, channel: str) -> Conversation:
        """A conversation in which the user can say something."""
        place = self.inside(user, channel)
        if place.is_archived:
            raise ImpossibleError("This channel is archived.")
        return place

    def zone(self, user: str) -> ZoneInfo:
        """The user's time zone."""
        return ZoneInfo(self.world.user(user).zone)

    def files(self, user: str) -> dict[str, Json]:
        """What the person uploaded so far."""
        files = (file for file in self.world.files.values() if file.user == user)
        return {file.id: file_json(self.world, file) for file in files}

    def top(self, user: str) -> View | None:
        """The modal that the user sees."""
        stack = self.world.modals.get(user, [])
        return stack[-1] if stack else None

    def note(self, user: str, place: Conversation, text: str, thread_ts: str = "") -> None:
        """Note what the user did."""
        self._last_place[user] = (place.id, thread_ts)
        self.world.note(place, Act(ts=self.world.next_ts(), user=user, text=text, thread_ts=thread_ts))

    def note_command(self, user: str, place: Conversation, text: str) -> None:
        """Note a command that the user typed."""
        self._last_place[user] = (place.id, "")
        act = Act(ts=self.world.next_ts(), user=user, text=f"types {text.strip()}", is_command=True)
        self.world.note(place, act)

    def note_here(self, user: str, text: str) -> None:
        """Note what happened in a modal, which stands nowhere, where the person did something last."""
        channel, thread_ts = self._last_place.get(user, (self.world.direct(user).id, ""))
        self.note(user, self.world.conversations[channel], text, thread_ts)

    def glance(self, user: str) -> Glance:
        """What the user sees before they do something."""
        top = self.top(user)
        return Glance(ts=self.world.next_ts(), view=(top.id, top.hash) if top else None)

    def outcome(self, user: str, before: Glance, error: str = "") -> Outcome:
        """What came up for the person since the glance."""
        places = self.world.visible_to(user)
        new = [
            one for place in places for one in place.messages if one.only_for == user and one.ts > before.ts
        ]
        top = self.top(user)
        changed = top if top and (top.id, top.hash) != before.view else None
        return Outcome(error=error, messages=new, view=changed)
